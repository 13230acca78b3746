import { speechSec } from '../rules/by-rule.ts';
import type { GivenTime } from './times.ts';

export interface CountedLine {
  at: GivenTime | undefined;
  end?: GivenTime | undefined;
  text: string;
}

/** Seconds in one of what the times count; `unknown` where nothing tells. */
export interface Unit {
  sec: number | undefined;
  /** Why it is not certain, in words. */
  doubt?: string;
}

function countOf(time: GivenTime | undefined): number | undefined {
  return time && 'count' in time ? time.count : undefined;
}

/** How often longer than its words something lasts: up to the first it counts seconds, from the second to the third milliseconds. */
interface Bounds {
  seconds: number;
  milliseconds: number;
  /** Above this it counts something else, such as samples of the sound. */
  most: number;
}
/** From the start to the end of what was said: between the 1 of seconds and the 1000 of milliseconds. */
const spoken: Bounds = { seconds: 150, milliseconds: 300, most: 8_000 };
/** From one line to the next, with the silence between. */
const paced: Bounds = { seconds: 150, milliseconds: 300, most: Number.POSITIVE_INFINITY };

type Verdict = 'seconds' | 'milliseconds' | 'neither';

function verdictOf(
  lasted: number,
  saidSec: number,
  { seconds, milliseconds, most }: Bounds,
): Verdict | undefined {
  if (saidSec <= 0 || lasted <= 0) return undefined;
  const ratio = lasted / saidSec;
  if (ratio <= seconds) return 'seconds';
  return ratio >= milliseconds && ratio <= most ? 'milliseconds' : 'neither';
}

/** By how long lines last that have a beginning and an end. */
function bySpeech(lines: readonly CountedLine[]): Verdict | undefined {
  let [said, lasted] = [0, 0];
  for (const { at, end, text } of lines) {
    const [from, to] = [countOf(at), countOf(end)];
    if (from === undefined || to === undefined || to <= from) continue;
    lasted += to - from;
    said += speechSec(text);
  }
  return verdictOf(lasted, said, spoken);
}

/** By how far lines lie apart. */
function byPace(lines: readonly CountedLine[]): Verdict | undefined {
  const timed = lines.filter(({ at }) => countOf(at) !== undefined);
  const [first = 0, ...others] = timed.map(({ at }) => countOf(at) ?? 0);
  const last = others.reduce((most, count) => Math.max(most, count), first);
  const said = timed.slice(0, -1).reduce((sum, { text }) => sum + speechSec(text), 0);
  return verdictOf(last - first, said, paced);
}

/** A line may start a little after the end that is known. */
const [tolerance, toleranceSec] = [1.1, 60];

/** The last line starts in this part of a meeting, or later. */
const lateShare = 0.2;

/** By how long the meeting was. */
function byLength(last: number, durationSec: number | undefined): Verdict | undefined {
  if (!durationSec) return undefined;
  const most = durationSec * tolerance + toleranceSec;
  if (last <= most) return last >= durationSec * lateShare ? 'seconds' : undefined;
  return last / 1000 <= most ? 'milliseconds' : undefined;
}

/** A single line: so early it counts seconds, a little later most likely, and so late it cannot. */
const [firstCount, earlyCount, lateCount] = [100, 1_000, 36_000];

const seconds: Unit = { sec: 1 };
const likelySeconds: Unit = {
  ...seconds,
  doubt: 'the times of the transcript name no unit and were read as seconds',
};
const milliseconds: Unit = { sec: 0.001 };
const likelyMilliseconds: Unit = {
  ...milliseconds,
  doubt: 'the times of the transcript name no unit and were read as milliseconds',
};
const unknown: Unit = { sec: undefined, doubt: 'the times of the transcript name no unit and were left out' };

/**
 * Whether numbers such as `start: 2500` count seconds or milliseconds: by how long it takes to say the words, by fractions, and by how long
 * the meeting was. What the words alone tell comes with a doubt, and what nothing tells is left out.
 */
export function unitOf(lines: readonly CountedLine[], durationSec: number | undefined): Unit {
  const counts = lines.flatMap(({ at }) => countOf(at) ?? []);
  const last = counts.reduce((most, count) => Math.max(most, count), 0);
  if (last === 0) return seconds;
  const length = byLength(last, durationSec);
  const hasFractions = counts.some((count) => !Number.isInteger(count));
  const verdict = bySpeech(lines) ?? (hasFractions ? 'seconds' : byPace(lines));
  if (verdict === 'seconds' || (length === 'seconds' && !bySpeech(lines))) return seconds;
  if (length === 'milliseconds') return milliseconds;
  if (verdict === 'milliseconds') return likelyMilliseconds;
  if (verdict === 'neither') return unknown;
  if (last < firstCount) return seconds;
  if (last < earlyCount) return likelySeconds;
  return last >= lateCount ? likelyMilliseconds : unknown;
}
