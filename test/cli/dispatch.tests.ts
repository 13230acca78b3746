import process from 'node:process';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { dispatch } from '../../scripts/cli/dispatch.ts';
import { version } from '../../scripts/cli/version.ts';
import { type VerbName, verbs } from '../../scripts/verbs.ts';
import { print } from './host.ts';

const verbNames = Object.keys(verbs) as VerbName[];

/** What the program prints, and its exit code. It runs within this process. */
async function dispatched(...[name, ...argv]: string[]) {
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      texts[stream] += String(text);
      return true;
    });
  }
  const before = process.exitCode;
  process.exitCode = 0;
  onTestFinished(() => {
    vi.restoreAllMocks();
    process.exitCode = before;
  });
  const runProcess: Parameters<typeof dispatch>[0]['runProcess'] = async (verb, words) => {
    const printed = await print(verb, words);
    process.stdout.write(printed.stdout);
    process.exitCode = printed.exitCode;
  };
  await dispatch({ verbs, runProcess }, name, argv);
  const exitCode = process.exitCode;
  vi.restoreAllMocks();
  return { ...texts, exitCode };
}

async function refused(...words: string[]) {
  const { stdout, stderr, exitCode } = await dispatched(...words);
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return { line: JSON.parse(stdout), stdout, stderr, exitCode };
}

describe('the overview', () => {
  test('lists every command for --help, -h and help', async () => {
    const asked = await dispatched('--help');
    expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
    for (const verb of verbNames) expect(asked.stdout).toMatch(new RegExp(`^ {2}${verb} +\\S`, 'm'));
    for (const word of ['-h', 'help']) expect(await dispatched(word)).toEqual(asked);
  });

  test('is shown on stderr without a command; stdout keeps its one JSON line', async () => {
    const { line, exitCode, stderr } = await refused();
    expect(line).toMatchObject({ ok: false, command: 'pika', error: { code: 'usage' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('prepare-avatar');
  });

  test('help COMMAND is the help of that command', async () => {
    expect(await dispatched('help', 'leave')).toEqual(await dispatched('leave', '--help'));
  });

  test('--version prints the version of package.json', async () => {
    expect(await dispatched('--version')).toMatchObject({ exitCode: 0, stdout: `${version}\n` });
  });
});

describe('an unknown command', () => {
  test.each([
    ['jion', 'join'],
    ['avatar', 'prepare-avatar'],
  ])('%s is taken for %s', async (typed, meant) => {
    const { line, exitCode } = await refused(typed);
    expect(line).toMatchObject({ ok: false, command: 'pika', error: { code: 'usage' } });
    expect(line.error.message).toContain(typed);
    expect(line.error.hint).toContain(`Did you mean ${meant}?`);
    expect(exitCode).toBe(2);
  });

  test.each([
    ['a flag', '--frobnicate'],
    ['a name of every object', 'constructor'],
    ['a very long word', 'q'.repeat(5000)],
    ['control characters', 'a\nb\u001b[2J'],
  ])('is refused without a guess: %s', async (_name, typed) => {
    const { line, exitCode, stdout } = await refused(typed);
    expect(line.error).toMatchObject({
      code: 'usage',
      hint: expect.stringMatching(/^All commands: node .*pika\.mjs. --help$/),
    });
    expect(stdout.length).toBeLessThan(400);
    expect(exitCode).toBe(2);
  });
});
