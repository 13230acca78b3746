import { divide, singleLine } from '../../base/clean-text.ts';
import type { Cut, Fact } from '../card.ts';
import type { PrivacyGate } from '../privacy/privacy-gate.ts';
import { addressesModel } from '../redaction/addressed-to-model.ts';
import { type Redactor, saysSomething } from '../redaction/redactor.ts';

/** A fact is something that can be said in a breath or two; a longer passage becomes a few of them. */
const longestFact = 320;
const maxPieces = 3;

export interface FinishedFacts {
  facts: Fact[];
  /** Passages that give orders to the model. */
  instructions: number;
  /** Ends of passages that were too long. */
  cut: Cut[];
}

/** Marks that stand alone between commas, as in a row of contacts. */
const loneMarks = /(?:^|\s*[,;|])\s*\[removed\](?=\s*(?:[,;|]|$))/g;

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * The last gate before the card: every fact, wherever it comes from, goes through it. What comes from files has been redacted before, as whole
 * files (from-files.ts). It is redacted here again on purpose: a fact may join words that stood apart, and no other way leads to the card.
 * Of facts that say the same the first stays.
 */
export async function finishFacts(
  facts: readonly Fact[],
  redactor: Redactor,
  privacy: PrivacyGate,
): Promise<FinishedFacts> {
  const lines = facts.map((fact) => ({ ...fact, text: singleLine(fact.text) }));
  const statements = lines.filter(({ text }) => !addressesModel(text));
  const open = statements.filter(({ text, source }) => privacy.mayTell(text, source));
  // Redacted whole, then cut: half of a key is not known as one.
  const redacted = await redactor.redact(open.map(({ text }) => text));
  const seen = new Set<string>();
  const cut: Cut[] = [];
  const finished = open.flatMap((fact, index) => {
    const text = (redacted[index] ?? '').replace(loneMarks, '');
    const key = `${fact.section} ${fold(text)}`;
    if (!text || !saysSomething(text) || seen.has(key)) return [];
    seen.add(key);
    const { pieces, left } = divide(text, longestFact, maxPieces);
    if (left) cut.push({ section: fact.section, facts: 1, characters: left.length });
    return pieces.map((piece) => ({ ...fact, text: piece }));
  });
  return {
    facts: finished,
    instructions: lines.length - statements.length,
    cut,
  };
}
