import { describe, expect, test } from 'vitest';
import {
  poseAt,
  poseFromLoudness,
  trackFromPhonemes,
  trackFromSound,
} from '../../../../scripts/engine/face/motion/visemes.ts';
import { spoken } from './played.ts';

const closed = { open: 0, wide: 0, press: 0, tuck: 0 };

/** Instants of a track, a millisecond apart. */
const instants = (from: number, to: number) =>
  Array.from({ length: Math.round((to - from) * 1000) }, (_, i) => from + i / 1000);

describe('the mouth of a track', () => {
  test('is closed before and after the sound', () => {
    const track = spoken('pau aa m aa pau');
    expect(poseAt(track, -1)).toEqual(closed);
    expect(poseAt(track, track.duration + 0.2)).toEqual(closed);
    expect(poseAt(spoken(''), 0)).toEqual(closed);
  });

  test.each(['b', 'm', 'p'])('meets its lips on %s between open vowels', (phone) => {
    const track = spoken(`aa ${phone} aa`, 0.09);
    expect(Math.max(...instants(0.09, 0.18).map((time) => poseAt(track, time).press))).toBe(1);
    expect(Math.min(...instants(0.09, 0.18).map((time) => poseAt(track, time).open))).toBeLessThan(0.03);
    expect(poseAt(track, 0.045).open).toBeGreaterThan(0.5);
    expect(poseAt(track, 0.02).press).toBe(0);
    expect(poseAt(track, 0.25).press).toBe(0);
  });

  test.each(['b', 'p'])('has its lips closed before %s bursts, and opens them as it does', (phone) => {
    for (const length of [0.03, 0.06, 0.09, 0.14]) {
      const track = spoken(`aa ${phone} aa`, length);
      // A plosive is silent for two thirds of its time or so, then it bursts.
      const burst = length + 0.6 * length;
      const closedFor = instants(burst - 0.044, burst).map((time) => poseAt(track, time).press);
      expect(Math.min(...closedFor)).toBe(1);
      expect(poseAt(track, burst + 0.05).press).toBeLessThan(0.3);
    }
  });

  test.each(['f', 'v'])('puts the lower lip to the teeth on %s', (phone) => {
    const track = spoken(`aa ${phone} aa`, 0.09);
    expect(Math.max(...instants(0.09, 0.18).map((time) => poseAt(track, time).tuck))).toBe(1);
    expect(Math.max(...instants(0, 0.27).map((time) => poseAt(track, time).press))).toBe(0);
  });

  test('closes lips over the shape of the vowel that comes', () => {
    const wideAt = (phones: string) => poseAt(spoken(phones), 0.15).wide;
    expect(wideAt('aa b uw')).toBeLessThan(wideAt('aa b iy') - 0.4);
  });

  test('spreads for "ee" and rounds for "oo", and rounds the consonant before "oo" already', () => {
    expect(poseAt(spoken('iy'), 0.06).wide).toBeGreaterThan(0.5);
    expect(poseAt(spoken('uw'), 0.06).wide).toBeLessThan(-0.5);
    expect(poseAt(spoken('t uw'), 0.06).wide).toBeLessThan(poseAt(spoken('t iy'), 0.06).wide - 0.4);
  });

  test('opens faster than it closes', () => {
    const track = spoken('pau aa aa pau pau', 0.2);
    const reaches = (share: number, from: number, to: number) => {
      const top = poseAt(track, 0.5).open;
      return instants(from, to).filter((time) => {
        const { open } = poseAt(track, time);
        return open > top * share && open < top * (1 - share);
      }).length;
    };
    expect(reaches(0.1, 0, 0.4)).toBeLessThan(reaches(0.1, 0.5, 1));
  });

  test('never jumps: no more than an eighth of the way in 5 ms', () => {
    const track = spoken('hh ax l ow pau m ay n ey m ih z b aa b w ah t k ae n ay d uw', 0.05);
    for (const time of instants(-0.1, track.duration + 0.3)) {
      const [before, after] = [poseAt(track, time), poseAt(track, time + 0.005)];
      expect(Math.abs(after.open - before.open)).toBeLessThan(0.125);
      expect(Math.abs(after.press - before.press)).toBeLessThan(0.1251);
    }
  });

  test('knows the sounds of the International Phonetic Alphabet too, with stress and length marks', () => {
    expect(poseAt(spoken('ˈiː'), 0.06)).toEqual(poseAt(spoken('iy'), 0.06));
    expect(poseAt(spoken('ʃ ˈuː'), 0.15)).toEqual(poseAt(spoken('sh uw'), 0.15));
    expect(poseAt(spoken('aɪ'), 0.06)).toEqual(poseAt(spoken('AY1'), 0.06));
    expect(poseAt(spoken('?'), 0.06).open).toBeGreaterThan(0);
  });

  test('marks stressed syllables: those that the phonemes name, else the long open ones', () => {
    expect(spoken('HH AH0 L OW1', 0.1).stresses).toHaveLength(1);
    expect(spoken('hh ax l ow', 0.15).stresses).toHaveLength(1);
  });

  test('stresses the vowel that is loudest, and no two within half a second', () => {
    const rate = 16_000;
    const phones = 'd aa d aa d aa d aa d aa d aa'
      .split(' ')
      .map((phone, i) => ({ phone, end: 0.15 * (i + 1) }));
    const loud = (second: number) => (second > 0.75 && second < 0.9 ? 16_000 : 2000);
    const samples = Int16Array.from(
      { length: 1.8 * rate },
      (_, i) => loud(i / rate) * Math.sin((2 * Math.PI * 180 * i) / rate),
    );
    const { stresses } = trackFromPhonemes(phones, { samples, sampleRate: rate });
    const strongest = stresses.toSorted((a, b) => b.strength - a.strength)[0];
    expect(strongest?.at).toBeCloseTo(0.75);
    for (const [i, { at }] of stresses.entries())
      expect(at - (stresses[i - 1]?.at ?? -1)).toBeGreaterThanOrEqual(0.5);
  });
});

describe('a mouth that only knows the sound', () => {
  test('opens with loudness, stays closed in silence, and hardly opens for hissing', () => {
    const levels = [0, 0.002, 0.01, 0.05, 0.2].map((rms) => poseFromLoudness(rms).open);
    expect(levels[0]).toBe(0);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels.at(-1)).toBeGreaterThan(0.5);
    expect(poseFromLoudness(0.2, 0.35).open).toBeLessThan(0.2);
  });

  test('follows a recording: open while it sounds, closed in its pauses', () => {
    const rate = 16_000;
    const sound = Int16Array.from({ length: rate }, (_, i) =>
      i % 8000 < 4000 ? 9000 * Math.sin((2 * Math.PI * 180 * i) / rate) : 0,
    );
    const track = trackFromSound({ samples: sound, sampleRate: rate });
    expect(track.duration).toBe(1);
    expect(poseAt(track, 0.13).open).toBeGreaterThan(0.4);
    expect(poseAt(track, 0.42).open).toBe(0);
    expect(poseAt(track, 0.65).open).toBeGreaterThan(0.4);
  });
});
