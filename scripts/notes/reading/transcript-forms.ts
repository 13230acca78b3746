import { roundTo } from '../../base/numbers.ts';
import { bounds, type TranscriptLine } from '../schema.ts';
import { type FoundLine, linesOfObject, linesOfWordList } from './entries.ts';
import { isFields } from './fields.ts';
import { linesOfRow, linesOfText } from './plain-text.ts';
import { areNamesRoles, withoutUnsaid } from './roles.ts';
import { unitOf } from './time-units.ts';

/** What is known of a meeting beside its transcript. */
export interface ReadingContext {
  /** When it started, in milliseconds since 1970: instants count from there. */
  startMs?: number | undefined;
  /** When the bot came in by the clock on this machine: for instants whose start no one names. */
  joinedMs?: number | undefined;
  /** How long it was: tells seconds from milliseconds. */
  durationSec?: number | undefined;
  /** The name of the bot, for transcripts that call it the assistant. */
  botName?: string | undefined;
  /** Told what could not be read with certainty. */
  doubt?(problem: string): void;
}

/** One JSON object in each line. */
function linesOfJsonLines(text: string): FoundLine[] | undefined {
  if (!/^\s*\{.*\}\s*(?:\n|$)/.test(text)) return undefined;
  try {
    const lines = text.split('\n').filter((line) => line.trim());
    return linesOf(lines.slice(0, bounds.lines).map((line): unknown => JSON.parse(line)));
  } catch {
    return undefined;
  }
}

/** How many of the first lines name who speaks or when, of all that say something. */
export function looksLikeTranscript(text: string): boolean {
  if (/^\s*WEBVTT/.test(text) || /^\s*(?:\d+\s+)?(?:\d\d:)?\d\d:\d\d[.,]\d{3} -->/.test(text)) return true;
  const lines = linesOf(text.slice(0, 20_000)).slice(0, 40);
  if (areNamesRoles(lines)) return true;
  const marked = lines.filter(({ at, speaker }) => at || speaker).length;
  return lines.length >= 2 && marked / lines.length > 0.7;
}

function linesOf(value: unknown, areWords = false): FoundLine[] {
  if (typeof value === 'string') {
    return linesOfJsonLines(value.slice(0, bounds.transcriptCharacters)) ?? linesOfText(value);
  }
  if (!Array.isArray(value)) return [];
  const words = linesOfWordList(value.slice(0, bounds.lines), areWords);
  if (words) return words;
  return value.slice(0, bounds.lines).flatMap((entry): FoundLine[] => {
    if (typeof entry === 'string') return linesOfRow(entry);
    return isFields(entry) ? linesOfObject(entry) : [];
  });
}

const hourSec = 3600;

/** What all clock times count too much: if no one speaks for the first hours, they are times of the day. */
function clockOffset(lines: readonly FoundLine[]): number {
  const seconds = lines.flatMap(({ at }) => (at && 'sec' in at ? [at.sec] : []));
  const [first, last] = seconds.reduce(
    ([least, most], sec) => [Math.min(least, sec), Math.max(most, sec)],
    [Number.POSITIVE_INFINITY, 0],
  );
  return first >= hourSec && first < Number.POSITIVE_INFINITY && last - first < first ? first : 0;
}

/**
 * What instants count from: the start that is named, else when the bot came in, as the notes say that it started then; the earliest of them
 * where this machine's clock differs too much from the service's for that to be true.
 */
function originOf(earliest: number, { startMs, joinedMs, durationSec = 0 }: ReadingContext): number {
  if (startMs !== undefined) return Math.min(startMs, earliest);
  const isPlausible =
    joinedMs !== undefined && joinedMs <= earliest && earliest <= joinedMs + durationSec * 1000;
  return isPlausible ? joinedMs : earliest;
}

/** Seconds from the start. */
function toSeconds(lines: readonly FoundLine[], context: ReadingContext): TranscriptLine[] {
  const { durationSec, doubt } = context;
  const offset = clockOffset(lines);
  const unit = unitOf(lines, durationSec);
  if (unit.doubt) doubt?.(unit.doubt);
  const instants = lines.flatMap(({ at }) => (at && 'ms' in at ? [at.ms] : []));
  const earliest = instants.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const origin = originOf(earliest, context);
  const secondsOf = (at: NonNullable<FoundLine['at']>) => {
    if ('count' in at) return unit.sec === undefined ? undefined : at.count * unit.sec;
    return 'sec' in at ? at.sec - offset : (at.ms - origin) / 1000;
  };
  return lines.map(({ at, speaker, text, isWritten }) => {
    const sec = at && secondsOf(at);
    return {
      start_sec: sec === undefined ? null : roundTo(sec, 2),
      speaker,
      text,
      ...(isWritten && { written: true }),
    };
  });
}

/** As much of a transcript as is kept. */
export function withinBounds(lines: readonly TranscriptLine[]): TranscriptLine[] {
  let characters = 0;
  return lines.slice(0, bounds.lines).filter(({ text }) => {
    characters += text.length;
    return characters <= bounds.transcriptCharacters;
  });
}

/**
 * A transcript in any of the forms that services give: a list of objects, of words or of lines, WebVTT, SubRip, or text with or without
 * speakers and times. What no one said in the meeting is left out. In the order of their times where every line has one.
 * @param areWords the value is known to be a list of single words.
 */
export function readForeignTranscript(
  value: unknown,
  context: ReadingContext = {},
  areWords = false,
): TranscriptLine[] {
  const said = withoutUnsaid(linesOf(value, areWords), context.botName);
  const lines = withinBounds(toSeconds(said, context));
  const isTimed = lines.every(({ start_sec }) => start_sec !== null);
  return isTimed ? lines.toSorted((a, b) => (a.start_sec ?? 0) - (b.start_sec ?? 0)) : lines;
}
