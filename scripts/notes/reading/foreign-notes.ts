import { cleanText } from '../../base/clean-text.ts';
import { parseJson } from '../../base/json.ts';
import { bounds, type Content, isEmpty } from '../schema.ts';
import { parseInstant } from '../time-forms.ts';
import { type Fields, isFields, nameOf } from './fields.ts';
import { notesParts } from './notes-parts.ts';
import { readNotesText } from './notes-text.ts';
import {
  isoOf,
  list,
  pick,
  pickText,
  plausibleDuration,
  readActionItem,
  readChapters,
  readDecision,
  readDuration,
  readParticipants,
} from './parts.ts';
import { type ReadingContext, readForeignTranscript } from './transcript-forms.ts';

/** What an answer of a service held of a meeting. */
export interface Found {
  /** Without fields that are empty. */
  content: Partial<Content>;
  /** Addresses that may lead to notes. Not for logs: they may be signed. */
  urls: string[];
  /** The answer says that notes are still being made. */
  isPending: boolean;
}

/** The service is closed and has no documented form for notes: these are the names that such services use. */
const names = {
  title: ['title', 'meeting_title', 'subject', 'topic'],
  summary: ['summary', 'overview', 'abstract', 'tldr', 'short_summary', 'gist'],
  notesText: ['text', 'markdown', 'content', 'body'],
  started: ['started_at', 'start_time', 'startTime', 'start', 'meeting_date', 'date'],
  ended: ['ended_at', 'end_time', 'endTime', 'end'],
  participants: ['participants', 'attendees', 'people', 'speakers'],
  decisions: ['decisions', 'key_decisions', 'decisions_made'],
  actions: ['action_items', 'actionItems', 'actions', 'tasks', 'todos', 'next_steps', 'follow_ups'],
  chapters: ['chapters', 'sections', 'outline'],
  topics: ['topics', 'keywords', 'tags'],
  transcript: [
    ...[
      'transcript',
      'transcription',
      'transcriptions',
      'utterances',
      'sentences',
      'segments',
      'speaker_blocks',
    ],
    ...[
      'transcript_object',
      'transcript_segments',
      'monologues',
      'audio_segments',
      'captions',
      'turns',
      'lines',
    ],
    ...['entries', 'transcriptEntries', 'transcript_entries', 'recognizedPhrases', 'callTranscripts'],
  ],
  /** Names that hold a transcript only where nothing else does. */
  looseTranscript: ['messages', 'conversation', 'items', 'results', 'channels', 'transcripts'],
  nested: [
    ...['notes', 'meeting_notes', 'data', 'result', 'results', 'meeting', 'summary', 'transcript'],
    ...['transcription', 'conversation', 'speech', 'payload', 'artifact', 'response', 'properties'],
  ],
  /** Whatever text is in such an object was said. */
  spoken: ['transcript', 'transcription', 'conversation', 'speech'],
  /** An object with these is what a recognizer heard: its text is not a summary. */
  recognized: ['words', 'utterances', 'segments', 'audio_duration', 'language_code', 'speaker_labels'],
  url: ['notes_url', 'meeting_notes_url', 'transcript_url', 'summary_url', 'download_url', 'url', 'href'],
  status: ['notes_status', 'notes_state', 'transcript_status', 'processing_status', 'status', 'state'],
} as const;

const pendingWords =
  /^(?:pending|processing|in[ _-]?progress|queued|generating|transcribing|summari[sz]ing|not[ _-]?ready)$/i;

/** A summary given as a list, or under a name that never holds anything else. */
function readSummary(fields: Fields): string | undefined {
  for (const name of names.summary) {
    const value = fields[name];
    const isList = Array.isArray(value);
    if (!isList && (name === 'summary' || typeof value !== 'string')) continue;
    const parts = isList ? list(value).filter(isText) : [value];
    const text = cleanText(parts.join('\n').slice(0, bounds.summaryCharacters * 2)).trim();
    if (text) return text.slice(0, bounds.summaryCharacters);
  }
  return undefined;
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text.trim()) && text.length < 8192;
}

/** From one instant to another, in seconds. */
function secondsBetween(started: unknown, ended: unknown): number | undefined {
  const [from, to] = [parseInstant(started), parseInstant(ended)];
  return from !== undefined && to !== undefined && to >= from ? (to - from) / 1000 : undefined;
}

/** What the fields of one object hold, without those of the objects inside it. */
function readOwnFields(fields: Fields, outer: ReadingContext): Partial<Content> {
  const context = contextOf(fields, outer);
  const summary = readSummary(fields);
  const transcript = readTranscriptFields(fields, context);
  const knownSec = secondsBetween(pick(fields, names.started), pick(fields, names.ended));
  const lastSec = transcript.reduce((last, { start_sec }) => Math.max(last, start_sec ?? 0), 0);
  const content: Partial<Content> = {
    title: pickText(fields, names.title, bounds.titleCharacters) ?? null,
    started_at: isoOf(pick(fields, names.started)),
    ended_at: isoOf(pick(fields, names.ended)),
    duration_sec: readDuration(fields) ?? plausibleDuration(fields.duration, knownSec || lastSec) ?? null,
    participants: readParticipants(pick(fields, names.participants)),
    summary: summary ?? null,
    decisions: list(pick(fields, names.decisions)).flatMap(readDecision),
    action_items: list(pick(fields, names.actions)).flatMap(readActionItem),
    chapters: readChapters(pick(fields, names.chapters), context.startMs, context.durationSec ?? lastSec),
    topics: list(pick(fields, names.topics)).flatMap((topic) => nameOf(topic) ?? []),
    transcript,
  };
  return withoutEmpty(content);
}

/** What the object says of the whole meeting, and what those around it said. */
function contextOf(fields: Fields, outer: ReadingContext): ReadingContext {
  const [started, ended] = [pick(fields, names.started), pick(fields, names.ended)];
  return {
    ...outer,
    startMs: parseInstant(started) ?? outer.startMs,
    durationSec: readDuration(fields) ?? secondsBetween(started, ended) ?? outer.durationSec,
  };
}

/** Lists say who spoke and when; a text of the same words often stands beside them. */
function readTranscriptFields(fields: Fields, context: ReadingContext): Content['transcript'] {
  const values = names.transcript.map((name) => fields[name]);
  const loose = names.looseTranscript.map((name) => fields[name]).filter(Array.isArray);
  const candidates = [...values.filter(Array.isArray), ...values.filter(isText), ...loose];
  const found = candidates
    .map((value) => readTranscriptField(value, context))
    .filter((lines) => lines.length > 0);
  const [first] = found;
  if (first) return found.find((lines) => lines.length >= first.length && isTimed(lines)) ?? first;
  return Array.isArray(fields.words) ? readForeignTranscript(fields.words, context, true) : [];
}

function isTimed(lines: Content['transcript']): boolean {
  return lines.some(({ start_sec }) => start_sec !== null);
}

function readTranscriptField(value: unknown, context: ReadingContext): Content['transcript'] {
  if (!isText(value)) return readForeignTranscript(value, context);
  return isUrl(value) ? [] : readForeignTranscript(parseInner(value) ?? value, context);
}

function withoutEmpty(content: Partial<Content>): Partial<Content> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => !isEmpty(value)));
}

/** How deep objects inside objects are looked at: `{data: {notes: {summary: {…}}}}`. */
const deepest = 4;

/** A text that is itself JSON. */
function parseInner(text: string): unknown {
  return /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
}

/** How an object within others is read. */
interface Reading {
  context: ReadingContext;
  depth: number;
  /** Whatever text is in it was said. */
  isSpoken?: boolean;
}

/**
 * Reads what a service gave of a meeting, whatever its form: an object of fields, a list that is a transcript, JSON within a string, Markdown
 * or plain text, or a URL. Values of other types than expected are passed over.
 */
export function readForeignNotes(value: unknown, context: ReadingContext = {}): Found {
  return readValue(value, { context, depth: 0 });
}

function readValue(value: unknown, reading: Reading): Found {
  if (typeof value === 'string') return readString(value, reading);
  if (Array.isArray(value)) {
    const transcript = readForeignTranscript(value, reading.context);
    return { content: withoutEmpty({ transcript }), urls: [], isPending: false };
  }
  if (!isFields(value)) return { content: {}, urls: [], isPending: false };
  return readObject(value, reading);
}

function readString(text: string, reading: Reading): Found {
  if (isUrl(text)) return { content: {}, urls: [text.trim()], isPending: false };
  const { depth, context, isSpoken } = reading;
  const inner = depth < deepest ? parseInner(text) : undefined;
  if (inner !== undefined) return readValue(inner, { ...reading, depth: depth + 1 });
  const content = isSpoken
    ? withoutEmpty({ transcript: readForeignTranscript(text, context) })
    : readNotesText(text, context);
  return { content, urls: [], isPending: false };
}

/** A summary that looks like talk is still a summary; one with headings is taken apart. */
function readSummaryString(text: string, reading: Reading): Found {
  const found = readString(text, reading);
  const isMisread = !found.content.summary && found.content.transcript && parseInner(text) === undefined;
  if (!isMisread) return found;
  return { ...found, content: { summary: cleanText(text).trim().slice(0, bounds.summaryCharacters) } };
}

function readInner(name: string, value: unknown, outer: Reading): Found | undefined {
  const isSpoken = names.spoken.some((spoken) => spoken === name) || outer.isSpoken;
  const reading = { ...outer, ...(isSpoken && { isSpoken }) };
  if (isFields(value)) return readValue(value, reading);
  if (names.spoken.some((spoken) => spoken === name)) {
    return isText(value) && isUrl(value) ? readString(value, reading) : undefined;
  }
  if (name === 'summary')
    return isText(value) ? readSummaryString(value, { ...outer, isSpoken: false }) : undefined;
  const isNotes = name === 'notes' || name === 'meeting_notes';
  if (Array.isArray(value)) return isNotes ? readValue(value, reading) : undefined;
  return isText(value) ? readString(value, reading) : undefined;
}

function readObject(fields: Fields, { context, depth, isSpoken }: Reading): Found {
  const urls = names.url.flatMap((name) => {
    const address = fields[name];
    return isText(address) && isUrl(address) ? [address.trim()] : [];
  });
  const isPending = names.status.some((name) => isText(fields[name]) && pendingWords.test(fields[name]));
  const found: Found = { content: readOwnFields(fields, context), urls, isPending };
  if (depth >= deepest) return found;
  const inner: Reading = { context: contextOf(fields, context), depth: depth + 1 };
  for (const name of names.nested) addFound(found, readInner(name, fields[name], inner));
  // Text beside a transcript is the same words once more.
  if (depth === 0 || found.content.transcript) return found;
  const isHeard = isSpoken || names.recognized.some((name) => name in fields);
  for (const name of names.notesText) {
    addFound(found, readInner(name, fields[name], { ...inner, ...(isHeard && { isSpoken: true }) }));
  }
  return found;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Adds what is new: the outer object's own fields come first. */
function addFound(found: Found, inner: Found | undefined): void {
  if (!inner) return;
  found.content = { ...inner.content, ...found.content };
  found.urls.push(...inner.urls.filter((url) => !found.urls.includes(url)));
  found.isPending ||= inner.isPending;
}

/** What an answer about a session holds of notes. */
export function readSessionAnswer(answer: Readonly<Record<string, unknown>>): Found {
  return readForeignNotes(notesParts(answer) ?? {});
}
