import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvents } from '../../scripts/meeting/journal/events.ts';
import { sessionStates, toRecord } from '../../scripts/meeting/journal/session.ts';
import { anyText, cases } from '../fuzz.ts';
import { Sandbox } from './sandbox.ts';
import { anyValue } from './values.ts';

const instant = fc
  .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const id = fc.oneof(fc.constantFrom('a1', 'b2', '../x', ''), anyValue);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 1e308, 60));

const intent = fc.record({
  event: fc.constant('requested'),
  at: instant,
  engine: fc.constantFrom('pika', 'local'),
  base_url: fc.constantFrom('https://example.com/', 'http://127.0.0.1:9/'),
  platform: fc.constantFrom('google_meet', 'zoom', 'local'),
  meet_url: anyValue,
  meeting: anyValue,
  bot_name: anyValue,
  voice_id: anyValue,
  max_minutes: number,
  max_cost_usd: fc.option(number),
  admit_minutes: number,
  guarded: fc.boolean(),
  pid: fc.oneof(fc.integer(), fc.maxSafeInteger()),
  briefing_path: fc.constant(null),
});

const event = fc.record(
  {
    event: fc.constantFrom(
      ...['created', 'waiting', 'ready', 'told', 'failed', 'closing', 'closed', 'unknown', 'not_created'],
      ...['requested', 'exploded', '__proto__'],
    ),
    at: instant,
    session_id: id,
    room_url: fc.option(anyValue),
    status_raw: anyValue,
    message: anyValue,
    reason: anyValue,
    confirmed_by: fc.constantFrom('delete', 'status', 'gone', 'nobody'),
    notes: fc.option(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))),
  },
  { requiredKeys: ['event', 'at'] },
);

/** A line of a journal: in order, of a wrong form, torn, or no text at all. */
const line = fc.oneof(
  { weight: 6, arbitrary: event.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: intent.map((value) => JSON.stringify(value)) },
  fc.json(),
  event.map((value) => JSON.stringify(value).slice(0, 20)),
  anyText(),
);

const journal = fc
  .tuple(fc.option(intent.map((value) => JSON.stringify(value))), fc.array(line, { maxLength: 8 }))
  .map(([first, lines]) => [...(first ? [first] : []), ...lines].join('\n'));

describe('a journal file', () => {
  test('of any text is a record with a known state, or none', () => {
    fc.assert(
      fc.property(journal, (text) => {
        const record = toRecord('key', parseEvents(text));
        if (record) expect(sessionStates).toContain(record.state);
      }),
      { numRuns: cases(400) },
    );
  });

  test('of any bytes is a record or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        toRecord('key', parseEvents(Buffer.from(bytes).toString('utf8')));
      }),
      { numRuns: cases(400) },
    );
  });
});

describe('a damaged journal', () => {
  test('does not stop any command from answering', async () => {
    const sandbox = await Sandbox.open();
    const directory = path.join(sandbox.home, 'sessions');
    const content = fc.oneof(journal, fc.uint8Array({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 3 }), async (contents) => {
        await rm(directory, { recursive: true, force: true });
        await mkdir(directory, { recursive: true });
        for (const [index, text] of contents.entries()) {
          await writeFile(path.join(directory, `2026010${index}T000000-abcdef.jsonl`), text);
        }
        await sandbox.run('sessions', ['--all']);
        await sandbox.run('sessions', ['--sweep']);
        await sandbox.run('status', []);
        await sandbox.run('leave', ['--all', '--no-notes']);
        await sandbox.run('leave', []);
        await sandbox.run('notes', []);
        await sandbox.run('doctor', []);
      }),
      { numRuns: cases(10) },
    );
    await sandbox.expectNoTrace();
  });

  test('may even be a file, or hold folders in the place of files', async () => {
    const sandbox = await Sandbox.open();
    const directory = path.join(sandbox.home, 'sessions');
    const calls = [['sessions', '--all'], ['status'], ['leave'], ['notes'], ['doctor']] as const;
    await writeFile(directory, 'no folder');
    for (const [verb, ...argv] of calls) await sandbox.run(verb, argv);
    await rm(directory);
    await mkdir(path.join(directory, '20260101T000000-abcdef.jsonl'), { recursive: true });
    for (const [verb, ...argv] of calls) await sandbox.run(verb, argv);
  });
});
