import { describe, expect, test } from 'vitest';
import type { FaceMode, FacePose } from '../../../../scripts/engine/face/motion/pose.ts';
import { trackFromPhonemes } from '../../../../scripts/engine/face/motion/visemes.ts';
import { animatorOf, epoch, headSteps, highest, inMode, mean, play, spoken, steps } from './played.ts';

const modes: FaceMode[] = ['idle', 'listening', 'thinking'];
const hello = spoken('hh ax l ow pau m ay n ey m ih z b aa b');

describe('a face over time', () => {
  test('is the same for the same random numbers', () => {
    expect(inMode('idle', 5, 7)).toEqual(inMode('idle', 5, 7));
    expect(inMode('idle', 5, 7)).not.toEqual(inMode('idle', 5, 8));
  });

  test('at rest moves nothing but head, chest and eyes', () => {
    for (const { open, wide, press, tuck, speech, smile, brow, furrow, loudness } of inMode('idle', 60)) {
      expect([open, wide, press, tuck, speech, smile, brow, furrow, loudness]).toEqual(Array(9).fill(0));
    }
  });

  test.each(modes)('makes no movement of the head that a video call would show as a jerk: %s', (mode) => {
    for (const seed of [1, 2, 3]) expect(Math.max(...headSteps(inMode(mode, 120, seed)))).toBeLessThan(1.5);
  });

  test.each(modes)('never turns further than a calm person in a meeting: %s', (mode) => {
    const poses = inMode(mode, 120);
    expect(highest(poses.map(({ yaw }) => yaw))).toBeLessThan(5);
    expect(highest(poses.map(({ pitch }) => pitch))).toBeLessThan(4);
    expect(highest(poses.map(({ roll }) => roll))).toBeLessThan(4);
  });

  test('is not frozen either: the head is held anew every few seconds', () => {
    const poses = inMode('idle', 60);
    for (const axis of ['yaw', 'pitch', 'roll'] as const) {
      expect(highest(poses.map((pose) => pose[axis]))).toBeGreaterThan(0.3);
    }
  });

  test('breathes thirteen to fifteen times a minute, and out longer than in', () => {
    const breath = inMode('idle', 60).map((pose) => pose.breath);
    const rising = breath.slice(1).map((value, i) => value > (breath[i] as number));
    const breaths = rising.filter((isIn, i) => isIn && !rising[i - 1]).length;
    expect(breaths).toBeGreaterThanOrEqual(13);
    expect(breaths).toBeLessThanOrEqual(15);
    expect(rising.filter(Boolean).length).toBeLessThan(rising.length * 0.47);
    expect([Math.min(...breath), Math.max(...breath)].map((value) => Math.round(value))).toEqual([0, 1]);
  });

  test('listens with its head tilted, nodding now and then, and thinks looking away', () => {
    const idle = inMode('idle', 30);
    const listening = inMode('listening', 30);
    expect(mean(listening.map(({ roll }) => roll))).toBeGreaterThan(mean(idle.map(({ roll }) => roll)) + 1);
    const falling = steps(listening, ({ pitch }) => pitch).map((step) => step > 0.12);
    expect(falling.filter((isFalling, i) => isFalling && !falling[i - 1]).length).toBeGreaterThan(3);
    const thinking = inMode('thinking', 30);
    expect(mean(thinking.map(({ gazeX }) => gazeX))).toBeGreaterThan(0.25);
    expect(mean(thinking.map(({ gazeY }) => gazeY))).toBeLessThan(-0.25);
    expect(mean(thinking.map(({ furrow }) => furrow))).toBeGreaterThan(0.2);
  });

  test('changes its mode gradually', () => {
    const animator = animatorOf();
    const before = play(animator, 2).at(-1) as FacePose;
    animator.setMode('listening');
    const after = play(animator, 3, epoch + 2000);
    expect(Math.max(...headSteps([before, ...after]))).toBeLessThan(1.5);
    expect((after.at(-1) as FacePose).roll - before.roll).toBeGreaterThan(0.8);
  });
});

describe('a speaking face', () => {
  test('speaks when its audio does, in any mode, and is still afterwards', () => {
    const animator = animatorOf();
    animator.setMode('listening');
    animator.setTrack(hello, epoch + 1000);
    const poses = play(animator, 5);
    const open = poses.map((pose) => pose.open);
    expect(Math.max(...open.slice(0, 22))).toBe(0);
    expect(Math.max(...open.slice(24, 60))).toBeGreaterThan(0.4);
    expect(Math.max(...open.slice(24 + 1.5 * 24 + 6))).toBe(0);
    expect((poses.at(-1) as FacePose).speech).toBe(0);
    expect(Math.max(...poses.map(({ loudness }) => loudness))).toBeGreaterThan(0.3);
  });

  test('closes a smile over its teeth before the first sound, and smiles again after the last, smoothly', () => {
    const animator = animatorOf();
    animator.setTrack(hello, epoch + 1000);
    const poses = play(animator, 5);
    expect((poses[24] as FacePose).speech).toBe(1);
    expect((poses[20] as FacePose).speech).toBe(0);
    expect(highest(steps(poses, ({ speech }) => speech))).toBeLessThan(0.5);
  });

  test('keeps its lips ready between two sentences', () => {
    const animator = animatorOf();
    animator.setTrack(hello, epoch);
    animator.setTrack(hello, epoch + 1800);
    expect(
      Math.min(
        ...play(animator, 3)
          .slice(3)
          .map(({ speech }) => speech),
      ),
    ).toBe(1);
  });

  test('closes its mouth within a fifth of a second when interrupted, without a jump', () => {
    const animator = animatorOf();
    animator.setTrack(hello, epoch);
    const before = play(animator, 0.4);
    animator.clearTracks();
    const after = play(animator, 1, epoch + 400);
    expect(after[0]?.open).toBeLessThanOrEqual((before.at(-1) as FacePose).open);
    expect(Math.max(...after.slice(5).map(({ open, press }) => open + press))).toBe(0);
    expect(Math.max(...headSteps([...before, ...after].slice(8)))).toBeLessThan(2.5);
  });

  test('goes from one sentence to the next when the second begins', () => {
    const animator = animatorOf();
    animator.setTrack(hello, epoch);
    animator.setTrack(trackFromPhonemes([{ phone: 'm', end: 3 }]), epoch + 700);
    const open = play(animator, 2).map((pose) => pose.open);
    expect(Math.max(...open.slice(0, 16))).toBeGreaterThan(0.3);
    expect(Math.max(...open.slice(20))).toBe(0);
  });

  test('shows the closed lips of every m, b and p in one frame at least', () => {
    for (const offset of [0, 10, 20, 30]) {
      const animator = animatorOf();
      const words = spoken('aa m aa b aa p aa', 0.075);
      animator.setTrack(words, epoch + offset);
      const pressed = play(animator, 1).map(({ press }) => press > 0.99);
      expect(pressed.filter((isPressed, i) => isPressed && !pressed[i - 1])).toHaveLength(3);
    }
  });
});
