import { describe, expect, test } from 'vitest';
import { Blinks } from '../../../../scripts/engine/face/motion/blinks.ts';
import { Gaze } from '../../../../scripts/engine/face/motion/gaze.ts';
import type { FaceMode, FacePose } from '../../../../scripts/engine/face/motion/pose.ts';
import { seededRandom } from '../../../../scripts/engine/face/motion/random.ts';
import { inMode, mean } from './played.ts';

const starts = (poses: readonly FacePose[]) =>
  poses.flatMap(({ blink }, i) => (blink > 0.5 && (poses[i - 1]?.blink ?? 0) <= 0.5 ? [i] : []));

/** One blink, a millisecond apart. */
function oneBlink(): number[] {
  const blinks = new Blinks(seededRandom(5));
  blinks.at(0, 'idle', false);
  return Array.from({ length: 400 }, (_, i) => blinks.at(0.001 * i, 'idle', i === 0));
}

/** Where the eyes look at 24 frames a second, head aside. */
function looks(mode: FaceMode, seconds: number) {
  const gaze = new Gaze(seededRandom(3));
  return Array.from({ length: seconds * 24 }, (_, i) => gaze.at(i / 24, mode, false));
}

describe('lids', () => {
  test('close ten to thirty times a minute, less while thinking', () => {
    const idle = starts(inMode('idle', 120)).length / 2;
    expect(idle).toBeGreaterThan(10);
    expect(idle).toBeLessThan(30);
    expect(starts(inMode('thinking', 120)).length / 2).toBeLessThan(idle);
  });

  test('close for a fifth of a second or so, and not half way: a frame shows them shut', () => {
    const poses = inMode('idle', 120);
    for (const start of starts(poses)) {
      expect(Math.max(...poses.slice(start, start + 4).map(({ blink }) => blink))).toBeGreaterThan(0.98);
    }
    expect(poses.filter(({ blink }) => blink > 0).length / starts(poses).length).toBeLessThan(8);
  });

  test('fall fast and rise slowly', () => {
    const lid = oneBlink();
    const shut = lid.findIndex((value) => value > 0.95);
    const falls = shut - lid.findIndex((value) => value > 0.05);
    const rises = lid.findLastIndex((value) => value > 0.05) - lid.findLastIndex((value) => value > 0.95);
    expect(falls).toBeLessThan(90);
    expect(rises).toBeGreaterThan(1.5 * falls);
    expect(rises).toBeLessThan(220);
  });

  test('blink twice in a row now and then', () => {
    const gaps = starts(inMode('idle', 600)).map((start, i, all) => start - (all[i - 1] ?? -1000));
    const doubles = gaps.filter((gap) => gap < 14).length;
    expect(doubles).toBeGreaterThan(gaps.length * 0.05);
    expect(doubles).toBeLessThan(gaps.length * 0.3);
  });
});

describe('eyes', () => {
  test.each(['idle', 'listening', 'thinking', 'speaking'] as const)(
    'hold a point or jump, and never drift: %s',
    (mode) => {
      const places = looks(mode, 120);
      const moves = places
        .slice(1)
        .map(({ x, y }, i) => Math.hypot(x - (places[i]?.x ?? 0), y - (places[i]?.y ?? 0)));
      expect(moves.filter((move) => move === 0).length).toBeGreaterThan(moves.length * 0.9);
      // A jump is over within a fifth of a second.
      const runs = moves
        .map((move) => (move > 0 ? 'm' : '.'))
        .join('')
        .split('.');
      expect(Math.max(...runs.map(({ length }) => length))).toBeLessThanOrEqual(5);
    },
  );

  test('look at whoever speaks to them nearly all of the time', () => {
    const near = looks('listening', 300).filter(({ x, y }) => Math.hypot(x, y) < 0.1).length / (300 * 24);
    expect(near).toBeGreaterThan(0.93);
  });

  test('glance away from the viewer while speaking, and come back', () => {
    const away = looks('speaking', 300).map(({ x, y }) => Math.hypot(x, y) > 0.15);
    const glances = away.filter((isAway, i) => isAway && !away[i - 1]).length;
    expect(glances).toBeGreaterThan(20);
    expect(mean(away.map(Number))).toBeLessThan(0.25);
  });

  test('jump far only behind closing lids', () => {
    const poses = inMode('thinking', 200);
    const far = poses.flatMap(({ gazeX, gazeY }, i) => {
      const before = poses[i - 1];
      return before && Math.hypot(gazeX - before.gazeX, gazeY - before.gazeY) > 0.25 ? [i] : [];
    });
    expect(far.length).toBeGreaterThan(5);
    for (const i of far)
      expect(Math.max(...poses.slice(i - 1, i + 2).map(({ blink }) => blink))).toBeGreaterThan(0.5);
  });

  test('stay on the viewer while the head turns', () => {
    const poses = inMode('listening', 60).filter(({ gazeX, yaw }) => Math.abs(gazeX + yaw / 25) < 0.1);
    expect(poses.length).toBeGreaterThan(60 * 24 * 0.9);
  });
});
