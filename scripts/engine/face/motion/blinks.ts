import { smoothstep } from './interpolation.ts';
import type { FaceMode } from './pose.ts';

/** Seconds between blinks. A speaker blinks more, a thinker less. */
const intervals: Readonly<Record<FaceMode, readonly [least: number, most: number]>> = {
  idle: [2.2, 6],
  listening: [2.5, 5.5],
  thinking: [5, 9],
  speaking: [1.8, 4.8],
};

/** Seconds. Lids fall fast and rise slowly; they are shut long enough for one of 24 frames a second to show it. */
const closing = 0.075;
const closed = 0.045;
const opening = 0.19;
const whole = closing + closed + opening;
/** From one blink's end to the next in a double one. */
const pause = 0.07;
/** One blink in seven is followed by another at once. */
const doubled = 0.14;

/** Seconds from the start of a blink until nobody can see the eyes: when they may jump. */
export const blinkHides = closing;

/** When lids close. */
export class Blinks {
  readonly #random: () => number;
  #next: number | undefined;
  #start = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Whether lids are on their way at `seconds`. */
  isUnderWay(seconds: number): boolean {
    return seconds - this.#start <= whole;
  }

  /** How far the lids are closed at `seconds`. Large movements of eyes or head bring a blink along. */
  at(seconds: number, mode: FaceMode, isMoving: boolean): number {
    this.#next ??= seconds + this.#interval(mode);
    if (!this.isUnderWay(seconds) && (seconds >= this.#next || isMoving)) {
      this.#start = seconds;
      const isDouble = this.#random() < doubled;
      this.#next = seconds + (isDouble ? whole + pause : this.#interval(mode));
    }
    return lidAt(seconds - this.#start);
  }

  #interval(mode: FaceMode): number {
    const [least, most] = intervals[mode];
    // The mean of two draws: rarely at the ends.
    return least + ((most - least) * (this.#random() + this.#random())) / 2;
  }
}

function lidAt(since: number): number {
  if (since < closing) return smoothstep(0, closing, since);
  const rising = (since - closing - closed) / opening;
  if (rising <= 0) return 1;
  if (rising >= 1) return 0;
  // Quick at first, then ever slower.
  return (1 - rising) ** 2 * (1 + 0.6 * rising);
}
