import os from 'node:os';

/** When something happened: by the wall clock, which people set and networks correct, and by the machine's uptime, which nobody sets. */
export interface Moment {
  /** Milliseconds since 1970. */
  ms: number;
  /** Seconds; null where it was not written down. */
  uptimeSec: number | null;
}

/** Corrections of a clock that runs well are smaller. */
const clockStepMs = 5000;

export function momentNow(nowMs: number): Moment {
  return { ms: nowMs, uptimeSec: os.uptime() };
}

/** The moment that a journal line tells. */
export function momentOf(at: string, uptimeSec: number | null): Moment {
  return { ms: Date.parse(at), uptimeSec };
}

/** By the uptime; nothing when it is not known, or when the machine was started in between. */
function byUptime(since: Moment, now: Moment): number | undefined {
  if (since.uptimeSec === null || now.uptimeSec === null || now.uptimeSec < since.uptimeSec) return undefined;
  return (now.uptimeSec - since.uptimeSec) * 1000;
}

/**
 * Milliseconds that have passed at most: for limits, which must not be missed. A clock that was set back makes no session younger; where
 * nothing but such a clock tells, this is infinite.
 */
export function maxElapsedMs(since: Moment, now: Moment): number {
  const wall = now.ms - since.ms;
  const up = byUptime(since, now);
  if (up !== undefined) return Math.max(wall, up);
  return wall < -clockStepMs || Number.isNaN(wall) ? Number.POSITIVE_INFINITY : Math.max(0, wall);
}

/** Milliseconds that have passed at least: for what must have lasted. */
export function minElapsedMs(since: Moment, now: Moment): number {
  const wall = now.ms - since.ms;
  return Math.max(0, Math.min(wall, byUptime(since, now) ?? wall) || 0);
}
