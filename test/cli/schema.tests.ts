import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { goodJoin } from '../meeting/scene.ts';
import { runHere } from './host.ts';

const names = Object.keys(verbs) as VerbName[];
const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** The schema that is printed, read back: what it cannot express would not survive this. */
function readBack(printed: unknown): z.ZodType {
  return z.fromJSONSchema(printed as Parameters<typeof z.fromJSONSchema>[0]);
}

/** Every object within a JSON value. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

async function schemaOf(name: VerbName) {
  const { line, exitCode } = await runHere('schema', [name]);
  expect(exitCode).toBe(0);
  return { options: line.options, line: readBack(line.line), text: line.line };
}

describe.each(names)('the schema of %s', (name) => {
  test('is JSON Schema of a known dialect', async () => {
    const { options, text } = await schemaOf(name);
    for (const schema of [options, text]) {
      expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
      for (const { type, required, properties } of objectsIn(schema)) {
        if (typeof type === 'string') expect(types).toContain(type);
        if (!Array.isArray(required) || typeof properties !== 'object') continue;
        for (const key of required) expect(properties).toHaveProperty([key]);
      }
    }
  });

  test('accepts an error line and rejects anything else', async () => {
    const { line } = await schemaOf(name);
    const mistake = await runHere(name, ['--frobnicate']);
    expect(line.safeParse(mistake.line).error).toBeUndefined();
    expect(line.safeParse({ ok: true, command: name }).success).toBe(false);
    expect(line.safeParse({ ...mistake.line, command: 'other' }).success).toBe(false);
    const invented = { ...mistake.line.error, code: 'invented' };
    expect(line.safeParse({ ...mistake.line, error: invented }).success).toBe(false);
  });

  test('has snake_case keys only', async () => {
    for (const key of Object.keys((await loadVerb(name)).result.shape))
      expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
  });
});

describe('lines printed by commands', () => {
  test('match the printed schemas', async () => {
    const api = await hostedApiForTest({ notes: { inDelete: { summary: 'All agreed.' } } });
    const cwd = await temporaryDirectory();
    const env = { ...api.environment, PIKA_HOME: `${cwd}/.pika` };
    const [, ...join] = goodJoin;
    const runs: [VerbName, string[]][] = [
      ['join', [...join, '--dry-run']],
      ['join', [...join, '--no-guard']],
      ['status', []],
      ['sessions', []],
      ['leave', []],
      ['leave', ['--all']],
      ['status', []],
      ['balance', []],
      ['topup', ['--product', 'pack_800']],
      ['doctor', ['--live']],
      ['schema', ['schema']],
    ];
    for (const [name, argv] of runs) {
      const { line } = await runHere(name, argv, { env, cwd });
      expect((await schemaOf(name)).line.safeParse(line).error, JSON.stringify(line)).toBeUndefined();
    }
  });
});
