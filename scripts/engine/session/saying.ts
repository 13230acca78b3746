import { randomUUID } from 'node:crypto';
import type { HeardParts, Mood, SayAnswer } from '../../service/local/wire.ts';
import { cutShort } from '../heard-words.ts';
import { instantNow, type SayReport, type ToPerformerInput } from '../protocol.ts';
import { moodOfText } from './mood-of-text.ts';

/** How a saying may end. */
type Ending = Exclude<SayAnswer['state'], 'queued' | 'speaking'>;

/** One thing that the bot says, from the decision until it is over. The performer has its side of it in performer/spoken-line.ts. */
export class Saying {
  readonly id = randomUUID();
  readonly text: string;
  /** Who wants it said: the owner's words go first. */
  readonly by: 'owner' | 'brain';
  readonly mood: Mood;
  state: SayAnswer['state'] = 'queued';
  reason: string | null = null;
  startedAt: number | null = null;
  readonly ended: Promise<void>;
  readonly #requestedAt = instantNow();
  /** What was heard of it so far, sentence by sentence. */
  readonly #heard: string[] = [];
  #parts: HeardParts | undefined;
  readonly #end: () => void;

  /** `mood`: by default the text tells. */
  constructor(text: string, by: Saying['by'], mood: Mood = moodOfText(text)) {
    this.text = text;
    this.by = by;
    this.mood = mood;
    let end = () => {};
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#end = end;
  }

  get firstAudioMs(): number | null {
    return this.startedAt === null ? null : Math.round(this.startedAt - this.#requestedAt);
  }

  get isOver(): boolean {
    return this.state !== 'queued' && this.state !== 'speaking';
  }

  /** What was heard, read and not heard; until it is over, what is known of that. */
  get parts(): HeardParts {
    return this.#parts ?? { spoken_text: this.#heard.join(' '), unspoken_text: '', shown_text: '' };
  }

  /** What the performer is asked. */
  request({ interrupt }: { interrupt: boolean }): ToPerformerInput {
    const { id, text, mood } = this;
    return { type: 'say', id, text, mood, interrupt, first: this.by === 'owner' };
  }

  /** What the owner of the engine is told. */
  answer(): SayAnswer {
    return {
      say_id: this.id,
      state: this.state,
      mood: this.mood,
      ...this.parts,
      first_audio_ms: this.firstAudioMs,
      reason: this.reason,
    };
  }

  start(at: number): void {
    this.startedAt = at;
    this.state = 'speaking';
  }

  /** A sentence of it is over. */
  heard(text: string): void {
    this.#heard.push(text);
  }

  finish(report: Extract<SayReport, { type: 'say_ended' }>): void {
    const { spoken_text, unspoken_text, shown_text, reason, error } = report;
    this.#finish(endingOf(report), { spoken_text, unspoken_text, shown_text }, reason ?? error ?? null);
  }

  /** It is not said at all. */
  refuse(reason: string): void {
    this.#finish('failed', { spoken_text: '', unspoken_text: this.text, shown_text: '' }, reason);
  }

  /** Nothing more is known of it than the sentences that were over. */
  abandon(reason: string): void {
    const { spoken_text } = this.parts;
    this.#finish('interrupted', { ...this.parts, spoken_text: cutShort(spoken_text) }, reason);
  }

  #finish(state: Ending, parts: HeardParts, reason: string | null): void {
    if (this.isOver) return;
    this.state = state;
    this.#parts = parts;
    this.reason = reason;
    this.#end();
  }
}

/** A text without words was said when nothing of it was left to say. */
function endingOf(report: Extract<SayReport, { type: 'say_ended' }>): Ending {
  if (report.interrupted) return 'interrupted';
  if (report.audible || (!report.unspoken_text && !report.error)) return 'spoken';
  return report.shown_text ? 'silent' : 'failed';
}
