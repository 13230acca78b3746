import { singleLine } from '../../base/clean-text.ts';
import {
  type ActionItem,
  bounds,
  type Chapter,
  type Decision,
  type Evidence,
  isEmpty,
  type Participant,
} from '../schema.ts';
import { parseInstant, parsePoint } from '../time-forms.ts';
import { type Fields, isFields, nameOf } from './fields.ts';
import { parseActionLine } from './notes-text.ts';
import { type GivenTime, startOf } from './times.ts';

/** What services call the length of a meeting, with the seconds in one of its unit. */
const durations: Readonly<Record<string, number>> = {
  duration_sec: 1,
  duration_seconds: 1,
  durationSeconds: 1,
  audio_duration: 1,
  duration_ms: 0.001,
  durationMs: 0.001,
  duration_minutes: 60,
  durationMinutes: 60,
};

const itemText = ['text', 'title', 'task', 'action', 'item', 'description', 'content', 'decision', 'name'];
const ownerNames = ['owner', 'assignee', 'assigned_to', 'who', 'responsible', 'person'];
const dueNames = ['due', 'due_date', 'deadline', 'by', 'when'];
const quoteNames = ['quote', 'evidence', 'excerpt', 'source_text'];
export function pick(fields: Fields, candidates: readonly string[]): unknown {
  return candidates.map((name) => fields[name]).find((value) => !isEmpty(value) && value !== '');
}

/** The first of the names that holds a text: an object of the same name is something else. */
export function pickText(fields: Fields, candidates: readonly string[], most: number): string | undefined {
  for (const name of candidates) {
    const value = fields[name];
    if (typeof value !== 'string') continue;
    const text = singleLine(value.slice(0, most * 2)).slice(0, most);
    if (text) return text;
  }
  return undefined;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, bounds.items) : [];
}

export function isoOf(value: unknown): string | null {
  const ms = parseInstant(value);
  return ms === undefined ? null : new Date(ms).toISOString();
}

export function readParticipants(value: unknown): Participant[] {
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

export function readActionItem(entry: unknown): ActionItem[] {
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

export function readDecision(entry: unknown): Decision[] {
  if (typeof entry === 'string') {
    const text = singleLine(entry.slice(0, bounds.itemCharacters));
    return text ? [{ text, evidence: null }] : [];
  }
  const text = isFields(entry) && pickText(entry, itemText, bounds.itemCharacters);
  return text ? [{ text, evidence: readEvidence(entry) }] : [];
}

/** What a chapter's time counts, by how long the meeting was: its title takes no time to say. */
function chapterUnit(times: readonly (GivenTime | undefined)[], lengthSec: number | undefined): number {
  const counts = times.flatMap((time) => (time && 'count' in time ? time.count : []));
  const last = counts.reduce((most, count) => Math.max(most, count), 0);
  const most = lengthSec ? lengthSec * maxShare + spareSec : Number.POSITIVE_INFINITY;
  return last > most && last / 1000 <= most ? 0.001 : 1;
}

/** Chapters with their beginnings in seconds; instants count from `startMs`. */
export function readChapters(
  value: unknown,
  startMs: number | undefined,
  lengthSec: number | undefined,
): Chapter[] {
  const entries = list(value).filter(isFields);
  const unit = chapterUnit(entries.map(startOf), lengthSec);
  const secondsOf = (time: GivenTime) => {
    if ('count' in time) return time.count * unit;
    if ('sec' in time) return time.sec;
    return startMs === undefined ? Number.NaN : (time.ms - startMs) / 1000;
  };
  return entries.flatMap((entry): Chapter[] => {
    const title = pickText(entry, ['title', 'headline', 'name', 'gist', 'text'], bounds.titleCharacters);
    const time = startOf(entry);
    const sec = time ? secondsOf(time) : Number.NaN;
    return title && sec >= 0 ? [{ start_sec: sec, title }] : [];
  });
}

/** Of which the name says the unit. */
export function readDuration(fields: Fields): number | undefined {
  for (const [name, unit] of Object.entries(durations)) {
    const value = fields[name];
    if (typeof value === 'number' && value >= 0 && value * unit <= longestSec) return value * unit;
  }
  return undefined;
}

/** A month. */
const longestSec = 31 * 24 * 3600;

/** What a `duration` may count: seconds, minutes (Fireflies, Zoom), milliseconds. */
const durationUnits = [1, 60, 0.001] as const;
/** How far a length may be from what else is known of it: a meeting goes on after the last words. */
const [minShare, maxShare, spareSec] = [0.9, 4, 900];

/** A `duration` without a unit: in the first that agrees with what else is known, and in seconds where nothing is. */
export function plausibleDuration(value: unknown, knownSec: number | undefined): number | undefined {
  const point = parsePoint(value);
  if (!point || !('sec' in point)) return undefined;
  if (typeof value !== 'number' || !knownSec) return point.sec;
  const [least, most] = [knownSec * minShare - 5, knownSec * maxShare + spareSec];
  return durationUnits.map((unit) => value * unit).find((sec) => sec >= least && sec <= most);
}
