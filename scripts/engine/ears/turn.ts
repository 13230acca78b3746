import { activityFrameMs } from './voice-activity.ts';

/** Of the last 200 ms, 120 must be speech: a word has that, a click or a cough usually not. */
const windowFrames = 20;
const onsetFrames = 12;
/** This many frames of speech in a row end a pause; a single one may be noise. */
const resumeFrames = 3;
/** A pause that may be the end of a turn. */
const pauseMs = 250;

export type TurnEvent =
  | { type: 'began'; startedAt: number }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'ended'; startedAt: number; endedAt: number };

/** Detects when someone starts to speak, pauses, continues and stops, from voice activity frame by frame. */
export class Turn {
  readonly #silenceFrames: number;
  #recent: boolean[] = [];
  #startedAt: number | undefined;
  #quiet = 0;
  #loud = 0;

  /** @param silenceMs silence that ends a turn. */
  constructor(silenceMs: number) {
    this.#silenceFrames = silenceMs / activityFrameMs;
  }

  get isOpen(): boolean {
    return this.#startedAt !== undefined;
  }

  /** Takes the next ten milliseconds, which ended at `at` (milliseconds). */
  push(isSpeech: boolean, at: number): TurnEvent | undefined {
    return this.#startedAt === undefined ? this.#waitForOnset(isSpeech, at) : this.#waitForEnd(isSpeech, at);
  }

  /** What seemed to be a turn was not. */
  forget(): void {
    this.#recent = [];
    this.#startedAt = undefined;
    this.#quiet = 0;
    this.#loud = 0;
  }

  #waitForOnset(isSpeech: boolean, at: number): TurnEvent | undefined {
    this.#recent.push(isSpeech);
    if (this.#recent.length > windowFrames) this.#recent.shift();
    if (!isSpeech || this.#recent.filter(Boolean).length < onsetFrames) return;
    const frames = this.#recent.length - this.#recent.indexOf(true);
    const startedAt = at - frames * activityFrameMs;
    this.forget();
    this.#startedAt = startedAt;
    return { type: 'began', startedAt };
  }

  #waitForEnd(isSpeech: boolean, at: number): TurnEvent | undefined {
    this.#loud = isSpeech ? this.#loud + 1 : 0;
    const pauseFrames = pauseMs / activityFrameMs;
    const wasPaused = this.#quiet >= pauseFrames;
    if (this.#loud >= resumeFrames) {
      this.#quiet = 0;
      return wasPaused ? { type: 'resumed' } : undefined;
    }
    this.#quiet += 1;
    if (this.#quiet >= this.#silenceFrames) {
      const startedAt = this.#startedAt as number;
      const endedAt = at - this.#quiet * activityFrameMs;
      this.forget();
      return { type: 'ended', startedAt, endedAt };
    }
    return !wasPaused && this.#quiet >= pauseFrames ? { type: 'paused' } : undefined;
  }
}
