import { describe, expect, test } from 'vitest';
import { type RetryPolicy, type RetryTools, retry } from '../../scripts/net/retry.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

const policy: RetryPolicy = { attempts: 5, firstDelayMs: 100, longestDelayMs: 400, budgetMs: 10_000 };

/** Fails as often as told, then succeeds. */
function failing(times: number) {
  let calls = 0;
  const attempt = async () => {
    calls += 1;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return `success ${calls}`;
  };
  return { attempt, calls: () => calls };
}

function tools(clock: VirtualClock, changes: Partial<RetryTools> = {}): RetryTools {
  return { clock, random: () => 0.999_999, judge: () => ({ again: true }), ...changes };
}

const rounded = (clock: VirtualClock) => clock.sleeps.map(Math.round);

describe('retry', () => {
  test('does not wait when the first attempt succeeds', async () => {
    const clock = new VirtualClock();
    expect(await retry(failing(0).attempt, policy, tools(clock))).toBe('success 1');
    expect(clock.sleeps).toEqual([]);
  });

  test('doubles the wait up to the longest one', async () => {
    const clock = new VirtualClock();
    expect(await retry(failing(4).attempt, policy, tools(clock))).toBe('success 5');
    expect(rounded(clock)).toEqual([100, 200, 400, 400]);
  });

  test('waits at least half of that, so that clients spread', async () => {
    const clock = new VirtualClock();
    await retry(failing(2).attempt, policy, tools(clock, { random: () => 0 }));
    expect(rounded(clock)).toEqual([50, 100]);
  });

  test('gives up after its attempts with the last failure', async () => {
    const clock = new VirtualClock();
    const { attempt, calls } = failing(9);
    await expect(retry(attempt, policy, tools(clock))).rejects.toThrow('failure 5');
    expect(calls()).toBe(5);
    expect(clock.sleeps).toHaveLength(4);
  });

  test('does not repeat what cannot get better', async () => {
    const clock = new VirtualClock();
    const { attempt, calls } = failing(9);
    const judge = () => ({ again: false });
    await expect(retry(attempt, policy, tools(clock, { judge }))).rejects.toThrow('failure 1');
    expect(calls()).toBe(1);
    expect(clock.sleeps).toEqual([]);
  });

  test('waits as long as the other side asked, if that is longer', async () => {
    const clock = new VirtualClock();
    const asked = [3000, 10];
    const judge = () => ({ again: true, afterMs: asked.shift() });
    await retry(failing(2).attempt, policy, tools(clock, { judge }));
    expect(rounded(clock)).toEqual([3000, 200]);
  });

  test('does not start a wait that would exceed its budget', async () => {
    const clock = new VirtualClock();
    const judge = () => ({ again: true, afterMs: 10_000 });
    await expect(retry(failing(1).attempt, policy, tools(clock, { judge }))).rejects.toThrow('failure 1');
    expect(clock.sleeps).toEqual([]);
  });

  test('counts the time of slow attempts', async () => {
    const clock = new VirtualClock();
    const { attempt, calls } = failing(9);
    const slow = () => {
      clock.advance(6000);
      return attempt();
    };
    await expect(retry(slow, policy, tools(clock))).rejects.toThrow('failure 2');
    expect(calls()).toBe(2);
  });

  test('ends with the reason of the signal that stops its wait', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const { attempt, calls } = failing(9);
    const interrupted = () => {
      controller.abort(new Error('stopped by SIGINT'));
      return attempt();
    };
    const ended = retry(interrupted, policy, tools(clock, { signal: controller.signal }));
    await expect(ended).rejects.toThrow('stopped by SIGINT');
    expect(calls()).toBe(1);
  });
});
