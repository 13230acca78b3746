import { cutShort } from '../heard-words.ts';
import type { SayMessage, SayReport } from '../protocol.ts';
import { SpokenSentence } from './spoken-sentence.ts';

type Ending = Omit<Extract<SayReport, { type: 'say_ended' }>, 'at'>;

/** One thing that the bot says, from the engine's request until it is over: its sentences, and how far they were heard. */
export class SpokenLine {
  readonly id: string;
  readonly sentences: readonly SpokenSentence[];
  /** Goes before the others, also between their sentences. */
  readonly isFirst: boolean;
  readonly mood: SayMessage['mood'];
  /** Its sentences are being synthesized, or were. */
  isTaken = false;
  /** Something of it was heard or read. */
  hasStarted = false;
  /** Why a sentence could not be synthesized. */
  error: string | undefined;
  /** Why a sentence could not be heard. */
  silentBecause: string | undefined;

  constructor({ id, first, mood }: SayMessage, sentences: readonly string[]) {
    this.id = id;
    this.isFirst = first;
    this.mood = mood;
    this.sentences = sentences.map((text) => new SpokenSentence(text));
  }

  get isOver(): boolean {
    return this.sentences.every(({ isOver }) => isOver);
  }

  /** The sentence that was cut short, if it stops now. */
  get openSentence(): SpokenSentence | undefined {
    return this.sentences.find(({ isBegun, isOver }) => isBegun && !isOver);
  }

  /** What the engine is told of its end. */
  ending(how: { interrupted: boolean; reason?: string }): Ending {
    const parts = this.sentences.map((sentence) => sentence.heard());
    const unspoken_text = joined(parts.map(({ rest }) => rest));
    const spoken = joined(parts.map(({ heard }) => heard));
    const shown = this.sentences.filter(({ isBegun, isMute }) => isBegun && isMute);
    return {
      type: 'say_ended',
      id: this.id,
      ...(this.silentBecause !== undefined && { reason: this.silentBecause }),
      ...how,
      ...(this.error !== undefined && { error: this.error }),
      spoken_text: how.interrupted && unspoken_text ? cutShort(spoken) : spoken,
      unspoken_text,
      shown_text: joined(shown.map(({ text }) => text)),
      audible: this.sentences.some(({ isAudible }) => isAudible),
    };
  }
}

const joined = (texts: readonly string[]): string => texts.filter(Boolean).join(' ');
