import { describe, expect, test } from 'vitest';
import { elapsedMs, maxElapsedMs, minElapsedMs } from '../../scripts/meeting/journal/elapsed.ts';
import { minutesUntilClose } from '../../scripts/meeting/journal/stay-limits.ts';

const second = 1000;
const day = 86_400 * second;
const at = (seconds: number, uptimeSec: number | null, bootId: string | null = null) => ({
  ms: seconds * second,
  uptimeSec,
  bootId,
});

describe('the time that has passed', () => {
  test.each([
    ['both clocks agree', at(100, 50), at(160, 110), 60, 60],
    ['the clock was set back by a day', at(100 + day / second, 50), at(160, 110), 60, 0],
    ['the clock was set ahead by an hour', at(100, 50), at(3760, 110), 3660, 60],
    ['the machine was started in between', at(100, 5000), at(160, 10), 60, 60],
    ['an older version wrote no uptime', at(100, null), at(160, 110), 60, 60],
    [
      'an older version wrote no uptime, and the clock was set back',
      at(1000, null),
      at(160, 110),
      Infinity,
      0,
    ],
    ['the machine was started in between, and the clock set back', at(1000, 500), at(160, 110), Infinity, 0],
    ['the clock was corrected by a second', at(100, null), at(99, 110), 0, 0],
    ['the date was not one', { ms: Number.NaN, uptimeSec: null }, at(99, 110), Infinity, 0],
  ])('%s', (_name, since, now, most, least) => {
    expect(maxElapsedMs(since, now)).toBe(most * second);
    expect(minElapsedMs(since, now)).toBe(least * second);
  });
});

describe('the time that people read', () => {
  test.each([
    ['both clocks agree', at(100, 5000), at(160, 5060), 60],
    ['the clock was set ahead by three hours', at(100, 20_000), at(10_920, 20_020), 20],
    ['the clock was set back by a day', at(100_000, 20_000), at(13_620, 20_020), 20],
    ['the machine was started in between', at(100, 5000), at(160, 10), 60],
    ['the machine was started in between and runs for longer than before', at(100, 5), at(3700, 600), 3600],
    ['an older version wrote no uptime', at(100, null), at(160, 110), 60],
    ['the clock was set ahead soon after the start', at(100, 5, 'a'), at(10_920, 25, 'a'), 20],
    ['the machine was started in between, as it says', at(100, 5, 'a'), at(160, 9000, 'b'), 60],
    ['nothing tells', at(1000, null), at(160, 110), Infinity],
  ])('%s', (_name, since, now, seconds) => {
    expect(elapsedMs(since, now)).toBe(seconds * second);
  });
});

describe('the moment of closing', () => {
  const limits = { engine: 'pika' as const, max_minutes: 60, max_cost_usd: null };
  test.each([
    [null, 60],
    [100, 60],
    [5.5, 20 - 5 / 60],
    [0.055, 0.2 * 0.75],
  ])('leaves a margin where $%s bound it', (max_cost_usd, minutes) => {
    expect(minutesUntilClose({ ...limits, max_cost_usd })).toBeCloseTo(minutes);
  });
});
