import { singleLine } from '../context/clean-text.ts';
import { cleanName } from './person-name.ts';
import { bounds, type TranscriptLine } from './schema.ts';
import { type Point, parseClockTime, parsePoint } from './time-forms.ts';

type Fields = Readonly<Record<string, unknown>>;

interface TimedLine {
  at: Point | undefined;
  speaker: string | null;
  text: string;
  isWritten?: boolean;
}

/** The names that services give to the parts of a transcript's line. */
const textNames = ['text', 'content', 'transcript', 'sentence', 'message', 'utterance'];
const speakerNames = [
  'speaker',
  'speaker_name',
  'speakerName',
  'name',
  'who',
  'participant',
  'user',
  'author',
];
const timeNames = [
  'start_sec',
  'start',
  'start_time',
  'startTime',
  'timestamp',
  'time',
  'offset',
  'at',
  'begin',
];
const millisecondNames = ['start_ms', 'startMs', 'offset_ms', 'time_ms'];

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf<T>(names: readonly string[], read: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = read(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return singleLine(value.slice(0, bounds.lineCharacters * 2)).slice(0, bounds.lineCharacters) || undefined;
}

/** A name that stands alone or in an object. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return cleanName(value.slice(0, 1000));
  if (typeof value === 'number') return `Speaker ${value}`;
  if (!isFields(value)) return undefined;
  const names = ['name', 'display_name', 'displayName', 'user_name', 'full_name', 'speaker'];
  return firstOf(names, (name) => (typeof value[name] === 'string' ? nameOf(value[name]) : undefined));
}

/** Words with times of their own, as recognizers give them, joined. */
function wordsOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const words = value
    .slice(0, 2000)
    .map((word) => (isFields(word) ? (word.text ?? word.word) : word))
    .filter((word) => typeof word === 'string');
  return textOf(words.join(' '));
}

function pointOf(fields: Fields): Point | undefined {
  const ms = firstOf(millisecondNames, (name) =>
    typeof fields[name] === 'number' ? fields[name] : undefined,
  );
  if (ms !== undefined) return parsePoint(ms / 1000);
  return firstOf(timeNames, (name) => parsePoint(fields[name]));
}

function fromFields(fields: Fields): TimedLine[] {
  const text = firstOf(textNames, (name) => textOf(fields[name])) ?? wordsOf(fields.words);
  if (!text) return [];
  const speaker = firstOf(speakerNames, (name) => nameOf(fields[name])) ?? null;
  return [{ at: pointOf(fields), speaker, text, isWritten: fields.channel === 'chat' }];
}

const timePattern = '(?:\\d{1,3}:)?\\d{1,3}:[0-5]\\d(?:[.,]\\d{1,3})?';
const cueTimes = new RegExp(`^(${timePattern})\\s*-->\\s*${timePattern}`);
/** Two to sixty characters without a sentence's punctuation: «Ada Lovelace:», not «Note well: …» in the middle of talk. */
const speakerPattern = '[\\p{L}\\p{N}<@][^:：\\n.!?。！？]{0,59}?';
/** The one of Chinese and Japanese has its space within. */
const colon = '\\s*(?::\\s+|：\\s*)';
const lineForms: readonly RegExp[] = [
  new RegExp(
    `^[[(]?(?<time>${timePattern})[\\])]?\\s*[-–—]?\\s*(?<speaker>${speakerPattern})${colon}(?<text>.+)$`,
    'u',
  ),
  new RegExp(
    `^(?<speaker>${speakerPattern})\\s*[[(](?<time>${timePattern})[\\])]\\s*:?\\s+(?<text>.+)$`,
    'u',
  ),
  new RegExp(`^[[(](?<time>${timePattern})[\\])]\\s*(?<text>.+)$`, 'u'),
  new RegExp(`^(?<speaker>${speakerPattern})${colon}(?<text>.+)$`, 'u'),
];

/** A speaker and a time on a line of their own, as Otter and Zoom write them: what follows is theirs. */
const headForms: readonly RegExp[] = [
  new RegExp(`^(?<speaker>${speakerPattern})\\s+[[(]?(?<time>${timePattern})[\\])]?$`, 'u'),
  new RegExp(`^\\[(?<speaker>${speakerPattern})\\]\\s*(?<time>${timePattern})$`, 'u'),
];

const voiceTag = /^<v(?:\.[\w.]+)?\s+([^>]+)>(.*?)(?:<\/v>)?$/;

/** One line of text; nothing when it is empty. */
function fromText(line: string): TimedLine | undefined {
  const flat = textOf(line);
  if (!flat) return undefined;
  const voice = voiceTag.exec(flat);
  if (voice)
    return { at: undefined, speaker: cleanName(voice[1] ?? '') ?? null, text: (voice[2] ?? '').trim() };
  for (const form of lineForms) {
    const groups = form.exec(flat)?.groups;
    if (!groups?.text) continue;
    const sec = groups.time ? parseClockTime(groups.time) : undefined;
    const at = sec === undefined ? undefined : { sec };
    return { at, speaker: cleanName(groups.speaker ?? '') ?? null, text: groups.text.trim() };
  }
  return { at: undefined, speaker: null, text: flat };
}

const longestHead = 120;
/** So many heads among the first lines are a habit, not a chance. */
const [leastHeads, mostBeforeHeads] = [2, 60];

const heading = /^(?:WEBVTT|NOTE|STYLE|REGION)\b/;

/** WebVTT and SubRip: a line of times begins a cue, an empty line ends it. */
function fromCues(lines: readonly string[]): TimedLine[] {
  const found: TimedLine[] = [];
  let at: Point | undefined;
  for (const line of lines) {
    const cue = cueTimes.exec(line.trim());
    if (cue) at = { sec: parseClockTime(cue[1] ?? '') ?? 0 };
    else if (!line.trim()) at = undefined;
    else if (at) {
      const said = fromText(line);
      const last = found.at(-1);
      if (said && last && last.at === at && !said.speaker) last.text = `${last.text} ${said.text}`;
      else if (said?.text) found.push({ ...said, at });
    }
  }
  return found;
}

function headOf(line: string): TimedLine | undefined {
  const flat = line.length > longestHead ? '' : singleLine(line);
  const groups = headForms.map((form) => form.exec(flat)?.groups).find(Boolean);
  if (!groups?.time) return undefined;
  const sec = parseClockTime(groups.time) ?? 0;
  return { at: { sec }, speaker: cleanName(groups.speaker ?? '') ?? null, text: '' };
}

/** Turns under heads: all lines up to the next head are one turn. */
function fromHeads(lines: readonly string[]): TimedLine[] {
  const turns: TimedLine[] = [];
  for (const line of lines) {
    const head = headOf(line);
    const last = turns.at(-1);
    const text = textOf(line);
    if (head) turns.push(head);
    else if (text && last) last.text = `${last.text} ${text}`.trim().slice(0, bounds.lineCharacters);
    else if (text) turns.push({ at: undefined, speaker: null, text });
  }
  return turns.filter(({ text }) => text);
}

/** One JSON object in each line. */
function fromJsonLines(text: string): TimedLine[] | undefined {
  if (!/^\s*\{.*\}\s*(?:\n|$)/.test(text)) return undefined;
  try {
    const lines = text.split('\n').filter((line) => line.trim());
    return timedLines(lines.slice(0, bounds.lines).map((line): unknown => JSON.parse(line)));
  } catch {
    return undefined;
  }
}

function fromString(given: string): TimedLine[] {
  const text = given.slice(0, bounds.transcriptCharacters);
  const objects = fromJsonLines(text);
  if (objects) return objects;
  const lines = text.split(/\r?\n|\r/);
  if (lines.some((line) => cueTimes.test(line.trim()))) return fromCues(lines);
  if (lines.slice(0, mostBeforeHeads).filter(headOf).length >= leastHeads) return fromHeads(lines);
  return lines.filter((line) => !heading.test(line)).flatMap((line) => fromText(line) ?? []);
}

/** How many of the first lines name who speaks or when, of all that say something. */
export function looksLikeTranscript(text: string): boolean {
  if (/^\s*WEBVTT/.test(text) || /^\s*(?:\d+\s+)?(?:\d\d:)?\d\d:\d\d[.,]\d{3} -->/.test(text)) return true;
  const lines = fromString(text.slice(0, 20_000)).slice(0, 40);
  const marked = lines.filter(({ at, speaker }) => at || speaker).length;
  return lines.length >= 2 && marked / lines.length > 0.7;
}

function timedLines(value: unknown): TimedLine[] {
  if (typeof value === 'string') return fromString(value);
  if (!Array.isArray(value)) return [];
  return value.slice(0, bounds.lines).flatMap((entry): TimedLine[] => {
    if (typeof entry === 'string') return [fromText(entry)].filter((line) => line !== undefined);
    return isFields(entry) ? fromFields(entry) : [];
  });
}

const hourSec = 3600;

/** What all times count too much: where nobody speaks for the first hours, they are times of the day. */
function clockOffset(lines: readonly TimedLine[]): number {
  const seconds = lines.flatMap(({ at }) => (at && 'sec' in at ? [at.sec] : []));
  const [first, last] = seconds.reduce(
    ([least, most], sec) => [Math.min(least, sec), Math.max(most, sec)],
    [Number.POSITIVE_INFINITY, 0],
  );
  return first >= hourSec && first < Number.POSITIVE_INFINITY && last - first < first ? first : 0;
}

/** Seconds from the start; instants count from `startMs`, else from the earliest of them. */
function toSeconds(lines: readonly TimedLine[], startMs: number | undefined): TranscriptLine[] {
  const offset = clockOffset(lines);
  const instants = lines.flatMap(({ at }) => (at && 'ms' in at ? [at.ms] : []));
  const earliest = instants.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY);
  const origin = startMs !== undefined && startMs <= earliest ? startMs : earliest;
  const secondsOf = (at: Point) => ('sec' in at ? at.sec - offset : (at.ms - origin) / 1000);
  return lines.map(({ at, speaker, text, isWritten }) => ({
    start_sec: at ? Math.round(secondsOf(at) * 100) / 100 : null,
    speaker,
    text,
    ...(isWritten && { written: true }),
  }));
}

function withinBounds(lines: readonly TranscriptLine[]): TranscriptLine[] {
  let characters = 0;
  return lines.slice(0, bounds.lines).filter(({ text }) => {
    characters += text.length;
    return characters <= bounds.transcriptCharacters;
  });
}

/**
 * A transcript in any of the forms that services give: a list of objects or of lines, WebVTT, SubRip, or text with or without speakers and
 * times. Lines that are none are passed over. In the order of their times where every line has one.
 */
export function readTranscript(value: unknown, startMs?: number): TranscriptLine[] {
  const lines = withinBounds(toSeconds(timedLines(value), startMs));
  const isTimed = lines.every(({ start_sec }) => start_sec !== null);
  return isTimed ? lines.toSorted((a, b) => (a.start_sec ?? 0) - (b.start_sec ?? 0)) : lines;
}
