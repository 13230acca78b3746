import { describe, expect, test } from 'vitest';
import type { FacePose } from '../../../../scripts/engine/face/motion/pose.ts';
import type { VisemeTrack } from '../../../../scripts/engine/face/motion/visemes.ts';
import { animatorOf, epoch, headSteps, highest, mean, play, spoken, steps } from './played.ts';

/** Three seconds, of which `stresses` and the question are played. */
const words: VisemeTrack = {
  ...spoken('d aa d aa d aa d aa d aa d aa d aa d aa d aa d aa', 0.15),
  stresses: [],
};
const starts = epoch + 1000;

/** The same second by second with and without what is in `track`, since all else is the same for the same random numbers. */
function added(track: Partial<VisemeTrack>, of: (pose: FacePose) => number): number[] {
  const plays = [words, { ...words, ...track }].map((played) => {
    const animator = animatorOf();
    animator.setTrack(played, starts);
    return play(animator, 6).map(of);
  }) as [number[], number[]];
  return plays[1].map((value, i) => value - (plays[0][i] as number));
}

const at = (values: readonly number[], seconds: number) => values[Math.round((1 + seconds) * 24)] as number;

describe('stressed words', () => {
  const stresses = [{ at: 1.2, strength: 1 }];

  test('come with a small nod, which is at its lowest on the word', () => {
    const pitch = added({ stresses }, (pose) => pose.pitch);
    expect(at(pitch, 1.2)).toBeGreaterThan(0.8);
    expect(Math.max(...pitch)).toBeLessThan(2);
    const lowest = pitch.indexOf(Math.max(...pitch)) / 24 - 1;
    expect(Math.abs(lowest - 1.2)).toBeLessThan(0.1);
    expect(Math.abs(at(pitch, 0.7))).toBeLessThan(0.05);
    expect(Math.abs(at(pitch, 2.2))).toBeLessThan(0.05);
  });

  test('lift the brows if they are strong, and not if they are weak', () => {
    expect(
      at(
        added({ stresses }, (pose) => pose.brow),
        1.2,
      ),
    ).toBeGreaterThan(0.2);
    const weak = [{ at: 1.2, strength: 0.35 }];
    expect(highest(added({ stresses: weak }, (pose) => pose.brow))).toBe(0);
  });
});

describe('a question', () => {
  const brow = added({ isQuestion: true }, (pose) => pose.brow);

  test('raises the brows toward its end, and lowers them soon after it', () => {
    expect(at(brow, 1)).toBe(0);
    expect(at(brow, 2.9)).toBeGreaterThan(0.4);
    expect(at(brow, 3.1)).toBeGreaterThan(0.4);
    expect(Math.abs(at(brow, 4.6))).toBeLessThan(0.02);
  });

  test('tilts the head a little', () => {
    const roll = added({ isQuestion: true }, (pose) => pose.roll);
    expect(at(roll, 2.9)).toBeGreaterThan(0.8);
    expect(Math.max(...roll)).toBeLessThan(2);
  });
});

describe('the head of a speaker', () => {
  test('moves more than one at rest, never further than 7 degrees, and never jumps', () => {
    const stresses = [0.3, 0.9, 1.5, 2.1, 2.7].map((second) => ({ at: second, strength: 1 }));
    const animator = animatorOf();
    for (let i = 0; i < 10; i++)
      animator.setTrack({ ...words, stresses, isQuestion: i % 2 > 0 }, starts + i * 3000);
    const poses = play(animator, 31);
    expect(mean(steps(poses, ({ pitch }) => pitch).map(Math.abs))).toBeGreaterThan(0.04);
    for (const axis of ['yaw', 'pitch', 'roll'] as const) {
      expect(highest(poses.map((pose) => pose[axis]))).toBeLessThan(7);
    }
    expect(Math.max(...headSteps(poses))).toBeLessThan(2);
  });
});
