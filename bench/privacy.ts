import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { cleanText } from '../scripts/base/clean-text.ts';
import { skillDirectory } from '../scripts/cli/version.ts';
import { readMarkdown } from '../scripts/context/files/markdown.ts';
import { PrivacyGate } from '../scripts/context/privacy/privacy-gate.ts';
import { fileMark } from '../scripts/context/privacy/private-files.ts';

// `npx tsx bench/privacy.ts` measures how much of ordinary documents a briefing would leave out as private: those of the installed packages are
// published, so every line that is left out is left out wrongly. stderr lists the places with their lines; JSON goes to stdout.

export interface PrivacyPrecision {
  audience: 'internal' | 'external';
  files: number;
  lines: number;
  left_out_lines: number;
  per_1000_lines: number;
}

export interface WronglyLeft {
  file: string;
  line: number | null;
  reason: string;
  text: string;
}

/** What a briefing for an audience leaves out of the Markdown files below a folder. */
export async function measurePrivacy(
  folder: string,
  audience: 'internal' | 'external',
): Promise<{ precision: PrivacyPrecision; left: WronglyLeft[] }> {
  const gate = new PrivacyGate(audience === 'external');
  const texts = new Map<string, string[]>();
  const entries = await readdir(folder, { recursive: true });
  for (const file of entries.filter((name) => /\.md$/i.test(name)).sort()) {
    const text = cleanText(await readFile(path.join(folder, file), 'utf8'));
    texts.set(file, text.split('\n'));
    const reason = gate.judge.mark(fileMark(path.basename(file), text, readMarkdown(text)));
    if (reason) gate.leave(file, reason, { line: 1, lines: text.split('\n').length });
    else gate.open(text, file);
  }
  const lines = [...texts.values()].reduce((sum, { length }) => sum + length, 0);
  const leftLines = gate.left.reduce((sum, { count }) => sum + count, 0);
  return {
    precision: {
      audience,
      files: texts.size,
      lines,
      left_out_lines: leftLines,
      per_1000_lines: Math.round((100_000 * leftLines) / lines) / 100,
    },
    left: gate.left.map(({ path: file, line, reason }) => ({
      file,
      line,
      reason,
      text: texts.get(file)?.[(line ?? 1) - 1] ?? '',
    })),
  };
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) {
  const results: PrivacyPrecision[] = [];
  for (const audience of ['internal', 'external'] as const) {
    const { precision, left } = await measurePrivacy(path.join(skillDirectory, 'node_modules'), audience);
    for (const { file, line, reason, text } of left)
      process.stderr.write(`${audience} ${reason} ${file}:${line}\n    ${text.trim().slice(0, 200)}\n`);
    results.push(precision);
  }
  process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
}
