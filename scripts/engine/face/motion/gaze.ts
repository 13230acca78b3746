import { blinkHides } from './blinks.ts';
import { clamp } from './interpolation.ts';
import type { FaceMode } from './pose.ts';

/** Where eyes rest and how long, and how often and how far they glance away from there. Seconds; places as in FacePose. */
interface Habit {
  x: number;
  y: number;
  hold: readonly [least: number, most: number];
  /** The share of movements that are glances away. */
  glances: number;
  reach: number;
}

/** A listener looks at the speaker; a speaker looks away now and then; a thinker looks up and away, and sometimes back. */
const habits: Readonly<Record<FaceMode, Habit>> = {
  idle: { x: 0, y: 0, hold: [1, 3], glances: 0.16, reach: 0.34 },
  listening: { x: 0, y: 0, hold: [1.4, 3.6], glances: 0.04, reach: 0.22 },
  thinking: { x: 0.5, y: -0.5, hold: [1.4, 3.2], glances: 0.1, reach: 0.5 },
  speaking: { x: 0, y: 0, hold: [0.9, 2.6], glances: 0.22, reach: 0.3 },
};

/** A glance is shorter than a look. */
const glanceHold: readonly [number, number] = [0.45, 1.1];
/** Eyes that hold a point still jump about it, by so much at most. */
const aboutPoint = 0.05;
/** A movement longer than this is a shift of attention: lids close, and the eyes jump behind them. */
const shift = 0.4;
/** A second; what is not hidden by a blink is no faster. */
const visibleSpeed = 3.2;

interface Place {
  x: number;
  y: number;
}

/** Where the eyes look: they hold a point and jump to the next; they never drift. */
export class Gaze {
  readonly #random: () => number;
  #from: Place = { x: 0, y: 0 };
  #to: Place = { x: 0, y: 0 };
  #start = Number.NEGATIVE_INFINITY;
  #length = 0;
  #next: number | undefined;
  #isAway = false;
  #mode: FaceMode = 'idle';

  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * `isShifting`: a large movement has just begun, which wants a blink. While there is one already (`isBlinking`), the next movement
   * waits.
   */
  at(seconds: number, mode: FaceMode, isBlinking: boolean): Place & { isShifting: boolean } {
    this.#next ??= seconds + habits[mode].hold[0];
    const isDue = !isBlinking && (seconds >= this.#next || mode !== this.#mode);
    const isShifting = isDue && this.#look(seconds, mode);
    const share = this.#length > 0 ? clamp((seconds - this.#start) / this.#length, 0, 1) : 1;
    const [from, to] = [this.#from, this.#to];
    return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share, isShifting };
  }

  /** Chooses the next point. @returns whether it is far from the last. */
  #look(seconds: number, mode: FaceMode): boolean {
    const habit = habits[mode];
    this.#isAway = mode === this.#mode && !this.#isAway && this.#random() < habit.glances;
    this.#mode = mode;
    const [least, most] = this.#isAway ? glanceHold : habit.hold;
    this.#next = seconds + least + (most - least) * this.#random();
    this.#from = this.#to;
    this.#to = this.#isAway ? this.#glance(habit) : this.#near(habit);
    const distance = Math.hypot(this.#to.x - this.#from.x, this.#to.y - this.#from.y);
    const isShift = distance > shift;
    this.#start = seconds + (isShift ? blinkHides : 0);
    this.#length = isShift ? 0.04 : Math.max(0.04, distance / visibleSpeed);
    return isShift;
  }

  #near({ x, y }: Place): Place {
    return { x: x + aboutPoint * this.#spread(), y: y + 0.6 * aboutPoint * this.#spread() };
  }

  /** A thinker's glance goes to the viewer; others look aside, down rather than up. */
  #glance({ x, y, reach }: Habit): Place {
    if (x !== 0) return { x: 0, y: 0 };
    const side = this.#random() < 0.5 ? -1 : 1;
    return { x: side * reach * (0.7 + 0.3 * this.#random()), y: y + 0.5 * reach * this.#random() };
  }

  #spread(): number {
    return 2 * this.#random() - 1;
  }
}
