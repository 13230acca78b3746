import { describe, expect, test } from 'vitest';
import { Resampler } from '../../../scripts/engine/speech/resampler.ts';

function tone(hz: number, rate: number, seconds: number): Int16Array {
  return Int16Array.from({ length: Math.round(rate * seconds) }, (_, i) =>
    Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rate)),
  );
}

function resample(samples: Int16Array, from: number, to: number, piece = samples.length): Int16Array {
  const resampler = new Resampler(from, to);
  const parts: Int16Array[] = [];
  for (let at = 0; at < samples.length; at += piece) {
    parts.push(resampler.push(samples.subarray(at, at + piece)));
  }
  parts.push(resampler.end());
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

const decibels = (power: number) => 10 * Math.log10(power);
const powerOf = (samples: Int16Array) => samples.reduce((sum, s) => sum + s * s, 0) / samples.length;

/** Without the ends, where the filter meets the silence around the signal. */
const middle = (samples: Int16Array) =>
  samples.subarray(Math.round(samples.length * 0.1), Math.round(samples.length * 0.9));

describe('changing the rate of sound', () => {
  test.each([
    [16_000, 48_000],
    [22_050, 48_000],
    [24_000, 48_000],
    [44_100, 48_000],
    [48_000, 16_000],
    [48_000, 48_000],
  ])('%i to %i Hz keeps a tone unchanged', (from, to) => {
    const seconds = 0.5;
    const expected = tone(1000, to, seconds);
    const output = resample(tone(1000, from, seconds), from, to);
    expect(Math.abs(output.length - expected.length)).toBeLessThan(30);
    const length = Math.min(expected.length, output.length);
    const aligned = Int16Array.from(
      { length: Math.round(length * 0.8) },
      (_, i) => (expected[i + 500] as number) - (output[i + 500] as number),
    );
    expect(decibels(powerOf(aligned) / powerOf(expected))).toBeLessThan(-60);
  });

  test('tones beyond the lower rate are removed, not aliased', () => {
    const output = resample(tone(11_000, 48_000, 0.5), 48_000, 16_000);
    expect(decibels(powerOf(middle(output)) / 5e7)).toBeLessThan(-60);
  });

  test('pieces of any size give the same result as the whole', () => {
    const input = tone(440, 22_050, 0.3);
    const whole = resample(input, 22_050, 48_000);
    for (const piece of [1, 7, 160, 1000]) expect(resample(input, 22_050, 48_000, piece)).toEqual(whole);
  });

  test('loud sound is clipped at full scale and does not wrap around', () => {
    const square = Int16Array.from({ length: 4000 }, (_, i) => (i % 40 < 20 ? 32767 : -32768));
    const output = resample(square, 16_000, 48_000);
    for (let i = 200; i < output.length - 200; i++) {
      const phase = (i / 3) % 40;
      if (phase > 3 && phase < 17) expect(output[i]).toBeGreaterThan(20_000);
      if (phase > 23 && phase < 37) expect(output[i]).toBeLessThan(-20_000);
    }
  });

  test('minutes of sound make it neither drift nor grow', () => {
    const resampler = new Resampler(48_000, 16_000);
    const frame = new Int16Array(480);
    let count = 0;
    for (let i = 0; i < 20_000; i++) count += resampler.push(frame).length;
    expect(Math.abs(count - 20_000 * 160)).toBeLessThan(40);
  });
});
