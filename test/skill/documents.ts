import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { isVerbName, type VerbName } from '../../scripts/verbs.ts';

/** A Markdown file that agents or people read to use the skill. */
export interface Document {
  name: string;
  text: string;
}

const read = (name: string): Document => ({
  name,
  text: readFileSync(path.join(skillDirectory, name), 'utf8'),
});

export const skill = read('SKILL.md');

export const playbooks = readdirSync(path.join(skillDirectory, 'skills'))
  .sort()
  .map((name) => read(`skills/${name}`));

/** All of them; the README is for people. */
export const documents = [
  skill,
  ...(readdirSync(skillDirectory).includes('README.md') ? [read('README.md')] : []),
  ...playbooks,
];

const fence = /^( *)(```+|~~~+)[^\n]*\n([\s\S]*?)^ *\2 *$/gm;

/** The lines of the fenced blocks, and of the paragraphs indented as code, without remarks; a backslash at the end goes on with the next line. */
export function codeLines({ text }: Document): string[] {
  const fenced = [...text.matchAll(fence)].map(([, , , body]) => body ?? '');
  const indented = text.replace(fence, '').match(/^ {4}node .*$/gm) ?? [];
  return [...fenced, ...indented]
    .flatMap((block) => block.replace(/\\\n\s*/g, ' ').split('\n'))
    .map((line) => line.replace(/\s#\s.*$/, '').trim())
    .filter(Boolean);
}

/** The inline code. */
export function codeSpans(text: string): string[] {
  const prose = text.replace(fence, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code]) => (code ?? '').replace(/\s+/g, ' ').trim());
}

/** A call of a command as a document shows it. */
export interface ShownCall {
  verb: VerbName;
  argv: string[];
}

/** The words of a command line as a shell splits them. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

/** The command that a piece of code calls, through the launcher or by its bare name; nothing for other programs. */
export function shownCall(code: string): ShownCall | undefined {
  const call = /(?:^|\s)(?:node|npx tsx) "?[^"\s]*(?:pika\.mjs|scripts)"? (.*)$/.exec(code)?.[1] ?? code;
  const [verb = '', ...argv] = shellWords(call.replaceAll('\\|', '|'));
  return isVerbName(verb) ? { verb, argv } : undefined;
}

export const flagsIn = (words: readonly string[]): string[] =>
  words.flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? []);

/** The rows of the tables whose header matches, cell by cell. */
export function tableRows(text: string, header: RegExp): string[][] {
  const tables = text.match(/(?:^ *\|.*\n?)+/gm) ?? [];
  return tables
    .map((table) =>
      table
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    )
    .filter(([first]) => header.test(first ?? ''))
    .flatMap(([, , ...rows]) =>
      rows.map((row) =>
        row
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      ),
    );
}
