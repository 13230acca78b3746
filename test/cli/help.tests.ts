import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flagOf, parseArguments } from '../../scripts/cli/options.ts';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { print } from './host.ts';

const names = Object.keys(verbs) as VerbName[];

/** The words of a command line as a shell would split test. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** Columns of the examples, and lines that a person takes in at a glance. */
const widest = 140;
const maxLines = 45;

describe.each(names)('the help of %s', (name) => {
  test('fits a screen and is printed alone', async () => {
    const { exitCode, stdout, stderr } = await print(name, ['--help']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(maxLines);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(widest);
    expect(lines[0]).toMatch(new RegExp(`^Usage: pika.mjs ${name} \\[options\\]`));
  });

  test('describes every option', async () => {
    const verb = await loadVerb(name);
    const { stdout } = await print(name, ['-h']);
    const json = z.toJSONSchema(verb.options, { io: 'input', unrepresentable: 'any' });
    for (const [key, schema] of Object.entries(json.properties ?? {})) {
      const { description, positional, default: usual } = schema as Record<string, unknown>;
      expect(description, `${key} has no description`).toMatch(/\w/);
      const flag = usual === true ? flagOf(`no-${key}`) : flagOf(key);
      if (!positional) expect(stdout).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
    }
  });

  test('shows two examples that parse', async () => {
    const verb = await loadVerb(name);
    const { stdout } = await print(name, ['--help']);
    for (const example of verb.examples) {
      expect(stdout).toContain(`node scripts/pika.mjs ${example}\n`);
      const [first, ...argv] = words(example.replaceAll('3f0c…', '3f0c'));
      expect(first).toBe(name);
      expect(() => parseArguments(verb, argv)).not.toThrow();
    }
    expect(verb.examples).toHaveLength(2);
  });

  test('wins over whatever else is wrong', async () => {
    for (const argv of [
      ['--help', '--progress', 'json'],
      ['--quiet', '--help'],
      ['--debug', '-h'],
    ]) {
      expect((await print(name, argv)).stdout).toMatch(/^Usage: /);
    }
  });
});
