const clockTime = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?$/;

/** `1:02:03.5`, `02:03`, `00:00:01,250` in seconds. */
export function parseClockTime(text: string): number | undefined {
  const match = clockTime.exec(text.trim());
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}

/** Seconds as `1:02:03` or `2:03`. */
export function formatClockTime(sec: number): string {
  const whole = Math.max(0, Math.floor(sec));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(minutes).padStart(hours ? 2 : 1, '0')}:${String(seconds).padStart(2, '0')}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** A length for people: `1 h 4 min`, `12 min`, `40 s`. */
export function formatLength(sec: number): string {
  if (sec < 60) return `${Math.round(sec)} s`;
  const minutes = Math.round(sec / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** Milliseconds since 1970 above this; below it a number counts from the start of the meeting. */
const minEpochMs = 1e11;
const minEpochSec = 1e9;
/** No meeting was later than this when it was held: the year 2200. */
const latestMs = Date.UTC(2200, 0);
/** A month. A larger number of seconds is not a time within a meeting. */
const longestSec = 31 * 24 * 3600;

function epochMs(value: unknown): number {
  if (typeof value === 'number') {
    if (value >= minEpochMs) return value;
    return value >= minEpochSec ? value * 1000 : Number.NaN;
  }
  const isDated = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value);
  return isDated ? Date.parse(value) : Number.NaN;
}

/** ISO 8601 or a number since 1970 as milliseconds since 1970. */
export function parseInstant(value: unknown): number | undefined {
  const ms = epochMs(value);
  return ms >= 0 && ms < latestMs ? ms : undefined;
}

/** A point in a meeting: seconds from its start, or an instant. */
export type Point = { sec: number } | { ms: number };

function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  return /^\d+(\.\d+)?s?$/.test(value.trim()) ? Number.parseFloat(value) : parseClockTime(value);
}

/** A time as services write it: seconds, a clock time, or an instant. */
export function parsePoint(value: unknown): Point | undefined {
  const ms = parseInstant(value);
  if (ms !== undefined) return { ms };
  const sec = secondsOf(value);
  return sec !== undefined && sec >= 0 && sec <= longestSec ? { sec } : undefined;
}
