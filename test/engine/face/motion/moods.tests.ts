import { describe, expect, test } from 'vitest';
import type { FacePose } from '../../../../scripts/engine/face/motion/pose.ts';
import { type Mood, moods } from '../../../../scripts/service/local/wire.ts';
import { animatorOf, epoch, headSteps, highest, mean, play, spoken, steps } from './played.ts';

const stresses = [0.4, 1, 1.6, 2.2].map((at) => ({ at, strength: 1 }));
const words = { ...spoken('d aa d aa d aa d aa d aa d aa d aa d aa', 0.2), stresses };

/** Three seconds of speech in a mood, from the first second on, and five more. */
function said(mood: Mood): FacePose[] {
  const animator = animatorOf();
  animator.setTrack({ ...words, mood }, epoch + 1000);
  return play(animator, 12);
}

const late = (poses: readonly FacePose[]) => poses.slice(3 * 24, 4 * 24);

describe('a mood', () => {
  test.each([
    ['warm', 0.3, 0.5],
    ['excited', 0.25, 0.45],
    ['serious', -0.5, -0.25],
    ['neutral', 0, 0],
  ] as const)('%s is seen at the mouth', (mood, least, most) => {
    const smile = mean(late(said(mood)).map((pose) => pose.smile));
    expect(smile).toBeGreaterThanOrEqual(least);
    expect(smile).toBeLessThanOrEqual(most);
  });

  test('narrows the eyes of who smiles, and draws the brows of who is serious together', () => {
    expect(mean(late(said('warm')).map(({ lowerLid }) => lowerLid))).toBeGreaterThan(0.2);
    expect(mean(late(said('serious')).map(({ furrow }) => furrow))).toBeGreaterThan(0.15);
    expect(mean(late(said('serious')).map(({ lowerLid }) => lowerLid))).toBe(0);
  });

  test('makes the head livelier or calmer', () => {
    const liveliness = (mood: Mood) => mean(steps(late(said(mood)), ({ pitch }) => pitch).map(Math.abs));
    expect(liveliness('excited')).toBeGreaterThan(liveliness('neutral') * 1.1);
    expect(liveliness('serious')).toBeLessThan(liveliness('neutral') * 0.9);
  });

  test.each(moods)('%s comes and fades smoothly, and is gone some seconds later', (mood) => {
    const poses = said(mood);
    for (const part of ['smile', 'brow', 'lowerLid', 'furrow'] as const) {
      expect(highest(steps(poses, (pose) => pose[part]))).toBeLessThan(0.1);
    }
    const { smile, brow, lowerLid, furrow } = poses.at(-1) as FacePose;
    expect(highest([smile, brow, lowerLid, furrow])).toBeLessThan(0.05);
    expect(Math.max(...headSteps(poses))).toBeLessThan(2);
  });
});
