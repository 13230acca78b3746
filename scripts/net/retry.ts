import type { Clock } from '../base/clock.ts';

export interface RetryPolicy {
  /** Maximum number of attempts, including the first. */
  attempts: number;
  /** Delay before the second attempt; doubles each time. */
  firstDelayMs: number;
  longestDelayMs: number;
  /** No attempt starts after this much time. */
  budgetMs: number;
}

/** No retries: for callers that poll anyway or must send only once. */
export const singleAttempt: RetryPolicy = { attempts: 1, firstDelayMs: 0, longestDelayMs: 0, budgetMs: 0 };

export interface RetryTools {
  clock: Clock;
  random: () => number;
  signal?: AbortSignal;
  /** Whether another attempt may help, and how long the server asked to wait. */
  judge(error: unknown): { again: boolean; afterMs?: number };
}

/** Between half and all of the doubled delay, so that clients that failed together do not retry together. */
function backoffMs(policy: RetryPolicy, attempt: number, random: () => number): number {
  const full = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}

/**
 * Calls `attempt` until it succeeds, within the policy.
 * @throws the last attempt's error, or the signal's reason.
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
