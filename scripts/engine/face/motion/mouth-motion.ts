import type { FacePose } from './pose.ts';
import { closedMouth, type Viseme } from './visemes.ts';

/** Seconds in which two thirds of a change are done. */
const closes = 0.05;
const grows = 0.04;
const fades = 0.16;
/** Seconds in which a mouth begins to talk, and returns to how it is in the picture. */
const beginsToTalk = 0.1;
const ceasesToTalk = 0.22;

const parts = ['open', 'wide', 'press', 'tuck'] as const;

/** The mouth over time: it follows a track, and closes smoothly where one is cut off. */
export class MouthMotion {
  readonly #now: Viseme & Pick<FacePose, 'speech' | 'loudness'> = { ...closedMouth, speech: 0, loudness: 0 };

  /** `shape` of the track that plays; `isTalking` also in the pauses between two. */
  step(shape: Viseme | undefined, isTalking: boolean, elapsed: number): Readonly<MouthMotion['pose']> {
    const now = this.#now;
    // A track is smooth in itself; an interruption is eased.
    const ease = shape ? 1 : approach(elapsed, closes);
    const target = shape ?? closedMouth;
    for (const part of parts) now[part] = settle(now[part], target[part], ease);
    const change = isTalking ? elapsed / beginsToTalk : -elapsed / ceasesToTalk;
    now.speech = Math.min(1, Math.max(0, now.speech + change));
    const loud = Math.min(1, now.open * 1.5);
    now.loudness = settle(now.loudness, loud, approach(elapsed, loud > now.loudness ? grows : fades));
    return this.pose;
  }

  get pose(): Viseme & Pick<FacePose, 'speech' | 'loudness'> {
    return { ...this.#now };
  }
}

function approach(elapsed: number, seconds: number): number {
  return 1 - Math.exp(-elapsed / seconds);
}

/** One step of an exponential approach that does arrive. */
function settle(value: number, target: number, ease: number): number {
  const next = value + (target - value) * ease;
  return Math.abs(next - target) < 0.01 ? target : next;
}
