import { describe, expect, test } from 'vitest';
import { FaceAnimator } from '../../../scripts/engine/face/motion/animator.ts';
import type { FaceMode, FacePose } from '../../../scripts/engine/face/motion/pose.ts';
import { seededRandom } from '../../../scripts/engine/face/motion/random.ts';
import { trackFromPhonemes } from '../../../scripts/engine/face/motion/visemes.ts';

const frame = 1000 / 24;

/** Poses of `seconds` at 24 frames a second, from `start` (epoch milliseconds) on. */
function play(animator: FaceAnimator, seconds: number, start = 1e12): FacePose[] {
  return Array.from({ length: Math.round(seconds * 24) }, (_, i) => animator.pose(start + i * frame));
}

function inMode(mode: FaceMode, seconds: number, seed = 5): FacePose[] {
  const animator = new FaceAnimator(seededRandom(seed));
  animator.setMode(mode);
  return play(animator, seconds);
}

const blinks = (poses: readonly FacePose[]) =>
  poses.filter(({ blink }, i) => blink > 0.5 && (poses[i - 1]?.blink ?? 0) <= 0.5).length;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const speech = trackFromPhonemes(
  'hh ax l ow pau m ay n ey m ih z b aa b'.split(' ').map((phone, i) => ({ phone, end: 0.1 * (i + 1) })),
);

describe('a face over time', () => {
  test('is the same for the same random numbers', () => {
    expect(inMode('idle', 5, 7)).toEqual(inMode('idle', 5, 7));
    expect(inMode('idle', 5, 7)).not.toEqual(inMode('idle', 5, 8));
  });

  test('blinks ten to thirty times a minute, less while it thinks', () => {
    const idle = blinks(inMode('idle', 120)) / 2;
    expect(idle).toBeGreaterThan(10);
    expect(idle).toBeLessThan(30);
    expect(blinks(inMode('thinking', 120)) / 2).toBeLessThan(idle);
  });

  test('closes its lids for a fifth of a second or so, and not half way', () => {
    const poses = inMode('idle', 120);
    expect(Math.max(...poses.map(({ blink }) => blink))).toBeGreaterThan(0.98);
    expect(poses.filter(({ blink }) => blink > 0).length / blinks(poses)).toBeLessThan(8);
  });

  test('sways slowly while idle: no movement that a video call would show as a jerk', () => {
    const poses = inMode('idle', 60);
    for (const axis of ['yaw', 'pitch', 'roll'] as const) {
      const steps = poses.slice(1).map((pose, i) => Math.abs(pose[axis] - (poses[i] as FacePose)[axis]));
      expect(Math.max(...steps)).toBeLessThan(0.15);
      expect(Math.max(...poses.map((pose) => Math.abs(pose[axis])))).toBeGreaterThan(0.1);
    }
    expect(poses.every(({ open, wide, speech: talks }) => open === 0 && wide === 0 && talks === 0)).toBe(
      true,
    );
  });

  test('listens with its head tilted, nodding now and then, and thinks looking away', () => {
    const idle = inMode('idle', 30);
    const listening = inMode('listening', 30);
    expect(mean(listening.map(({ roll }) => roll))).toBeGreaterThan(mean(idle.map(({ roll }) => roll)) + 0.5);
    const nods = listening.filter(({ pitch }, i) => pitch > 2.25 && (listening[i - 1]?.pitch ?? 0) <= 2.25);
    expect(nods.length).toBeGreaterThan(2);
    const thinking = inMode('thinking', 30);
    expect(mean(thinking.map(({ gazeX }) => gazeX))).toBeGreaterThan(0.25);
    expect(mean(thinking.map(({ gazeY }) => gazeY))).toBeLessThan(-0.25);
  });

  test('changes its mode gradually', () => {
    const animator = new FaceAnimator(seededRandom(5));
    const before = play(animator, 2).at(-1) as FacePose;
    animator.setMode('listening');
    const after = play(animator, 3, 1e12 + 2000);
    expect(Math.abs((after[1] as FacePose).roll - before.roll)).toBeLessThan(0.24);
    expect((after.at(-1) as FacePose).roll - before.roll).toBeGreaterThan(0.4);
  });

  test('speaks when its audio does, in any mode, and is still afterwards', () => {
    const animator = new FaceAnimator(seededRandom(5));
    animator.setMode('listening');
    animator.setTrack(speech, 1e12 + 1000);
    const poses = play(animator, 5);
    const open = poses.map((pose) => pose.open);
    expect(Math.max(...open.slice(0, 22))).toBe(0);
    expect(Math.max(...open.slice(24, 60))).toBeGreaterThan(0.4);
    expect(Math.max(...open.slice(24 + 1.5 * 24 + 6))).toBe(0);
    expect((poses.at(-1) as FacePose).speech).toBe(0);
    expect(Math.max(...poses.map(({ loudness }) => loudness))).toBeGreaterThan(0.3);
  });

  test('closes its mouth within a fifth of a second when interrupted, without a jump', () => {
    const animator = new FaceAnimator(seededRandom(5));
    animator.setTrack(speech, 1e12);
    const spoken = play(animator, 0.4);
    animator.clearTracks();
    const after = play(animator, 1, 1e12 + 400).map(({ open }) => open);
    expect(after[0]).toBeLessThanOrEqual((spoken.at(-1) as FacePose).open);
    expect(Math.max(...after.slice(5))).toBe(0);
  });

  test('goes from one sentence to the next when the second begins', () => {
    const animator = new FaceAnimator(seededRandom(5));
    const closed = trackFromPhonemes([{ phone: 'm', end: 3 }]);
    animator.setTrack(speech, 1e12);
    animator.setTrack(closed, 1e12 + 700);
    const open = play(animator, 2).map((pose) => pose.open);
    expect(Math.max(...open.slice(0, 16))).toBeGreaterThan(0.3);
    expect(Math.max(...open.slice(20))).toBe(0);
  });
});
