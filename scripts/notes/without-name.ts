import { escapePattern } from '../base/escape.ts';
import { anyApostrophe } from './apostrophes.ts';
import { fileTitle } from './meeting-folder.ts';
import { nameFingerprint, personKey } from './person-name.ts';
import type { Notes } from './schema.ts';

/** What stands where someone's name stood. */
const removedName = '(removed)';

/** Every name in the notes that is that of a person, as it is written there. */
function writtenNames(notes: Notes): Set<string> {
  const people = notes.participants.map(({ name }) => name);
  const speakers = notes.transcript.map(({ speaker }) => speaker);
  const owners = [...notes.action_items, ...notes.candidates].map(({ owner }) => owner);
  return new Set([...people, ...speakers, ...owners].filter((name) => name !== null));
}

/** Walks through a JSON value and changes its texts. Notes are nested four deep at most. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)])) as T;
}

/** Scripts that put no space around a name: what follows it, such as さん, is written on to it. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A text without a name, wherever that is a whole word. */
export function withoutName(text: string, written: string): string {
  const [before, after] = unspaced.test(written) ? ['', ''] : ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'];
  const words = new RegExp(`${before}${anyApostrophe(escapePattern(written))}${after}`, 'giu');
  return text.replace(words, removedName);
}

/** The name of a meeting's folder without that of a person: a meeting without a title is called after its people. */
export function folderWithoutName(folder: string, name: string): string {
  const part = new RegExp(`(?<=-)${escapePattern(fileTitle(name))}(?=-|$)`, 'gu');
  return folder.replace(part, 'removed');
}

function replaceName(notes: Notes, written: string): Notes {
  const { session_id, schema_version, engine, platform, meet_url, meeting, source, derived, added, ...rest } =
    notes;
  const { forgotten, deliveries, ...texts } = rest;
  const clean = mapTexts(texts, (text) => withoutName(text, written));
  const participants = clean.participants.filter(({ name }) => name !== removedName);
  // No one: a speaker of this name would be counted among the people again.
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
  const isMentioned = JSON.stringify(replaceName(notes, name)) !== JSON.stringify(notes);
  if (!isNamed && !isMentioned) return notes;
  const fingerprint = nameFingerprint(name);
  const forgotten = [...new Set([...notes.forgotten, fingerprint])];
  return replaceName(withoutForgotten({ ...notes, forgotten }), name);
}
