import type { FaceMode } from './pose.ts';

/** Where eyes rest and how far they wander from there, per mode; seconds between two movements. */
const habits: Readonly<
  Record<FaceMode, { x: number; y: number; wander: number; least: number; most: number }>
> = {
  idle: { x: 0, y: 0, wander: 0.16, least: 0.9, most: 3.2 },
  listening: { x: 0, y: 0, wander: 0.1, least: 1, most: 3 },
  thinking: { x: 0.55, y: -0.6, wander: 0.35, least: 0.8, most: 2 },
  speaking: { x: 0, y: 0, wander: 0.18, least: 0.7, most: 2.6 },
};

/** Seconds that a movement takes: eyes jump. */
const jump = 0.05;
/** A movement longer than this counts as a shift of attention. */
const shift = 0.5;

/** Where the eyes look: they rest on a point and jump to the next. */
export class Gaze {
  private readonly random: () => number;
  private from = { x: 0, y: 0 };
  private to = { x: 0, y: 0 };
  private start = Number.NEGATIVE_INFINITY;
  private next: number | undefined;
  private mode: FaceMode = 'idle';

  constructor(random: () => number) {
    this.random = random;
  }

  at(seconds: number, mode: FaceMode): { x: number; y: number; isShifting: boolean } {
    const habit = habits[mode];
    this.next ??= seconds + habit.least;
    if (seconds >= this.next || mode !== this.mode) {
      this.mode = mode;
      this.from = this.to;
      this.start = seconds;
      this.next = seconds + habit.least + (habit.most - habit.least) * this.random();
      this.to = {
        x: habit.x + habit.wander * (2 * this.random() - 1),
        y: habit.y + 0.6 * habit.wander * (2 * this.random() - 1),
      };
    }
    const share = Math.min(1, (seconds - this.start) / jump);
    const { from, to } = this;
    return {
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      isShifting: share < 1 && Math.hypot(to.x - from.x, to.y - from.y) > shift,
    };
  }
}
