/** A kind of text that must not be in a briefing. */
export interface TextPattern {
  kind: string;
  /** Global; every repetition in it is bounded or cannot overlap, so that hostile text costs linear time. */
  pattern: RegExp;
  /** A closer look at a match. */
  accept?: (match: string) => boolean;
}

/** Part of a text, with what was found there. */
export interface Finding {
  kind: string;
  start: number;
  end: number;
}

/** The digit that a decimal digit of any script stands for: each script has its ten in a row. */
function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCharCode(code - value - 1))) value += 1;
  return digit.length === 1 ? String(value) : digit;
}

/** The text as the patterns read it, letter by letter: letters of full width (U+FF01 and after) and digits of other scripts as in ASCII. */
export function foldedLetters(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/(?![0-9])\p{Nd}/gu, asciiDigit);
}

/** A key that was wrapped at the end of a line goes on at the start of the next. */
const continuation = /[-\\]?\n[ \t>*]{0,12}(?=[\w+/=-]{0,80}\d)(?=[\w+/=-]{0,80}[A-Za-z])[\w+/=-]{6,}/y;

function withContinuation(text: string, finding: Finding): Finding {
  let { end } = finding;
  for (;;) {
    continuation.lastIndex = end;
    if (!continuation.test(text)) return { ...finding, end };
    end = continuation.lastIndex;
  }
}

/** Where the patterns of a table match. */
export function findPatterns(text: string, table: readonly TextPattern[]): Finding[] {
  const folded = foldedLetters(text);
  return table.flatMap(({ kind, pattern, accept }) =>
    [...folded.matchAll(pattern)]
      .filter(([match]) => accept?.(match) ?? true)
      .map(({ index, 0: match }) =>
        withContinuation(folded, { kind, start: index, end: index + match.length }),
      ),
  );
}

/** The findings in order; those that overlap become one, of the kind of the longest. */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged: (Finding & { longest: number })[] = [];
  for (const finding of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    const longest = finding.end - finding.start;
    if (!last || finding.start >= last.end) {
      merged.push({ ...finding, longest });
      continue;
    }
    last.end = Math.max(last.end, finding.end);
    if (longest > last.longest) Object.assign(last, { kind: finding.kind, longest });
  }
  return merged.map(({ kind, start, end }) => ({ kind, start, end }));
}
