import { expect, test } from 'vitest';
import { TokenBucket } from '../../scripts/engine/token-bucket.ts';

test('a bucket gives its burst at once, then refills steadily, and never holds more', () => {
  let now = 0;
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, () => now);
  const take = (times: number) => Array.from({ length: times }, () => bucket.take()).filter(Boolean).length;
  expect(take(10)).toBe(3);
  expect(bucket.waitMs()).toBe(500);
  now += 500;
  expect(bucket.waitMs()).toBe(0);
  expect(take(10)).toBe(1);
  now += 3_600_000;
  expect(take(10)).toBe(3);
});
