import { nameFingerprint, personKey } from './person-name.ts';
import type { Notes } from './schema.ts';

/** What stands where somebody's name stood. */
export const removedName = '(removed)';

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Every name in the notes that is that of a person, as it is written there. */
function writtenNames(notes: Notes): Set<string> {
  const people = notes.participants.map(({ name }) => name);
  const speakers = notes.transcript.map(({ speaker }) => speaker);
  const owners = [...notes.action_items, ...notes.candidates].map(({ owner }) => owner);
  return new Set([...people, ...speakers, ...owners].filter((name) => name !== null));
}

/** Walks through a JSON value and changes its texts. Notes are nested four deep at the most. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)])) as T;
}

/** A text without a name, where it stands as a whole word. */
export function withoutName(text: string, written: string): string {
  const words = new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(written)}(?![\\p{L}\\p{N}])`, 'giu');
  return text.replace(words, removedName);
}

function replaceName(notes: Notes, written: string): Notes {
  const { session_id, schema_version, engine, platform, meet_url, meeting, source, derived, added, ...rest } =
    notes;
  const { forgotten, deliveries, ...texts } = rest;
  const clean = mapTexts(texts, (text) => withoutName(text, written));
  const participants = clean.participants.filter(({ name }) => name !== removedName);
  // Nobody: a speaker of this name would be counted among the people again.
  const transcript = clean.transcript.map((line) =>
    line.speaker === removedName ? { ...line, speaker: null } : line,
  );
  return { ...notes, ...clean, participants, transcript };
}

/** The notes without the people who were to be forgotten; new text from the service is cleaned in the same way. */
export function withoutForgotten(notes: Notes): Notes {
  if (notes.forgotten.length === 0) return notes;
  const fingerprints = new Set(notes.forgotten);
  const names = [...writtenNames(notes)].filter((name) => fingerprints.has(nameFingerprint(name)));
  return names.reduce(replaceName, notes);
}

/** The notes without a person: taken off the list, unnamed where they spoke or were spoken of by this name. The same object when they are not in it. */
export function withoutPerson(notes: Notes, name: string): Notes {
  const isNamed = [...writtenNames(notes)].some((written) => personKey(written) === personKey(name));
  const isMentioned = JSON.stringify(notes.transcript).toLowerCase().includes(name.toLowerCase());
  if (!isNamed && !isMentioned) return notes;
  const fingerprint = nameFingerprint(name);
  const forgotten = [...new Set([...notes.forgotten, fingerprint])];
  return replaceName(withoutForgotten({ ...notes, forgotten }), name);
}
