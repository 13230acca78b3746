import type { Finding } from './text-patterns.ts';

/** A comment `secretlint-disable` in a file would switch the scanner off through this rule, even when its configuration disables it. */
const obeysTheText = '@secretlint/secretlint-rule-filter-comments';

const between = '\n\n';

type Linter = (text: string) => Promise<Finding[]>;

let linter: Promise<Linter> | undefined;

async function loadLinter(): Promise<Linter> {
  const [{ lintSource }, { rules: recommended }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const rules = recommended
    .filter(({ meta }) => meta.id !== obeysTheText)
    .map((rule) => ({ id: rule.meta.id, rule }));
  return async (content) => {
    const source = { content, filePath: 'briefing.md', ext: '.md', contentType: 'text' as const };
    const { messages } = await lintSource({ source, options: { config: { rules }, noPhysicFilePath: true } });
    return messages.map(({ messageId, range: [start, end] }) => ({
      kind: messageId.toLowerCase(),
      start,
      end,
    }));
  };
}

/** Loads the scanner, in about 40 ms, while there is something else to wait for. */
export async function loadScanner(): Promise<void> {
  linter ??= loadLinter();
  await linter;
}

/**
 * What secretlint's recommended rules (github.com/secretlint/secretlint) find in each of the texts. All of them are scanned in one call: the
 * scanner's own profiler takes quadratic time in the number of calls.
 */
export async function lintSecrets(texts: readonly string[]): Promise<Finding[][]> {
  linter ??= loadLinter();
  const found = (await (await linter)(texts.join(between))).sort((a, b) => a.start - b.start);
  let from = 0;
  return texts.map((text) => {
    const offset = from;
    from += text.length + between.length;
    return found
      .filter(({ start, end }) => start < offset + text.length && end > offset)
      .map(({ kind, start, end }) => ({
        kind,
        start: Math.max(0, start - offset),
        end: Math.min(text.length, end - offset),
      }));
  });
}
