import { FaceAnimator } from '../../../../scripts/engine/face/motion/animator.ts';
import type { FaceMode, FacePose } from '../../../../scripts/engine/face/motion/pose.ts';
import { seededRandom } from '../../../../scripts/engine/face/motion/random.ts';
import { trackFromPhonemes } from '../../../../scripts/engine/face/motion/visemes.ts';

/** Milliseconds of one of 24 frames a second. */
export const frame = 1000 / 24;
/** An instant to start at, epoch milliseconds. */
export const epoch = 1e12;

export function animatorOf(seed = 5): FaceAnimator {
  return new FaceAnimator(seededRandom(seed));
}

/** Poses of `seconds` at 24 frames a second, from `start` (epoch milliseconds) on. */
export function play(animator: FaceAnimator, seconds: number, start = epoch): FacePose[] {
  return Array.from({ length: Math.round(seconds * 24) }, (_, i) => animator.pose(start + i * frame));
}

export function inMode(mode: FaceMode, seconds: number, seed = 5): FacePose[] {
  const animator = animatorOf(seed);
  animator.setMode(mode);
  return play(animator, seconds);
}

/** Phonemes of equal length, in seconds. */
export function spoken(phones: string, length = 0.1) {
  return trackFromPhonemes(phones.split(' ').map((phone, i) => ({ phone, end: length * (i + 1) })));
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const highest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

/** The changes from one pose to the next. */
export function steps(poses: readonly FacePose[], of: (pose: FacePose) => number): number[] {
  return poses.slice(1).map((pose, i) => of(pose) - of(poses[i] as FacePose));
}

/**
 * How far a degree moves what is furthest from the head's axis, in pixels of a tile of 854 x 480: a nose 138 pixels before the axis,
 * hair 200 pixels above the neck.
 */
const pixelsPerDegree = { yaw: 2.4, pitch: 2.4, roll: 3.5 };

/** The largest movement of any part of the head from one frame to the next, in pixels. */
export function headSteps(poses: readonly FacePose[]): number[] {
  const axes = Object.entries(pixelsPerDegree) as [keyof typeof pixelsPerDegree, number][];
  const along = axes.map(([axis, pixels]) => steps(poses, (pose) => pixels * pose[axis]));
  return poses.slice(1).map((_, i) => Math.hypot(...along.map((values) => values[i] as number)));
}
