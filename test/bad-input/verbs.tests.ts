import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flagOf, parseArguments } from '../../scripts/cli/options.ts';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { meetLink } from '../meeting/scene.ts';
import { Sandbox } from './sandbox.ts';
import { anyValue, hostileValues } from './values.ts';

const names = Object.keys(verbs) as VerbName[];

/** Arguments with which nothing is missing, so that the bad one is what counts. `picture` is a file in the project. */
const otherwiseGood: Partial<Record<VerbName, readonly string[]>> = {
  join: ['--meet-url', meetLink, '--bot-name', 'Ada', '--image', 'picture', '--engine', 'pika', '--no-guard'],
  'prepare-avatar': ['--image', 'picture'],
  'generate-avatar': ['--prompt', 'a robot'],
  'clone-voice': ['--audio', 'picture', '--name', 'Ada', '--speaker-consent', 'own'],
  say: ['--text', 'Good morning'],
  schema: ['join'],
  engine: ['status'],
};

interface OptionKind {
  key: string;
  type: string | undefined;
  positional: boolean;
}

/** Of a command that has none. */
const noOption: OptionKind = { key: 'nothing', type: 'string', positional: false };

async function optionsOf(name: VerbName): Promise<OptionKind[]> {
  const { options } = await loadVerb(name);
  const json = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  return Object.entries(json.properties ?? {}).map(([key, schema]) => {
    const { type, positional } = schema as { type?: string; positional?: boolean };
    return { key, type, positional: positional ?? false };
  });
}

/** `argv` with the option set to `value`, in the place of the good one. */
function withValue(argv: readonly string[], { key, positional, type }: OptionKind, value: string): string[] {
  if (positional) return [value];
  const flag = flagOf(key);
  const at = argv.indexOf(flag);
  const rest = at < 0 ? [...argv] : [...argv.slice(0, at), ...argv.slice(at + 2)];
  return [...rest, ...(type === 'boolean' ? [`${flag}=${value}`] : [flag, value])];
}

/** What would start the engine on this machine, if it were well formed. */
async function startsEngine(name: VerbName, argv: readonly string[]): Promise<boolean> {
  if (name !== 'rehearse' && name !== 'engine') return false;
  try {
    const { options } = parseArguments(await loadVerb(name), argv);
    return name === 'rehearse' || !['status', 'stop'].includes(String(options.action));
  } catch {
    return false;
  }
}

async function openSandbox(): Promise<Sandbox> {
  const sandbox = await Sandbox.open();
  await writeFile(path.join(sandbox.cwd, 'picture'), 'neither a picture nor a sound');
  return sandbox;
}

describe.each(names)('%s', { timeout: 120_000 }, (name) => {
  const good = otherwiseGood[name] ?? [];

  test('answers each bad value of each option with one line', async () => {
    const sandbox = await openSandbox();
    for (const option of await optionsOf(name)) {
      for (const value of Object.values(hostileValues)) {
        const argv = withValue(good, option, value);
        if (!(await startsEngine(name, argv))) await sandbox.run(name, argv, value);
      }
    }
    await sandbox.expectNoTrace();
  });

  test('answers each option without its value, twice, and what is required left out', async () => {
    const sandbox = await openSandbox();
    for (const option of await optionsOf(name)) {
      const flag = flagOf(option.key);
      const at = good.indexOf(flag);
      const without = at < 0 ? [] : [...good.slice(0, at), ...good.slice(at + 2)];
      for (const argv of [
        [...good, flag],
        [...good, flag, 'x', flag, 'y'],
        without,
        [`${flag}=`],
        [`--no${flag.slice(1)}`],
      ]) {
        if (!(await startsEngine(name, argv))) await sandbox.run(name, argv);
      }
    }
    await sandbox.expectNoTrace();
  });

  test('answers any arguments at all', async () => {
    const sandbox = await openSandbox();
    const flags = (await optionsOf(name)).map(({ key }) => flagOf(key)).filter((flag) => flag !== '--engine');
    const word = fc.oneof(fc.constantFrom(...flags, '--quiet', '--progress', ...good), anyValue);
    const options = await optionsOf(name);
    const nearlyGood = fc
      .tuple(fc.constantFrom(...options, ...(options.length === 0 ? [noOption] : [])), anyValue)
      .map(([option, value]) => withValue(good, option, value));
    const argv = fc.oneof(fc.array(word, { maxLength: 8 }), nearlyGood);
    await fc.assert(
      fc.asyncProperty(argv, anyValue, async (words, stdin) => {
        const given = name === 'join' ? [...words, '--engine', 'pika', '--no-guard'] : words;
        if (!(await startsEngine(name, given))) await sandbox.run(name, given, stdin);
      }),
      { numRuns: 80, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
    await sandbox.expectNoTrace();
  });
});

test('a glob that would take forever is refused', async () => {
  const sandbox = await openSandbox();
  await writeFile(path.join(sandbox.cwd, `${'a'.repeat(200)}.md`), 'prose');
  for (const glob of ['*a*a*a*a*a*a*b', '**/**/**/**/**/b', '{*a,*b,*c,*d}*b']) {
    for (const flag of ['--include', '--exclude']) {
      const { stdout } = await sandbox.run('context', [flag, glob]);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'usage' });
    }
  }
  for (const glob of ['*a*a*b', '**/a/**/b*', '{a,b}*.{md,txt}']) {
    expect(JSON.parse((await sandbox.run('context', ['--include', glob])).stdout).ok).toBe(true);
  }
});

describe('text on standard input', { timeout: 60_000 }, () => {
  test.each([
    ['join', ['--invite-file', '-', '--bot-name', 'Ada', '--dry-run']],
    ['join', ['--meet-url', meetLink, '--bot-name', 'Ada', '--image', '-', '--dry-run']],
    ['join', ['--meet-url', meetLink, '--bot-name', 'Ada', '--system-prompt-file', '-', '--dry-run']],
    ['join', ['--meet-url', meetLink, '--bot-name', 'Ada', '--meeting-password-file', '-', '--dry-run']],
    ['prepare-avatar', ['--image', '-']],
    ['clone-voice', ['--audio', '-', '--name', 'Ada', '--dry-run']],
    ['say', ['--file', '-']],
    ['notes', ['--session-id', 'a1', '--add', '-']],
  ] as [VerbName, string[]][])('%s %j survives whatever comes', async (name, argv) => {
    const sandbox = await openSandbox();
    for (const value of Object.values(hostileValues)) await sandbox.run(name, argv, value);
    await sandbox.run(name, argv, 'x'.repeat(3 * 2 ** 20));
    await sandbox.expectNoTrace();
  });
});
