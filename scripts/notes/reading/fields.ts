import { singleLine } from '../../base/clean-text.ts';
import { cleanName } from '../person-name.ts';
import { bounds } from '../schema.ts';

/** An object of a foreign answer, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `read` gives for the first name for which it gives anything. */
export function firstOf<T>(names: readonly string[], read: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const found = read(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text on one line, within what is kept of a line; nothing for other values and for empty text. */
export function lineText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return singleLine(value.slice(0, bounds.lineCharacters * 2)).slice(0, bounds.lineCharacters) || undefined;
}

const innerNames = ['name', 'display_name', 'displayName', 'user_name', 'full_name', 'speaker'];
/** The address of a person in an API, which names no one to a reader. */
const resourceName = /^(?:conferenceRecords|participants|users|spaces|people)\/\S+$/;

/** A name that stands alone or in an object; a number counts the speakers of a recognizer. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return resourceName.test(value) ? undefined : cleanName(value.slice(0, 1000));
  }
  if (typeof value === 'number') return `Speaker ${value}`;
  if (!isFields(value)) return undefined;
  return firstOf(innerNames, (name) => (typeof value[name] === 'string' ? nameOf(value[name]) : undefined));
}
