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

/** Where the patterns of a table match. */
export function findPatterns(text: string, table: readonly TextPattern[]): Finding[] {
  return table.flatMap(({ kind, pattern, accept }) =>
    [...text.matchAll(pattern)]
      .filter(([match]) => accept?.(match) ?? true)
      .map(({ index, 0: match }) => ({ kind, start: index, end: index + match.length })),
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
