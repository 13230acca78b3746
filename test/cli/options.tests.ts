import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PikaError } from '../../scripts/cli/errors.ts';
import { flagOf, parseArguments, sharedOptions } from '../../scripts/cli/options.ts';
import type { Verb } from '../../scripts/cli/verb.ts';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { runHere } from './host.ts';

const names = Object.keys(verbs) as VerbName[];

interface Described {
  key: string;
  type?: string;
  enum?: (string | number)[];
  positional?: boolean;
}

/** The options of a command as its schema describes them. */
function describedOptions(verb: Verb, shape: z.ZodObject = verb.options): Described[] {
  const json = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' });
  return Object.entries(json.properties ?? {}).map(([key, schema]) => ({ key, ...(schema as object) }));
}

function usageOf(verb: Verb, argv: readonly string[]): PikaError {
  try {
    parseArguments(verb, argv);
  } catch (error) {
    if (error instanceof PikaError && error.code === 'usage') return error;
    throw error;
  }
  throw new Error(`${verb.name} ${argv.join(' ')} was accepted`);
}

async function everyFlag(): Promise<{ verb: Verb; option: Described; flag: string }[]> {
  const loaded = await Promise.all(names.map(loadVerb));
  return loaded.flatMap((verb) =>
    [...describedOptions(verb), ...describedOptions(verb, sharedOptions)]
      .filter(({ positional }) => !positional)
      .map((option) => ({ verb, option, flag: flagOf(option.key) })),
  );
}

describe('every command', () => {
  test.each(names)('%s names a flag that it does not know, and what was meant', async (name) => {
    const verb = await loadVerb(name);
    expect(usageOf(verb, ['--frobnicate']).message).toContain("'--frobnicate'");
    expect(usageOf(verb, ['--frobnicate']).hint).toContain(`${name} --help`);
    expect(usageOf(verb, ['--quite']).message).toContain('--quiet');
  });

  test.each(names)('%s refuses words that belong to no flag', async (name) => {
    const words = Array.from({ length: 9 }, (_, index) => `stray${index}`);
    expect(usageOf(await loadVerb(name), words).message).toMatch(/too many arguments|must /);
  });

  test('names each required option that is missing', async () => {
    for (const verb of await Promise.all(names.map(loadVerb))) {
      const { required = [] } = z.toJSONSchema(verb.options, { io: 'input', unrepresentable: 'any' });
      const options = describedOptions(verb);
      for (const key of required) {
        const { positional } = options.find((option) => option.key === key) ?? {};
        expect(usageOf(verb, []).message).toContain(`${positional ? key : flagOf(key)} is required`);
      }
    }
  });

  test('names a flag whose value is missing', async () => {
    for (const { verb, option, flag } of await everyFlag()) {
      if (option.type === 'boolean') continue;
      expect(usageOf(verb, [flag]).message).toMatch(new RegExp(`${flag}\\b.*(missing|required)`));
    }
  });

  test('names a switch that was given a value', async () => {
    for (const { verb, option, flag } of await everyFlag()) {
      if (option.type === 'boolean') expect(usageOf(verb, [`${flag}=false`]).message).toContain(flag);
    }
  });

  test.each(['', ' ', 'abc', 'NaN', 'Infinity', '0x10', '1e3', '1e400', '-1', '--1', '1.2.3', '９', '5 min'])(
    'names a number that was given as %j',
    async (text) => {
      for (const { verb, option, flag } of await everyFlag()) {
        if (option.type !== 'number' && option.type !== 'integer') continue;
        expect(usageOf(verb, [flag, text]).message).toMatch(new RegExp(`${flag} must be `));
      }
    },
  );

  test('names an option whose value is none of those that are listed, and lists them', async () => {
    for (const { verb, option, flag } of await everyFlag()) {
      if (!option.enum) continue;
      for (const value of ['', 'nonsense', `${option.enum[0]}x`]) {
        const { message } = usageOf(verb, [flag, value]);
        for (const choice of [flag, ...option.enum]) expect(message).toContain(String(choice));
      }
    }
  });

  test('reports any unknown option, however long', async () => {
    for (const verb of await Promise.all(names.map(loadVerb))) {
      expect(usageOf(verb, [`--${'q'.repeat(100_000)}`]).message.length).toBeLessThanOrEqual(400);
    }
  });
});

describe('values', () => {
  const verb: Verb = {
    name: 'sample',
    summary: 'a sample',
    examples: ['sample', 'sample'],
    options: z.object({
      systemPrompt: z.string().optional(),
      offset: z.number().min(-10).max(10).optional(),
      count: z.number().int().optional(),
      include: z.array(z.string()).optional(),
      dryRun: z.boolean().default(false),
    }),
    result: z.object({}),
    run: async () => ({}),
  };
  const parse = (...argv: string[]) => parseArguments(verb, argv).options;

  test('may stand behind an equals sign', () => {
    expect(parse('--system-prompt=a=b', '--offset=2.5')).toMatchObject({ systemPrompt: 'a=b', offset: 2.5 });
    expect(parse('--system-prompt=')).toMatchObject({ systemPrompt: '' });
  });

  test('may start with a dash', () => {
    expect(parse('--system-prompt', '-be brief')).toMatchObject({ systemPrompt: '-be brief' });
    expect(parse('--system-prompt', '--dry-run')).toMatchObject({ systemPrompt: '--dry-run', dryRun: false });
    expect(parse('--system-prompt', '-')).toMatchObject({ systemPrompt: '-' });
  });

  test('may be negative numbers', () => {
    expect(parse('--offset', '-3')).toMatchObject({ offset: -3 });
    expect(usageOf(verb, ['--offset=-11']).message).toBe('--offset must be at least -10');
  });

  test('count for the last time that they are given, and gather where several are wanted', () => {
    expect(parse('--offset', '1', '--offset', '2', '--dry-run', '--dry-run')).toMatchObject({
      offset: 2,
      dryRun: true,
    });
    expect(parse('--include', 'a', '--include', 'b')).toMatchObject({ include: ['a', 'b'] });
  });

  test('of several wrong options are all named, each once', () => {
    const { message } = usageOf(verb, ['--offset', '11', '--count', '1.5', '--progress', 'fancy']);
    expect(message.split('; ')).toEqual([
      '--offset must be at most 10',
      '--count must be a whole number',
      '--progress must be one of auto, plain, json, quiet',
    ]);
  });

  test('that were meant for a misspelled flag are not repeated: they may be secret', async () => {
    const { stdout, exitCode } = await runHere(verb, ['--meeting-pasword=open-sesame']);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("'--meeting-pasword'");
    expect(stdout).not.toContain('open-sesame');
  });
});
