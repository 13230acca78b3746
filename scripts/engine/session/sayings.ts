import { longestSay, type Mood } from '../../service/local/wire.ts';
import type { OwnWords } from '../ears/own-words.ts';
import type { SayReport, ToPerformerInput } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { Announcer } from './announcer.ts';
import type { SessionRecord } from './local-notes.ts';
import type { Measurements } from './measurements.ts';
import { Saying } from './saying.ts';
import type { SessionEvents } from './session-events.ts';

const keptSayings = 200;

/**
 * Characters that may wait to be said. The brain's are some five minutes of speech, more than one answer of a chat service may have;
 * the owner's are three of the longest texts that `say` takes.
 */
const maxWaiting = { brain: 5000, owner: 3 * longestSay };

/** How the owner wants something said. */
export interface SayWishes {
  interrupt: boolean;
  /** By default the text tells. */
  mood?: Mood | undefined;
}

interface SayingsSetup {
  record: SessionRecord;
  events: SessionEvents;
  measurements: Measurements;
  announcer: Announcer;
  /** Keeps what the bot says apart from what guests say. */
  ownWords: OwnWords;
  send(message: ToPerformerInput): void;
  /** The first sound of a saying goes out. */
  started(): void;
}

/** What the bot says in one session: on its way to the performer, and what the performer reports of it. */
export class Sayings {
  readonly #setup: SayingsSetup;
  readonly #sayings = new Map<string, Saying>();

  constructor(setup: SayingsSetup) {
    this.#setup = setup;
  }

  /**
   * Speaks what the owner wants said: before what the brain still has to say, or with `interrupt` instead of everything.
   * @throws {Refusal} 429 when too much of the owner's own waits.
   */
  say(text: string, { interrupt, mood }: SayWishes): Saying {
    if (!interrupt && this.#waiting('owner') + text.length > maxWaiting.owner) {
      throw new Refusal(429, 'too much is waiting to be said: let it finish, or interrupt it');
    }
    return this.#speak(this.#add(text, 'owner', mood), interrupt);
  }

  /** Speaks what the brain answers. What nobody could wait for is not said. */
  answer(text: string): Saying {
    const waiting = this.#waiting('brain');
    const saying = this.#add(text, 'brain');
    if (waiting === 0 || waiting + text.length <= maxWaiting.brain) return this.#speak(saying, false);
    saying.refuse('too much is waiting to be said');
    this.#report(saying);
    return saying;
  }

  /** Takes what the performer reports. */
  heed(report: SayReport): void {
    const saying = this.#sayings.get(report.id);
    // A performer that is stopped still reports what it was cut short in; `end` has written that down by then.
    if (!saying || saying.isOver) return;
    switch (report.type) {
      case 'say_started':
        this.#started(saying, report.at);
        break;
      case 'caption':
        this.#captioned(saying, report);
        break;
      case 'heard':
        saying.heard(report.text);
        this.#setup.announcer.botCaption(report.text, report.at, { final: true, say_id: saying.id });
        break;
      case 'say_ended':
        this.#ended(saying, report);
    }
  }

  /** The performer is stopped: nothing of what waits will be heard any more. What was cut short is written as far as it was heard. */
  end(reason: string): void {
    for (const saying of this.#sayings.values()) {
      if (saying.isOver) continue;
      saying.abandon(reason);
      this.#write(saying);
      this.#report(saying);
    }
  }

  #add(text: string, by: Saying['by'], mood?: Mood): Saying {
    const saying = new Saying(text, by, mood);
    this.#sayings.set(saying.id, saying);
    const [oldest] = this.#sayings.values();
    if (this.#sayings.size > keptSayings && oldest?.isOver) this.#sayings.delete(oldest.id);
    return saying;
  }

  /** Characters that wait to be said or are being said, of the kind `by`. */
  #waiting(by: Saying['by']): number {
    const open = [...this.#sayings.values()].filter((saying) => !saying.isOver && saying.by === by);
    return open.reduce((sum, { text }) => sum + text.length, 0);
  }

  #speak(saying: Saying, interrupt: boolean): Saying {
    this.#setup.send(saying.request({ interrupt }));
    this.#report(saying);
    return saying;
  }

  #started(saying: Saying, at: number): void {
    saying.start(at);
    this.#setup.measurements.spoke(at, saying.firstAudioMs ?? 0);
    this.#setup.started();
    this.#setup.announcer.botSpeaks(true);
    this.#report(saying);
  }

  #captioned({ id: say_id }: Saying, { text, at }: Extract<SayReport, { type: 'caption' }>): void {
    const { ownWords, announcer, events } = this.#setup;
    ownWords.began(say_id, text, at);
    announcer.botCaption(text, at, { final: false, say_id });
    events.emit({ type: 'caption', say_id, text });
  }

  #ended(saying: Saying, report: Extract<SayReport, { type: 'say_ended' }>): void {
    saying.finish(report);
    this.#setup.ownWords.ended(saying.id, report.at);
    const isSpeaking = [...this.#sayings.values()].some(({ state }) => state === 'speaking');
    if (!isSpeaking) this.#setup.announcer.botSpeaks(false);
    this.#write(saying);
    this.#report(saying);
  }

  #write({ parts, startedAt: at }: Saying): void {
    if (at === null) return;
    const { record } = this.#setup;
    const line = { at, speaker: record.facts.bot_name, role: 'bot' } as const;
    const { spoken_text, shown_text } = parts;
    if (spoken_text) record.write({ ...line, channel: 'speech', text: spoken_text });
    if (shown_text) record.write({ ...line, channel: 'caption', text: shown_text });
  }

  #report(saying: Saying): void {
    this.#setup.events.emit({ type: 'say', say: { ...saying.answer(), text: saying.text } });
  }
}
