import { expect, test } from 'vitest';
import { clamp, median, roundTo } from '../../scripts/base/numbers.ts';

test('the median is the middle value, or the mean of the two middle ones', () => {
  expect(median([])).toBeUndefined();
  expect(median([7])).toBe(7);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('rounding keeps the requested decimals', () => {
  expect(roundTo(1.26, 1)).toBe(1.3);
  expect(roundTo(-0.125, 2)).toBe(-0.12);
  expect(roundTo(12.5, 0)).toBe(13);
});

test('clamping keeps a value within its bounds', () => {
  expect([-1, 0.5, 2].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1]);
});
