import type { Intent } from './events.ts';

/** $0.275 a minute, billed from the join until the DELETE (the service's published price). */
export const usdPerMinute = 0.275;

/** Minutes after which the session is closed: the maximum stay, or what the cost limit allows. */
export function minutesAllowed({
  engine,
  max_minutes,
  max_cost_usd,
}: Pick<Intent, 'engine' | 'max_minutes' | 'max_cost_usd'>): number {
  if (max_cost_usd === null || engine === 'local') return max_minutes;
  return Math.min(max_minutes, max_cost_usd / usdPerMinute);
}

/** Margin before a cost limit, or a quarter of the time if that is less: a DELETE takes time too. */
const costMarginMinutes = 5 / 60;

/** Minutes after which a limit closes the session: the allowed minutes, less a margin for a cost limit. */
export function minutesUntilClose(record: Parameters<typeof minutesAllowed>[0]): number {
  const allowed = minutesAllowed(record);
  if (allowed === record.max_minutes) return allowed;
  return allowed - Math.min(costMarginMinutes, allowed / 4);
}
