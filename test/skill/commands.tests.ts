import { describe, expect, test } from 'vitest';
import { helpText, parseArguments, toCommand } from '../../scripts/cli/options.ts';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import {
  codeLines,
  codeSpans,
  documents,
  flagsIn,
  type ShownCall,
  shellWords,
  shownCall,
} from './documents.ts';

const names = Object.keys(verbs) as VerbName[];
const flags = new Map<VerbName, Set<string>>();
for (const name of names) {
  const command = toCommand(await loadVerb(name));
  flags.set(name, new Set([...command.options.map(({ long }) => long ?? ''), '--help']));
}

const unknownFlags = ({ verb, argv }: ShownCall): string[] =>
  flagsIn(argv)
    .filter((flag) => !flags.get(verb)?.has(flag))
    .map((flag) => `${verb} ${flag}`);

/** Values for the words in capitals that stand for one. */
const placeholders: Record<string, string> = {
  LINK: 'https://meet.google.com/abc-defg-hij',
  FILE: 'a.json',
  PATH: 'a.md',
  MIN: '5',
  SEC: '5',
  USD: '5',
};
const filled = (word: string) => placeholders[word] ?? word.replace(/…$/, '');

const allText = documents.map(({ text }) => text).join('\n');

describe.each(documents)('$name', (document) => {
  test('shows calls that the commands accept', async () => {
    for (const line of codeLines(document)) {
      const call = shownCall(line);
      if (!call) continue;
      const verb = await loadVerb(call.verb);
      const parse = () =>
        parseArguments(
          verb,
          call.argv.map(filled).filter((word) => word !== '…'),
        );
      expect(parse, line).not.toThrow();
    }
  });

  test('shows commands with flags that they have', () => {
    const calls = [...codeLines(document), ...codeSpans(document.text)].flatMap(
      (code) => shownCall(code) ?? [],
    );
    expect(calls.flatMap(unknownFlags)).toEqual([]);
  });

  test('names no unknown command', () => {
    const called = codeLines(document).flatMap((line) => /pika\.mjs"? ([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
    expect(called.filter((name) => !flags.has(name as VerbName) && name !== 'help')).toEqual([]);
  });

  test('names flags that a command of the page has', () => {
    const { text } = document;
    const known = names.filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text));
    const bare = codeSpans(text).filter((code) => code.startsWith('--'));
    const wrong = bare
      .flatMap((code) => flagsIn(shellWords(code)))
      .filter((flag) => !known.some((name) => flags.get(name)?.has(flag)));
    expect(wrong).toEqual([]);
  });
});

test.each(names)('the command %s is in the documents', (name) => {
  expect(allText).toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`));
});

test('docs/verbs.md is the help of every command (to update it: npx vitest run test/skill/commands.tests.ts -u)', async () => {
  const helps = names.map(async (name) => {
    const text = helpText(await loadVerb(name)).trim();
    return `## ${name}\n\n\`\`\`\n${text}\n\`\`\`\n`;
  });
  const preface =
    '# Every command with its options\n\nThe output of `node scripts/pika.mjs COMMAND --help`.\n';
  const page = [preface, ...(await Promise.all(helps))].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/verbs.md');
});
