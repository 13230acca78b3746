import os from 'node:os';
import { bootId } from '../../base/boot-id.mjs';

/** When something happened: by the wall clock, which people and networks change, and by the machine's uptime, which no one can set. */
export interface Moment {
  /** Milliseconds since 1970. */
  ms: number;
  /** Seconds; null if not recorded. */
  uptimeSec: number | null;
  /** Of the machine's run that the uptime counts in; nothing where it was not written down or is not known. */
  bootId?: string | null;
}

/** Corrections of a working clock are smaller. */
const clockStepMs = 5000;

export function momentNow(nowMs: number): Moment {
  return { ms: nowMs, uptimeSec: os.uptime(), bootId };
}

/** The moment that a journal line tells. */
export function momentOf(at: string, uptimeSec: number | null, boot: string | null = null): Moment {
  return { ms: Date.parse(at), uptimeSec, bootId: boot };
}

/** By uptime; undefined if it is not known or the machine has restarted in between. */
function byUptime(since: Moment, now: Moment): number | undefined {
  if (since.uptimeSec === null || now.uptimeSec === null || now.uptimeSec < since.uptimeSec) return undefined;
  if (since.bootId && now.bootId && since.bootId !== now.bootId) return undefined;
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

/** Whether the machine has certainly not been started anew in between: it says so, or has been running for longer than the clock tells. */
function hasRunThroughout(since: Moment, now: Moment): boolean {
  if (since.bootId && now.bootId) return since.bootId === now.bootId;
  return now.uptimeSec !== null && now.uptimeSec * 1000 > now.ms - since.ms;
}

/**
 * Milliseconds that have passed, as near as can be told: for what people read. The uptime counts, whatever was done to the clock; only where
 * the machine may have been started anew in between, the clock counts too. Infinite as for `maxElapsedMs`.
 */
export function elapsedMs(since: Moment, now: Moment): number {
  const up = byUptime(since, now);
  return up !== undefined && hasRunThroughout(since, now) ? up : maxElapsedMs(since, now);
}

/** Milliseconds that have passed at least: for what must have lasted. */
export function minElapsedMs(since: Moment, now: Moment): number {
  const wall = now.ms - since.ms;
  return Math.max(0, Math.min(wall, byUptime(since, now) ?? wall) || 0);
}
