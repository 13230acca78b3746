import { type Point, parseClockTime, parseInstant } from '../time-forms.ts';
import { type Fields, isFields } from './fields.ts';

/** A time as a foreign form gives it: a point, or a number whose unit is not said. */
export type GivenTime = Point | { count: number };

/** Seconds in one of the unit that a name ends in. */
const units: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  secs: 1,
  seconds: 1,
  ms: 1e-3,
  msec: 1e-3,
  msecs: 1e-3,
  millis: 1e-3,
  milliseconds: 1e-3,
  us: 1e-6,
  micros: 1e-6,
  microseconds: 1e-6,
  ticks: 1e-7,
  ns: 1e-9,
  nanos: 1e-9,
  nanoseconds: 1e-9,
};

/** What services call the start and the end of a line, without case and underscores; the first that is there counts. */
const startNames = [
  ...['start', 'starttime', 'starttimestamp', 'startoffset', 'startat', 'begin', 'begintime', 'from'],
  ...['timestamp', 'ts', 'time', 'timeincall', 'offset', 'audiostart', 'spokenat', 'startdatetime'],
  ...['at', 'absolutestarttime', 'createdat'],
];
const endNames = ['end', 'endtime', 'endtimestamp', 'endoffset', 'to', 'audioend', 'enddatetime'];
const unitEnding = new RegExp(`^(.+?)(?:in)?(${Object.keys(units).join('|')})$`);
/** Names that say their unit in another way. */
const spelled: Readonly<Record<string, number>> = { secondsfromstart: 1, offsetseconds: 1 };

interface Candidate {
  rank: number;
  value: unknown;
  unit: number | undefined;
}

function candidateOf(name: string, value: unknown, names: readonly string[]): Candidate | undefined {
  const plain = name.replace(/_/g, '').toLowerCase();
  const own = spelled[plain];
  if (own !== undefined && names === startNames) return { rank: -1, value, unit: own };
  const whole = names.indexOf(plain);
  if (whole >= 0) return { rank: whole, value, unit: undefined };
  const [, base = '', ending = ''] = unitEnding.exec(plain) ?? [];
  const rank = names.indexOf(base);
  // A name with a unit says more than one without.
  return rank >= 0 ? { rank: rank - names.length, value, unit: units[ending] } : undefined;
}

/** A month. What counts more seconds is not a time within a meeting. */
const longestSec = 31 * 24 * 3600;

function within(sec: number): Point | undefined {
  return sec >= 0 && sec <= longestSec ? { sec } : undefined;
}

const isoDuration = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/i;

function fromText(text: string, unit: number | undefined): GivenTime | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 40) return undefined;
  const [, digits, ending] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(trimmed) ?? [];
  if (digits !== undefined) return fromNumber(Number(digits), ending ? units[ending.toLowerCase()] : unit);
  const [iso, hours = 0, minutes = 0, seconds = 0] = isoDuration.exec(trimmed) ?? [];
  if (iso) return within(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  const sec = parseClockTime(trimmed);
  return sec === undefined ? undefined : within(sec);
}

function fromNumber(value: number, unit: number | undefined): GivenTime | undefined {
  if (!(value >= 0) || !Number.isFinite(value)) return undefined;
  if (unit !== undefined) return within(value * unit);
  return value <= longestSec * 1000 ? { count: value } : undefined;
}

function readTime(value: unknown, unit: number | undefined): GivenTime | undefined {
  const instant = parseInstant(value);
  if (instant !== undefined) return { ms: instant };
  if (typeof value === 'number') return fromNumber(value, unit);
  if (typeof value === 'string') return fromText(value, unit);
  if (!isFields(value)) return undefined;
  // Recall.ai: seconds beside the instant. Protocol buffers: seconds and nanoseconds.
  if (typeof value.relative === 'number') return within(value.relative);
  const seconds = Number(value.seconds ?? Number.NaN) + Number(value.nanos ?? 0) / 1e9;
  return Number.isFinite(seconds) ? within(seconds) : readTime(value.absolute, undefined);
}

function timeAmong(fields: Fields, names: readonly string[]): GivenTime | undefined {
  const candidates = Object.entries(fields)
    .flatMap(([name, value]) => candidateOf(name, value, names) ?? [])
    .sort((a, b) => a.rank - b.rank);
  for (const { value, unit } of candidates) {
    const time = readTime(value, unit);
    if (time) return time;
  }
  return undefined;
}

/** When a line starts, by its own fields. */
export function startOf(fields: Fields): GivenTime | undefined {
  return timeAmong(fields, startNames);
}

/** When it ends. */
export function endOf(fields: Fields): GivenTime | undefined {
  return timeAmong(fields, endNames);
}
