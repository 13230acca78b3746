import type { FaceMode, FacePose } from './pose.ts';
import { Spring } from './spring.ts';

/** A head's turn, nod and tilt in degrees; see FacePose. */
export type Turn = Pick<FacePose, 'yaw' | 'pitch' | 'roll'>;

/** How a head is held, in degrees, how far it moves from there, and seconds until it is held anew. */
interface Hold extends Turn {
  reach: number;
  lasts: readonly [least: number, most: number];
}

const holds: Readonly<Record<FaceMode, Hold>> = {
  idle: { yaw: 0, pitch: 0, roll: 0, reach: 1.2, lasts: [3.5, 8] },
  listening: { yaw: 0.5, pitch: 0.6, roll: 1.8, reach: 0.7, lasts: [3, 7] },
  thinking: { yaw: 2.4, pitch: -1.3, roll: -1, reach: 0.8, lasts: [2, 4.5] },
  speaking: { yaw: 0, pitch: 0, roll: 0, reach: 1.7, lasts: [1.3, 3.2] },
};

/** Of the reach: heads turn further than they nod or tilt. */
const shares: Readonly<Turn> = { yaw: 1, pitch: 0.5, roll: 0.6 };
/** A new turn of more degrees than this often brings a blink along. */
const turned = 1.8;
const blinksOnTurn = 0.6;
const rate = 3.6;

/** Nobody is quite still: slow waves, cycles a second and degrees. */
const waves = {
  yaw: [0.083, 0.16, 0.19, 0.08],
  pitch: [0.107, 0.11, 0.23, 0.06],
  roll: [0.067, 0.09, 0.157, 0.05],
} as const;
const axes = ['yaw', 'pitch', 'roll'] as const;

/** Two nods, the second smaller: degrees, and seconds for one. */
const nodDegrees = [1.2, 1.8] as const;
const nodLasts = 0.58;
const secondNod = 0.5;

/** How the head is held: still for seconds, then a little otherwise, smoothly; and the nods of one who is spoken to. */
export class Posture {
  readonly #random: () => number;
  readonly #springs = { yaw: new Spring(rate), pitch: new Spring(rate), roll: new Spring(rate) };
  readonly #phases: Readonly<Turn>;
  #offset: Turn = { yaw: 0, pitch: 0, roll: 0 };
  #mode: FaceMode = 'idle';
  #next: number | undefined;
  #nod = { start: Number.NEGATIVE_INFINITY, next: Number.POSITIVE_INFINITY, degrees: 0 };

  constructor(random: () => number) {
    this.#random = random;
    this.#phases = { yaw: random() * 100, pitch: random() * 100, roll: random() * 100 };
  }

  /** `isTurning`: the head begins a turn that a blink goes with. */
  at(seconds: number, mode: FaceMode, liveliness: number, elapsed: number): Turn & { isTurning: boolean } {
    const isTurning = this.#holdAnew(seconds, mode);
    const held = (axis: keyof Turn) => {
      const target = holds[mode][axis] + liveliness * this.#offset[axis];
      return this.#springs[axis].step(target, elapsed) + this.#wave(axis, seconds);
    };
    return {
      yaw: held('yaw'),
      pitch: held('pitch') + this.#nodding(seconds, mode),
      roll: held('roll'),
      isTurning,
    };
  }

  #holdAnew(seconds: number, mode: FaceMode): boolean {
    this.#next ??= seconds + holds[mode].lasts[0];
    if (seconds < this.#next && mode === this.#mode) return false;
    const before = holds[this.#mode].yaw + this.#offset.yaw;
    const { reach, lasts } = holds[mode];
    this.#mode = mode;
    this.#next = seconds + lasts[0] + (lasts[1] - lasts[0]) * this.#random();
    for (const axis of axes) this.#offset[axis] = reach * shares[axis] * (2 * this.#random() - 1);
    const turn = Math.abs(holds[mode].yaw + this.#offset.yaw - before);
    return turn > turned && this.#random() < blinksOnTurn;
  }

  #wave(axis: keyof Turn, seconds: number): number {
    const [slow, wide, quick, narrow] = waves[axis];
    const phase = this.#phases[axis];
    return (
      wide * Math.sin(2 * Math.PI * slow * seconds + phase) +
      narrow * Math.sin(2 * Math.PI * quick * seconds + 2 * phase)
    );
  }

  #nodding(seconds: number, mode: FaceMode): number {
    if (mode !== 'listening') this.#nod.next = Number.POSITIVE_INFINITY;
    else if (this.#nod.next === Number.POSITIVE_INFINITY) this.#nod.next = seconds + 1.2 + 2 * this.#random();
    if (seconds >= this.#nod.next) {
      const degrees = nodDegrees[0] + (nodDegrees[1] - nodDegrees[0]) * this.#random();
      this.#nod = { start: seconds, next: seconds + 3.5 + 4.5 * this.#random(), degrees };
    }
    const nods = (seconds - this.#nod.start) / nodLasts;
    if (nods >= 2) return 0;
    return this.#nod.degrees * (nods < 1 ? 1 : secondNod) * Math.sin(Math.PI * nods) ** 2;
  }
}
