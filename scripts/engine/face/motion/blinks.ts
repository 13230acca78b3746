import { smoothstep } from './interpolation.ts';
import type { FaceMode } from './pose.ts';

/** Seconds between blinks, at least and at most. Who speaks blinks more, who thinks less. */
const intervals: Readonly<Record<FaceMode, readonly [least: number, most: number]>> = {
  idle: [2.2, 6],
  listening: [2.5, 5.5],
  thinking: [4, 8],
  speaking: [1.8, 4.8],
};

/** Seconds: closing, closed, opening. */
const closing = 0.085;
const closed = 0.035;
const opening = 0.15;
/** One blink in seven is followed by another at once. */
const doubled = 0.14;

/** When lids close. */
export class Blinks {
  private readonly random: () => number;
  private next: number | undefined;
  private start = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.random = random;
  }

  /** How far the lids are closed at `seconds`. Large movements of the eyes bring a blink along. */
  at(seconds: number, mode: FaceMode, eyesShift: boolean): number {
    this.next ??= seconds + this.interval(mode);
    const isOver = seconds - this.start > closing + closed + opening;
    if (isOver && (seconds >= this.next || (eyesShift && this.next - seconds < 2))) {
      this.start = seconds;
      const again = this.random() < doubled;
      this.next = seconds + (again ? closing + closed + opening + 0.08 : this.interval(mode));
    }
    const since = seconds - this.start;
    if (since < closing) return smoothstep(0, closing, since);
    return 1 - smoothstep(closing + closed, closing + closed + opening, since);
  }

  private interval(mode: FaceMode): number {
    const [least, most] = intervals[mode];
    // The mean of two draws: rarely at the ends.
    return least + ((most - least) * (this.random() + this.random())) / 2;
  }
}
