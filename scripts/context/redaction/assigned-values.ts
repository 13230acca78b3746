import type { Grammar } from './secret-words.ts';
import {
  bare,
  counts,
  firstWord,
  functionWords,
  isDigits,
  joiningWords,
  quoted,
  type Statement,
  startsAt,
  type TextSpan,
} from './statements.ts';
import { isKeyLike, isOdd, isPlaceholder, isTechnical } from './value-shape.ts';

const wordsOf = (text: string) => text.trim().split(/\s+/);

/** Whether what follows a colon is a sentence about passwords rather than one. */
function isProse(value: string, grammars: readonly Grammar[]): boolean {
  const words = wordsOf(value);
  const [first = ''] = words;
  const single = bare(first, 0).word;
  if (isPlaceholder(value) || functionWords.test(value)) return true;
  if (words.length === 1) return grammars.some(({ isState }) => isState(single));
  if (words.some((word) => isOdd(bare(word, 0).word))) return false;
  return (
    words.length > 7 ||
    joiningWords.test(value) ||
    (words.length > 2 && grammars.some(({ joins }) => joins.test(value)))
  );
}

/** «Kangaroo for the server»: one word, and what it opens. */
function isOnlyFirst(value: string, word: string, grammars: readonly Grammar[]): boolean {
  const rest = value.slice(value.indexOf(word) + word.length);
  const isPurpose =
    /^["'`]?\s(?:for|on|at|until|till|since)\s/i.test(rest) ||
    grammars.some((grammar) => grammar.language !== 'English' && startsAt(grammar.of, rest, 0));
  const isName =
    /^[\p{L}\d]{4,}$/u.test(word) && !functionWords.test(value) && !/(?:ing|tion|ed)$/.test(word);
  return isPurpose && isName && !isPlaceholder(value) && !grammars.some(({ isState }) => isState(word));
}

const statement = /^[^\n,;|]{1,200}/;

/** The value behind a sign such as a colon: a quotation, or for a password all that follows up to a comma. */
export function assigned({ label, right }: Statement, offset: number): TextSpan | undefined {
  const rest = right.slice(offset);
  const at = label.end + offset;
  const quotation = quoted.exec(rest)?.[0];
  if (quotation) return isPlaceholder(quotation) ? undefined : { start: at, end: at + quotation.length };
  const value = (statement.exec(rest)?.[0] ?? '').trimEnd();
  const first = firstWord(value, at);
  const isSure = first && first.start - at < 3 && (isOdd(first.word) || isDigits.test(value));
  // What follows such a word with a conjunction or a preposition is the rest of the sentence.
  if (isSure && joiningWords.test(value) && !counts.test(value.slice(first.end - at)))
    return isPlaceholder(value) ? undefined : { start: first.start, end: first.end };
  if (first && first.start - at < 3 && isOnlyFirst(value, first.word, label.grammars))
    return { start: first.start, end: first.end };
  if (value.length < 2 || isProse(value, label.grammars)) return undefined;
  if (/^\d[\d,.]{0,8}(?:\s|$)/.test(value) && counts.test(value.replace(/^[\d,.]+/, ''))) return undefined;
  if (/^\d{1,3}%?$/.test(value) || (/^[\d.,]+$/.test(value) && /s$/.test(label.term))) return undefined;
  return { start: at, end: at + value.length };
}

/** The value of a key behind a sign: what looks like one, a quotation, or what stands as the value of a field of its own. */
export function assignedKey(statement: Statement, offset: number): TextSpan | undefined {
  const { label, right, left } = statement;
  if (label.kind !== 'key') return undefined;
  const rest = right.slice(offset);
  const at = label.end + offset;
  if (isPlaceholder(rest)) return undefined;
  const quotation = quoted.exec(rest)?.[0];
  if (quotation)
    return /^.[A-Z_]+.$|^.\W*.$|^.[a-z]+[A-Z][a-z]+.$/.test(quotation)
      ? undefined
      : { start: at, end: at + quotation.length };
  const found = firstWord(rest, at);
  if (!found || found.start - at > 2) return undefined;
  const { word, start, end } = found;
  const isAlone = /^["'`]?\S+["'`]?[,;]?\s*$/.test(rest);
  const isField = /^[\s>*"'`-]*(?:[\w.-]*[_.-])?$/.test(left) || /[\w][_-]$/.test(left);
  const isCount = /s$/.test(label.term) || /(?:max|min|total|num|n|input|output|count)[_ -]?$/i.test(left);
  if (/^\d+$/.test(word))
    return word.length >= 6 && !isCount && !counts.test(right.slice(end - label.end))
      ? { start, end }
      : undefined;
  if (isKeyLike(word) || (isOdd(word) && word.length > 5)) return { start, end };
  const isWord =
    word.length >= 6 && /^[\p{L}\d_.-]+$/u.test(word) && !isTechnical(word) && !functionWords.test(rest);
  const isState = label.grammars.some((grammar) => grammar.isState(word));
  return isAlone && isField && isWord && !isState ? { start, end } : undefined;
}
