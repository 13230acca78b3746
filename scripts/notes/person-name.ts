import { createHash } from 'node:crypto';
import { singleLine } from '../base/clean-text.ts';
import { plainApostrophes } from './apostrophes.ts';
import { bounds } from './schema.ts';

/** A name as it is shown, or nothing for text that names no one. */
export function cleanName(text: string): string | undefined {
  return singleLine(text).slice(0, bounds.nameCharacters).trim() || undefined;
}

/** The same for every spelling of a name: case, accents, spaces and the kind of apostrophe do not count. */
export function personKey(name: string): string {
  return plainApostrophes(singleLine(name))
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\s*\(ai\)$/, '');
}

/** A name as it may be kept of someone who is to be forgotten. */
export function nameFingerprint(name: string): string {
  return createHash('sha256')
    .update(`name:${personKey(name)}`)
    .digest('hex')
    .slice(0, 16);
}

const placeholder =
  /^(?:(?:speaker|guest|participant|unknown|user|sprecher|gast|someone|avatar|\?+)(?:[\s_#-]*\d{1,3}|[\s_#-]+[a-z])?|(?:spk|s)[_-]?\d{1,3}|[a-z]|\d+)$/i;

/** Whether a name is only a number in a list, such as «Speaker 2»: no one to remember. */
export function isNumberedName(name: string): boolean {
  return placeholder.test(name.trim());
}
