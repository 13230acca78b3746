import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { isPikaError } from '../../scripts/cli/errors.ts';
import { interpret } from '../../scripts/meeting/sighting.ts';
import { readForeignNotes, readSessionAnswer } from '../../scripts/notes/reading/foreign-notes.ts';
import { networkError, parseAnswer, serverWords, statusError } from '../../scripts/service/answer.ts';
import * as wire from '../../scripts/service/wire.ts';
import { gradient } from '../doubles/pictures.ts';
import { anyText, cases } from '../fuzz.ts';
import { meetLink } from '../meeting/scene.ts';
import { Sandbox } from './sandbox.ts';

const scrub = (text: string) => text;

/** Every schema of an answer. */
const schemas = Object.entries(wire).flatMap(([name, value]) =>
  name.endsWith('Answer') && value instanceof z.ZodType ? [[name, value] as const] : [],
);

/** The names that answers hold, with values of other types than they should have. */
const names = [
  ...['session_id', 'status', 'video_worker_connected', 'meeting_bot_connected', 'error_message', 'closed'],
  ...['balance', 'products', 'productId', 'name', 'numCredits', 'checkout_url', 'data', 'b64_json', 'url'],
  ...['file', 'file_id', 'base_resp', 'status_code', 'status_msg', 'message', 'error', 'detail'],
  ...['notes', 'meeting_notes', 'notes_url', 'summary', 'transcript', 'participants', 'action_items'],
  ...['decisions', 'chapters', 'speaker', 'text', 'start', 'end', 'timestamp', 'started_at', 'duration'],
  '__proto__',
];

/** JSON that looks like an answer and is none. */
const answer = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  object: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(
      'ready',
      'closed',
      'error',
      'a1',
      '',
      null,
      true,
      0,
      -1,
      1e21,
      200,
      'in progress',
    ),
    anyText({ maxLength: 40 }),
    fc.double({ noNaN: true }),
    fc.webUrl({ validSchemes: ['http'] }).map(() => 'http://127.0.0.1:9/notes'),
    fc.constantFrom('Ada: hello\nBen: hi there', '# Notes\n- [ ] Ada: send it', '[{"speaker":1}]', '{"a":'),
    tie('object'),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).object;

/** An object within an object, more often than a call stack is deep. */
const deep = (name: string, open = `{"${name}":`, shut = '}') =>
  `${open.repeat(50_000)}1${shut.repeat(50_000)}`;

const text = fc.oneof(
  answer.map((value) => JSON.stringify(value)),
  fc.json(),
  anyText(),
  answer.map((value) => JSON.stringify(value).slice(0, -3)),
  fc.constantFrom(deep('data'), deep('', '[', ']'), deep('notes'), deep('error'), '', 'null', '[]', '<html>'),
);

/** Only what is documented may be thrown. */
function orPikaError(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!isPikaError(error)) throw error;
    expect(error.message.length).toBeLessThan(1000);
  }
}

describe('an answer of any form', () => {
  test.each(schemas)('is a %s or a PikaError', (_, schema) => {
    fc.assert(
      fc.property(text, (given) => {
        orPikaError(() => parseAnswer('asking', given, schema, { scrub }));
      }),
      { numRuns: cases(100) },
    );
  });

  test('to a question about a session means something', () => {
    fc.assert(
      fc.property(text, (given) => {
        orPikaError(() => {
          const parsed = parseAnswer('asking', given, wire.sessionAnswer, { scrub });
          expect(interpret(parsed).phase).toMatch(/^(?:created|waiting|ready|error|closed)$/);
          wire.pickNotes(parsed);
        });
      }),
      { numRuns: cases(200) },
    );
  });

  test('is quoted in a few words when it is an error', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 300, max: 599 }), (given, status) => {
        expect(serverWords(given, scrub).length).toBeLessThan(400);
        expect(isPikaError(statusError('asking', status, given, scrub))).toBe(true);
        expect(isPikaError(networkError('asking', new Error(given.slice(0, 1000))))).toBe(true);
      }),
      { numRuns: cases(100) },
    );
  });

  test('is searched for notes without harm', () => {
    fc.assert(
      fc.property(fc.oneof(answer, fc.jsonValue()), (given) => {
        readForeignNotes(given);
        readForeignNotes(JSON.stringify(given));
        if (typeof given === 'object' && given) readSessionAnswer(given as Record<string, unknown>);
      }),
      { numRuns: cases(300) },
    );
    for (const name of ['notes', 'data', 'summary']) readForeignNotes(JSON.parse(deep(name)));
    readForeignNotes(JSON.parse(deep('', '[', ']')));
  });
});

describe('a service that answers whatever it likes', () => {
  test('gets one line from every command that calls it', async () => {
    const sandbox = await Sandbox.open();
    let reply = { status: 200, body: '' };
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    sandbox.service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(path.join(sandbox.cwd, 'picture.png'), await gradient('png', 600));
    const join = ['--meet-url', meetLink, '--bot-name', 'Ada', '--image', 'picture.png', '--no-guard'];
    const status = fc.oneof(
      fc.constant(200),
      fc.constantFrom(201, 302, 400, 401, 402, 404, 409, 429, 500, 503),
    );
    await fc.assert(
      fc.asyncProperty(status, text, async (code, body) => {
        reply = { status: code, body };
        await sandbox.run('balance', []);
        await sandbox.run('topup', ['--product', 'a1']);
        await sandbox.run('status', ['--session-id', 'a1']);
        await sandbox.run('leave', ['--session-id', 'a1']);
        await sandbox.run('notes', ['--session-id', 'a1']);
        await sandbox.run('join', join);
        await sandbox.run('generate-avatar', ['--prompt', 'a robot', '--force']);
      }),
      { numRuns: cases(15) },
    );
    await sandbox.expectNoTrace();
  });
});
