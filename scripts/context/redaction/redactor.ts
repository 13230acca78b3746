import type { Redaction } from '../../cli/redaction.ts';
import { foldLetters } from './folded-text.ts';
import { findSecrets, keyBlocks } from './key-patterns.ts';
import { findPersonalData } from './personal-patterns.ts';
import { lintSecrets } from './secret-scanner.ts';
import { type Finding, findPatterns, mergeFindings } from './text-patterns.ts';

export const audiences = ['internal', 'external'] as const;
export type Audience = (typeof audiences)[number];

/** Replaces what was taken out. */
export const removedMark = '[removed]';

/** What `Redaction` puts in place of the secrets of this run. */
const scrubbedMark = '[redacted]';

const fewestWords = 3;
/** Scripts without spaces have a word in every two letters. */
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{2}|[\p{L}\p{N}]{2,}/gu;

/** Whether enough is left of a text from which things were taken out for it to say anything. */
export function saysSomething(text: string): boolean {
  const [first = '', ...rest] = text.split(removedMark);
  if (rest.length === 0) return true;
  const words = [first, ...rest].join(' ').match(word) ?? [];
  return words.length >= fewestWords * rest.length;
}

/** Takes secrets, and for `external` personal data too, out of texts, and counts by kind what it took. */
export class Redactor {
  readonly counts = new Map<string, number>();
  readonly #finders: readonly ((text: string) => Finding[])[];
  readonly #known: Redaction;

  /** @param known the secrets of this run, such as the developer key and the passcode. */
  constructor(audience: Audience, known: Redaction) {
    this.#finders = audience === 'external' ? [findSecrets, findPersonalData] : [findSecrets];
    this.#known = known;
  }

  /** The texts, with a mark in place of each thing that must not leave the machine. */
  async redact(texts: readonly string[]): Promise<string[]> {
    // Key blocks first: the scanner sees all texts as one, and a block without its end must not swallow the texts after it.
    const blocked = texts.map((text) => {
      const scrubbed = this.#scrubKnown(text);
      return this.#replace(scrubbed, findPatterns(foldLetters(scrubbed), keyBlocks));
    });
    const linted = await lintSecrets(blocked);
    return blocked.map((text, index) => {
      const clean = this.#replace(text, linted[index] ?? []);
      // One finder after the other: a mark in place of a key must not hide the telephone number beside it.
      return this.#finders.reduce((left, find) => this.#replace(left, find(left)), clean);
    });
  }

  /** Counts something left out for another reason than its form. */
  count(kind: string, number: number): void {
    if (number > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + number);
  }

  #scrubKnown(text: string): string {
    const parts = this.#known.scrub(text).split(scrubbedMark);
    this.count('known_secret', parts.length - text.split(scrubbedMark).length);
    return parts.join(removedMark);
  }

  #replace(text: string, findings: readonly Finding[]): string {
    let clean = '';
    let from = 0;
    for (const { kind, start, end } of mergeFindings(findings)) {
      clean += text.slice(from, start) + removedMark;
      from = end;
      this.count(kind, 1);
    }
    return clean + text.slice(from);
  }
}
