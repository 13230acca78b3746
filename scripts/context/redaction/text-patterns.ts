import { type FoldedText, originOf } from './folded-text.ts';

/** A kind of text that must not be in a briefing. */
export interface TextPattern {
  kind: string;
  /** Global; every repetition in it is bounded or cannot overlap, so that hostile text costs linear time. */
  pattern: RegExp;
  /** A closer look at a match, and at what stands around it. */
  accept?: (match: string, text: string, at: number) => boolean;
}

/** Part of a text, with what was found there. */
export interface Finding {
  kind: string;
  start: number;
  end: number;
}

/** A key that was wrapped at the end of a line goes on at the start of the next. */
const continuation =
  /[-\\]?\n[ \t>*]{0,12}(?:(?=[\w+/=-]{0,80}\d)(?=[\w+/=-]{0,80}[A-Za-z])[\w+/=-]{6,}|(?=[\w+/=-]{0,80}[a-z][A-Z])[\w+/=-]{10,}(?=\s|$))/y;

function withContinuation(text: string, finding: Finding): Finding {
  let { end } = finding;
  for (;;) {
    continuation.lastIndex = end;
    if (!continuation.test(text)) return { ...finding, end };
    end = continuation.lastIndex;
  }
}

/** Where the patterns of a table match in a folded text, as places in the original. */
export function findPatterns(folded: FoldedText, table: readonly TextPattern[]): Finding[] {
  return table.flatMap(({ kind, pattern, accept }) =>
    [...folded.text.matchAll(pattern)]
      .filter((match) => accept?.(match[0], folded.text, match.index) ?? true)
      .map(({ index, 0: match }) => {
        const found = withContinuation(folded.text, { kind, start: index, end: index + match.length });
        return { kind, ...originOf(folded, found.start, found.end) };
      }),
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
