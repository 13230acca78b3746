import { describe, expect, test } from 'vitest';
import { ProcessorWatch } from '../../scripts/avatar/processor-watch.ts';

/** Looks every half second while `share` of the time goes to the work. @returns when and why it was given up. */
function watchFor(
  wallSec: number,
  share: (sec: number) => number,
): { sec: number; reason: string } | undefined {
  const watch = new ProcessorWatch();
  let processorMs = 0;
  for (let sec = 0.5; sec <= wallSec; sec += 0.5) {
    processorMs += 500 * share(sec);
    const reason = watch.look({ processorMs, wallMs: sec * 1000 });
    if (reason) return { sec, reason };
  }
  return undefined;
}

describe('a busy machine is waited for', () => {
  test.each([
    ['alone, for 8 s', 8, 1],
    ['with a tenth of a processor, for 80 s', 80, 0.1],
    ['with a hundredth, for 10 minutes', 600, 0.01],
  ])('%s', (_name, wallSec, share) => {
    expect(watchFor(wallSec, () => share)).toBeUndefined();
  });

  test('also over a night in which the machine slept', () => {
    const watch = new ProcessorWatch();
    expect(watch.look({ processorMs: 900, wallMs: 1000 })).toBeUndefined();
    expect(watch.look({ processorMs: 910, wallMs: 8 * 3600_000 })).toBeUndefined();
  });

  test('also where nothing ran for half a minute, as in a suspended machine', () => {
    expect(watchFor(120, (sec) => (sec > 20 && sec < 60 ? 0 : 0.2))).toBeUndefined();
  });
});

describe('a hang is given up', () => {
  test.each([
    ['a loop without an end', () => 1, 60, /processor time/],
    ['a loop on a busy machine', () => 0.25, 240, /processor time/],
    ['a wait for what never comes', () => 0, 60, /no work was done/],
    ['a wait after some work', (sec: number) => (sec < 3 ? 1 : 0), 63, /no work was done/],
  ])('%s', (_name, share, sec, reason) => {
    const found = watchFor(600, share);
    expect(found?.reason).toMatch(reason);
    expect(Math.abs((found?.sec ?? 0) - sec)).toBeLessThanOrEqual(1);
  });
});
