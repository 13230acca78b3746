import { roundTo } from '../../base/numbers.ts';
import { elapsedMs, type Moment, momentNow, momentOf } from './elapsed.ts';
import { msPerMinute, type SessionRecord } from './session.ts';
import { minutesAllowed, usdPerMinute } from './stay-limits.ts';

/**
 * Milliseconds that are paid for. A join that created nothing has no length; one whose answer was lost, and one whose beginning no clock
 * tells, count for the stay that they asked for at most.
 */
function paidMs(record: SessionRecord, nowMs: number): number {
  if (record.state === 'not_created') return 0;
  const began = momentOf(record.requested_at, record.requested_uptime_sec, record.boot_id);
  const elapsed = elapsedMs(began, endOf(record, nowMs));
  const isBounded = !record.session_id || !Number.isFinite(elapsed);
  return isBounded && !record.closed_at ? Math.min(elapsed, minutesAllowed(record) * msPerMinute) : elapsed;
}

function endOf({ closed_at, closed_uptime_sec, boot_id }: SessionRecord, nowMs: number): Moment {
  return closed_at ? momentOf(closed_at, closed_uptime_sec, boot_id) : momentNow(nowMs);
}

/** When the bot came into the meeting, or was sent for, and how long ago its end is from there, or now; by one clock. */
export function stay(
  record: SessionRecord,
  nowMs: number,
): { started_at: string; duration_sec: number | null } {
  const { ready_at, ready_uptime_sec, requested_at, requested_uptime_sec, boot_id } = record;
  const began = ready_at
    ? momentOf(ready_at, ready_uptime_sec, boot_id)
    : momentOf(requested_at, requested_uptime_sec, boot_id);
  const elapsed = elapsedMs(began, endOf(record, nowMs));
  return {
    started_at: ready_at ?? requested_at,
    duration_sec: Number.isFinite(elapsed) ? roundTo(elapsed / 1000, 1) : null,
  };
}

/** How long the session has been, or was, paid for, and the estimate of what that costs. */
export function usage(record: SessionRecord, nowMs: number): { duration_sec: number; cost_usd: number } {
  const paid = paidMs(record, nowMs);
  const seconds = (Number.isFinite(paid) ? paid : minutesAllowed(record) * msPerMinute) / 1000;
  const price = record.engine === 'pika' ? usdPerMinute : 0;
  return {
    duration_sec: roundTo(seconds, 1),
    cost_usd: roundTo((seconds / 60) * price, 3),
  };
}
