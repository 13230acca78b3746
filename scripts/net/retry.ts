import type { Clock } from '../base/clock.ts';

export interface RetryPolicy {
  /** How often at the most, the first time included. */
  attempts: number;
  /** Wait before the second attempt; doubles each time. */
  firstDelayMs: number;
  longestDelayMs: number;
  /** No attempt starts once this much time has passed. */
  budgetMs: number;
}

/** For whoever asks again anyway, or must not ask twice. */
export const singleAttempt: RetryPolicy = { attempts: 1, firstDelayMs: 0, longestDelayMs: 0, budgetMs: 0 };

export interface RetryTools {
  clock: Clock;
  random: () => number;
  signal?: AbortSignal;
  /** Whether another attempt may help, and how long the other side asked to wait. */
  judge(error: unknown): { again: boolean; afterMs?: number };
}

/** Between half and all of the doubled delay, so that clients that failed together do not come back together. */
function backoffMs(policy: RetryPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}

/**
 * Calls `attempt` until it succeeds, within the policy.
 * @throws whatever the last attempt threw, or the signal's reason.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  { clock, random, signal, judge }: RetryTools,
): Promise<T> {
  const end = clock.monotonic() + policy.budgetMs;
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const { again, afterMs = 0 } = judge(error);
      const waitMs = Math.max(afterMs, backoffMs(policy, count, random));
      if (!again || count >= policy.attempts || clock.monotonic() + waitMs >= end) throw error;
      await clock.sleep(waitMs, signal);
    }
  }
}
