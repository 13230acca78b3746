import { randomUUID } from 'node:crypto';
import type { HeardParts, SayAnswer } from '../service/local/wire.ts';
import { cutShort } from './heard-words.ts';
import { instantNow } from './protocol.ts';

/** How a saying may end. */
type Ending = Exclude<SayAnswer['state'], 'queued' | 'speaking'>;

/** One thing that the bot was asked to say, and what became of it. */
export class Saying {
  readonly id = randomUUID();
  readonly text: string;
  /** Who wants it said: the owner's words go first. */
  readonly by: 'owner' | 'brain';
  readonly requestedAt = instantNow();
  state: SayAnswer['state'] = 'queued';
  /** What was heard of it so far, sentence by sentence. */
  #heard: string[] = [];
  #parts: HeardParts | undefined;
  reason: string | null = null;
  startedAt: number | null = null;
  readonly ended: Promise<void>;
  readonly #end: () => void;

  constructor(text: string, by: Saying['by']) {
    this.text = text;
    this.by = by;
    let end = () => {};
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#end = end;
  }

  get firstAudioMs(): number | null {
    return this.startedAt === null ? null : Math.round(this.startedAt - this.requestedAt);
  }

  get isOver(): boolean {
    return this.state !== 'queued' && this.state !== 'speaking';
  }

  start(at: number): void {
    this.startedAt = at;
    this.state = 'speaking';
  }

  /** A sentence of it is over. */
  heard(text: string): void {
    this.#heard.push(text);
  }

  /** What was heard, read and not heard; until it is over, what is known of that. */
  get parts(): HeardParts {
    return this.#parts ?? { spoken_text: this.#heard.join(' '), unspoken_text: '', shown_text: '' };
  }

  finish(state: Ending, parts: HeardParts, reason: string | null): void {
    if (this.isOver) return;
    this.state = state;
    this.#parts = parts;
    this.reason = reason;
    this.#end();
  }

  /** Nothing more is known of it than the sentences that were over. */
  abandon(reason: string): void {
    const { spoken_text } = this.parts;
    this.finish('interrupted', { ...this.parts, spoken_text: cutShort(spoken_text) }, reason);
  }

  answer(): SayAnswer {
    return {
      say_id: this.id,
      state: this.state,
      ...this.parts,
      first_audio_ms: this.firstAudioMs,
      reason: this.reason,
    };
  }
}

const keptSayings = 200;

/** What the bot was asked to say in this session. */
export class Sayings {
  readonly #sayings = new Map<string, Saying>();

  add(text: string, by: Saying['by']): Saying {
    const saying = new Saying(text, by);
    this.#sayings.set(saying.id, saying);
    const [oldest] = this.#sayings.values();
    if (this.#sayings.size > keptSayings && oldest?.isOver) this.#sayings.delete(oldest.id);
    return saying;
  }

  /** Characters that wait to be said or are being said, of the kind `by`. */
  waiting(by: Saying['by']): number {
    const open = [...this.#sayings.values()].filter((saying) => !saying.isOver && saying.by === by);
    return open.reduce((sum, { text }) => sum + text.length, 0);
  }

  get isSpeaking(): boolean {
    return [...this.#sayings.values()].some(({ state }) => state === 'speaking');
  }

  get(id: string): Saying | undefined {
    return this.#sayings.get(id);
  }

  /** The performer is gone: nothing of what waits will be heard any more. @returns what it was cut short in. */
  abandon(reason: string): Saying[] {
    const open = [...this.#sayings.values()].filter(({ isOver }) => !isOver);
    for (const saying of open) saying.abandon(reason);
    return open;
  }
}
