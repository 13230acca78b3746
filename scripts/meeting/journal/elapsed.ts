import os from 'node:os';

/** When something happened: by the wall clock, which people and networks change, and by the machine's uptime, which no one can set. */
export interface Moment {
  /** Milliseconds since 1970. */
  ms: number;
  /** Seconds; null if not recorded. */
  uptimeSec: number | null;
}

/** Corrections of a working clock are smaller. */
const clockStepMs = 5000;

export function momentNow(nowMs: number): Moment {
  return { ms: nowMs, uptimeSec: os.uptime() };
}

/** The moment of a journal line. */
export function momentOf(at: string, uptimeSec: number | null): Moment {
  return { ms: Date.parse(at), uptimeSec };
}

/** By uptime; undefined if it is not known or the machine has restarted in between. */
function byUptime(since: Moment, now: Moment): number | undefined {
  if (since.uptimeSec === null || now.uptimeSec === null || now.uptimeSec < since.uptimeSec) return undefined;
  return (now.uptimeSec - since.uptimeSec) * 1000;
}

/**
 * The most milliseconds that may have passed: for limits, which must not be missed. A clock that was set back does not make a session
 * younger; if there is nothing but such a clock, this is infinite.
 */
export function maxElapsedMs(since: Moment, now: Moment): number {
  const wall = now.ms - since.ms;
  const up = byUptime(since, now);
  if (up !== undefined) return Math.max(wall, up);
  return wall < -clockStepMs || Number.isNaN(wall) ? Number.POSITIVE_INFINITY : Math.max(0, wall);
}

/** The fewest milliseconds that have passed: for minimum durations. */
export function minElapsedMs(since: Moment, now: Moment): number {
  const wall = now.ms - since.ms;
  return Math.max(0, Math.min(wall, byUptime(since, now) ?? wall) || 0);
}
