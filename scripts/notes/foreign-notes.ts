import { cleanText, singleLine } from '../context/clean-text.ts';
import { parseActionLine, readNotesText } from './notes-text.ts';
import {
  type ActionItem,
  bounds,
  type Chapter,
  type Content,
  type Decision,
  type Evidence,
  isEmpty,
  type Participant,
} from './schema.ts';
import { notesParts } from './session-answer.ts';
import { parseInstant, parsePoint } from './time-forms.ts';
import { isFields, nameOf, readTranscript } from './transcript-forms.ts';

/** What an answer of a service held of a meeting. */
export interface Found {
  /** Without fields that are empty. */
  content: Partial<Content>;
  /** Addresses that may lead to notes. Not for logs: they may be signed. */
  urls: string[];
  /** The answer says that notes are still being made. */
  isPending: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The service is closed and has no documented form for notes: these are the names that such services use. */
const names = {
  title: ['title', 'meeting_title', 'subject', 'topic'],
  summary: ['summary', 'overview', 'abstract', 'tldr', 'short_summary', 'gist'],
  notesText: ['text', 'markdown', 'content', 'body'],
  started: ['started_at', 'start_time', 'startTime', 'start', 'meeting_date', 'date'],
  ended: ['ended_at', 'end_time', 'endTime', 'end'],
  duration: ['duration_sec', 'duration_seconds', 'durationSeconds', 'duration'],
  participants: ['participants', 'attendees', 'people', 'speakers'],
  decisions: ['decisions', 'key_decisions', 'decisions_made'],
  actions: ['action_items', 'actionItems', 'actions', 'tasks', 'todos', 'next_steps', 'follow_ups'],
  chapters: ['chapters', 'sections', 'outline'],
  topics: ['topics', 'keywords', 'tags'],
  transcript: [
    'transcript',
    'transcription',
    'segments',
    'utterances',
    'captions',
    'messages',
    'lines',
    'entries',
    'monologues',
  ],
  nested: ['notes', 'meeting_notes', 'data', 'result', 'meeting', 'summary', 'transcript'],
  url: ['notes_url', 'meeting_notes_url', 'transcript_url', 'summary_url', 'download_url', 'url', 'href'],
  status: ['notes_status', 'notes_state', 'transcript_status', 'processing_status', 'status', 'state'],
} as const;

const itemText = ['text', 'title', 'task', 'action', 'item', 'description', 'content', 'decision', 'name'];
const ownerNames = ['owner', 'assignee', 'assigned_to', 'who', 'responsible', 'person'];
const dueNames = ['due', 'due_date', 'deadline', 'by', 'when'];
const quoteNames = ['quote', 'evidence', 'excerpt', 'source_text'];
const pendingWords =
  /^(?:pending|processing|in[ _-]?progress|queued|generating|transcribing|summari[sz]ing|not[ _-]?ready)$/i;

function pick(fields: Fields, candidates: readonly string[]): unknown {
  return candidates.map((name) => fields[name]).find((value) => !isEmpty(value) && value !== '');
}

/** The first of the names that holds a text: an object of the same name is something else. */
function pickText(fields: Fields, candidates: readonly string[], most: number): string | undefined {
  for (const name of candidates) {
    const value = fields[name];
    if (typeof value !== 'string') continue;
    const text = singleLine(value.slice(0, most * 2)).slice(0, most);
    if (text) return text;
  }
  return undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, bounds.items) : [];
}

function isoOf(value: unknown): string | null {
  const ms = parseInstant(value);
  return ms === undefined ? null : new Date(ms).toISOString();
}

function readParticipants(value: unknown): Participant[] {
  return list(isFields(value) ? Object.values(value) : value).flatMap((entry): Participant[] => {
    const name = nameOf(entry);
    if (!name) return [];
    const fields = isFields(entry) ? entry : {};
    const isBot = [fields.kind, fields.role, fields.type].some((word) => word === 'bot' || word === 'avatar');
    const talk = fields.talk_sec ?? fields.talk_time ?? fields.speaking_seconds;
    return [
      {
        name,
        role: isBot ? 'bot' : null,
        joined_at: isoOf(fields.joined_at ?? fields.join_time),
        left_at: isoOf(fields.left_at ?? fields.leave_time),
        talk_sec: typeof talk === 'number' && talk >= 0 && Number.isFinite(talk) ? talk : null,
      },
    ];
  });
}

function readEvidence(fields: Fields): Evidence | null {
  const inner = fields.evidence;
  const source = isFields(inner) ? inner : fields;
  const quote = pickText(source, quoteNames, bounds.itemCharacters);
  if (!quote) return null;
  const point = parsePoint(source.start_sec ?? source.start ?? source.timestamp);
  return {
    quote,
    start_sec: point && 'sec' in point ? point.sec : null,
    speaker: nameOf(source.speaker) ?? null,
  };
}

function readActionItem(entry: unknown): ActionItem[] {
  if (typeof entry === 'string') {
    const text = singleLine(entry.slice(0, bounds.itemCharacters));
    return text ? [parseActionLine(text)] : [];
  }
  const text = isFields(entry) && pickText(entry, itemText, bounds.itemCharacters);
  if (!text) return [];
  const owner = ownerNames.map((name) => nameOf(entry[name])).find(Boolean) ?? null;
  const due = pickText(entry, dueNames, bounds.nameCharacters) ?? null;
  const done = entry.done === true || entry.completed === true;
  return [{ text, owner, due, done, evidence: readEvidence(entry) }];
}

function readDecision(entry: unknown): Decision[] {
  if (typeof entry === 'string') {
    const text = singleLine(entry.slice(0, bounds.itemCharacters));
    return text ? [{ text, evidence: null }] : [];
  }
  const text = isFields(entry) && pickText(entry, itemText, bounds.itemCharacters);
  return text ? [{ text, evidence: readEvidence(entry) }] : [];
}

function readChapters(value: unknown, startMs: number | undefined): Chapter[] {
  return list(value).flatMap((entry): Chapter[] => {
    if (!isFields(entry)) return [];
    const title = pickText(entry, ['title', 'headline', 'name', 'gist', 'text'], bounds.titleCharacters);
    const inMs = typeof entry.start_ms === 'number' ? entry.start_ms / 1000 : undefined;
    const point = parsePoint(inMs ?? entry.start_sec ?? entry.start ?? entry.start_time ?? entry.timestamp);
    if (!title || !point) return [];
    const sec = 'sec' in point ? point.sec : startMs === undefined ? Number.NaN : (point.ms - startMs) / 1000;
    return sec >= 0 ? [{ start_sec: sec, title }] : [];
  });
}

function readDuration(fields: Fields): number | null {
  const inMs = typeof fields.duration_ms === 'number' ? fields.duration_ms / 1000 : undefined;
  const point = parsePoint(inMs ?? pick(fields, names.duration));
  return point && 'sec' in point ? point.sec : null;
}

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

/** What the fields of one object hold, without those of the objects inside it. */
function readOwnFields(fields: Fields): Partial<Content> {
  const startMs = parseInstant(pick(fields, names.started));
  const summary = readSummary(fields);
  const content: Partial<Content> = {
    title: pickText(fields, names.title, bounds.titleCharacters) ?? null,
    started_at: isoOf(pick(fields, names.started)),
    ended_at: isoOf(pick(fields, names.ended)),
    duration_sec: readDuration(fields),
    participants: readParticipants(pick(fields, names.participants)),
    summary: summary ?? null,
    decisions: list(pick(fields, names.decisions)).flatMap(readDecision),
    action_items: list(pick(fields, names.actions)).flatMap(readActionItem),
    chapters: readChapters(pick(fields, names.chapters), startMs),
    topics: list(pick(fields, names.topics)).flatMap((topic) => nameOf(topic) ?? []),
    transcript: readTranscriptField(pick(fields, names.transcript), startMs),
  };
  return withoutEmpty(content);
}

function readTranscriptField(value: unknown, startMs: number | undefined): Content['transcript'] {
  if (typeof value !== 'string') return readTranscript(value, startMs);
  return isUrl(value) ? [] : readTranscript(parseInner(value) ?? value, startMs);
}

function withoutEmpty(content: Partial<Content>): Partial<Content> {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => !isEmpty(value)));
}

/** How deep objects inside objects are looked at: `{data: {notes: {summary: {…}}}}`. */
const deepest = 4;

/** A text that is itself JSON. */
function parseInner(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads what a service gave of a meeting, whatever its form: an object of fields, a list that is a transcript, JSON within a string, Markdown
 * or plain text, or a URL. Values of other types than expected are passed over.
 */
export function readForeignNotes(value: unknown, depth = 0): Found {
  if (typeof value === 'string') return readString(value, depth);
  if (Array.isArray(value)) {
    return { content: withoutEmpty({ transcript: readTranscript(value) }), urls: [], isPending: false };
  }
  if (!isFields(value)) return { content: {}, urls: [], isPending: false };
  return readObject(value, depth);
}

function readString(text: string, depth: number): Found {
  if (isUrl(text)) return { content: {}, urls: [text.trim()], isPending: false };
  const inner = depth < deepest ? parseInner(text) : undefined;
  if (inner !== undefined) return readForeignNotes(inner, depth + 1);
  return { content: readNotesText(text), urls: [], isPending: false };
}

/** A summary that looks like talk is still a summary; one with headings is taken apart. */
function readSummaryString(text: string, depth: number): Found {
  const found = readString(text, depth);
  const isMisread = !found.content.summary && found.content.transcript && parseInner(text) === undefined;
  if (!isMisread) return found;
  return { ...found, content: { summary: cleanText(text).trim().slice(0, bounds.summaryCharacters) } };
}

function readInner(name: string, value: unknown, depth: number): Found | undefined {
  if (isFields(value)) return readForeignNotes(value, depth);
  if (name === 'transcript') return isText(value) && isUrl(value) ? readString(value, depth) : undefined;
  if (name === 'summary') return isText(value) ? readSummaryString(value, depth) : undefined;
  const isNotes = name === 'notes' || name === 'meeting_notes';
  if (Array.isArray(value)) return isNotes ? readForeignNotes(value, depth) : undefined;
  return isText(value) ? readString(value, depth) : undefined;
}

function readObject(fields: Fields, depth: number): Found {
  const urls = names.url.flatMap((name) => {
    const address = fields[name];
    return isText(address) && isUrl(address) ? [address.trim()] : [];
  });
  const isPending = names.status.some((name) => isText(fields[name]) && pendingWords.test(fields[name]));
  const found: Found = { content: readOwnFields(fields), urls, isPending };
  if (depth >= deepest) return found;
  for (const name of depth === 0 ? names.nested : [...names.nested, ...names.notesText]) {
    const inner = readInner(name, fields[name], depth + 1);
    if (inner) addFound(found, inner);
  }
  return found;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Adds what is new: the outer object's own fields come first. */
function addFound(found: Found, inner: Found): void {
  found.content = { ...inner.content, ...found.content };
  found.urls.push(...inner.urls.filter((url) => !found.urls.includes(url)));
  found.isPending ||= inner.isPending;
}

/** What an answer about a session holds of notes. */
export function readSessionAnswer(answer: Readonly<Record<string, unknown>>): Found {
  return readForeignNotes(notesParts(answer) ?? {});
}
