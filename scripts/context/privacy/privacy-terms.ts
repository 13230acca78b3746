import { escapePattern } from '../../base/escape.ts';
import { privacyLanguages } from './privacy-languages.ts';

/** `private` is told to no one, since an avatar recites its briefing; `internal` is kept from outsiders only. */
export type PrivacyMark = 'private' | 'internal';

interface Term {
  mark: PrivacyMark;
  /** Marks wherever it stands. */
  isPhrase: boolean;
}

const denseLetters =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}';
const isDense = new RegExp(`[${denseLetters}]`, 'u');

/** Case and accents do not matter, nor how an apostrophe is written. */
export function foldCase(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[ıł]/g, (letter) => (letter === 'ı' ? 'i' : 'l'))
    .replace(/(?<=\p{L})[‐‑–](?=\p{L})/gu, '-')
    .replace(/ß/g, 'ss')
    .replace(/ς/g, 'σ');
}

const termsOf = (list: string) =>
  list
    .split(',')
    .map((term) => foldCase(term.trim()))
    .filter(Boolean);

function readTable(): Map<string, Term> {
  const table = new Map<string, Term>();
  for (const row of privacyLanguages) {
    for (const term of termsOf(row.internal)) table.set(term, { mark: 'internal', isPhrase: false });
    for (const term of termsOf(row.marks)) table.set(term, { mark: 'private', isPhrase: false });
  }
  for (const { phrases = '' } of privacyLanguages) {
    for (const term of termsOf(phrases)) table.set(term, { mark: 'private', isPhrase: true });
  }
  return table;
}

const privacyTable = readTable();

/** A term as a pattern, with any white space between its words. */
export const termPattern = (term: string) => escapePattern(term).replace(/\s+/g, '\\s+');

export interface Entry extends Term {
  /** Without its star. */
  term: string;
  isStem: boolean;
}

const keyLength = 2;
const maxEnding = 4;

/** The terms by their first letters, the longest first: «private and confidential» is one mark. */
function byFirstLetters(): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const [given, kind] of [...privacyTable].sort(([a], [b]) => b.length - a.length)) {
    const term = given.replace(/\*$/, '');
    const entries = index.get(term.slice(0, keyLength)) ?? [];
    index.set(term.slice(0, keyLength), [...entries, { ...kind, term, isStem: term !== given }]);
  }
  return index;
}

const entriesBy = byFirstLetters();
const oneLetter = /[\p{L}\p{N}]/u;
const isLetterAt = (text: string, at: number) => at >= 0 && oneLetter.test(text.charAt(at));

export interface FoundTerm extends Entry {
  start: number;
  end: number;
}

function endOf(text: string, start: number, { term, isStem }: Entry): number | undefined {
  if (!text.startsWith(term, start)) return undefined;
  let end = start + term.length;
  if (isDense.test(term)) return end;
  for (let more = 0; isStem && more < maxEnding && isLetterAt(text, end); more += 1) end += 1;
  return isLetterAt(text, end) ? undefined : end;
}

/** The terms that begin at a place, the longest first. */
function termsAt(text: string, start: number): FoundTerm[] {
  const key = text.slice(start, start + keyLength);
  const entries = entriesBy.get(key) ?? entriesBy.get(text.charAt(start)) ?? [];
  return entries.flatMap((entry) => {
    if (isLetterAt(text, start - 1) && !isDense.test(entry.term)) return [];
    const end = endOf(text, start, entry);
    return end === undefined ? [] : [{ ...entry, start, end }];
  });
}

/** The terms of the table in a folded text whose gaps are single spaces, from left to right. */
export function findTerms(text: string): FoundTerm[] {
  const found: FoundTerm[] = [];
  for (let start = 0; start < text.length; start += 1) {
    const fitting = termsAt(text, start);
    const [longest] = fitting;
    if (!longest) continue;
    // «口外しないで» is a label; the shorter «口外しない» in it is a phrase, and that counts.
    found.push({ ...longest, isPhrase: fitting.some(({ isPhrase }) => isPhrase) });
    start = longest.end - 1;
  }
  return found;
}
