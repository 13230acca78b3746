import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseEvents, type SessionEvent } from '../../scripts/meeting/journal/events.ts';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { isLive, isUnknown } from '../../scripts/meeting/journal/session.ts';
import { stay, usage } from '../../scripts/meeting/journal/usage.ts';
import { failure } from '../doubles/client-calls.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { sampleIntent } from './sample-intent.ts';
import { goodJoin, openScene } from './scene.ts';

const start = Date.UTC(2026, 5, 1, 12);
const created: SessionEvent = { event: 'created', session_id: 'ses_1', room_url: null };
const ready: SessionEvent = { event: 'ready', status_raw: 'ready' };
const closed: SessionEvent = { event: 'closed', confirmed_by: 'delete', notes: { summary: 'Fine.' } };

/** It is then, on the clock and by the uptime of a machine that runs for days. */
function at(ms: number): number {
  vi.spyOn(os, 'uptime').mockReturnValue(10 * 86_400 + (ms - start) / 1000);
  return ms;
}
afterEach(() => {
  vi.restoreAllMocks();
});

/** A journal with one session whose events came a minute apart. */
async function journalWith(...events: SessionEvent[]) {
  const journal = new Journal(await temporaryDirectory());
  const key = await journal.begin(sampleIntent, at(start), () => 0.5);
  for (const [index, event] of events.entries())
    await journal.append(key, event, at(start + (index + 1) * 60_000));
  const record = async () => {
    const found = await journal.read(key);
    if (!found) throw new Error('no record');
    return found;
  };
  return { journal, key, file: journal.file(key), record };
}

describe('the events of a session', () => {
  const failed: SessionEvent = { event: 'failed', message: 'GPU lost' };
  const unknown: SessionEvent = { event: 'unknown', message: 'lost' };

  test.each<[SessionEvent[], string, boolean]>([
    [[], 'requested', false],
    [[created], 'created', true],
    [[created, { event: 'waiting', status_raw: 'lobby' }], 'waiting', true],
    [[created, ready], 'ready', true],
    [[created, failed], 'error', true],
    [[created, ready, { event: 'closing', reason: 'leave' }], 'closing', true],
    [[created, ready, closed], 'closed', false],
    [[created, { event: 'closing', reason: 'leave' }, ready], 'closing', true],
    [[created, { event: 'closing', reason: 'leave' }, failed], 'closing', true],
    [[created, unknown], 'created', true],
    [[unknown, created], 'created', true],
    [[unknown], 'unknown', false],
    [[{ event: 'not_created', message: '400' }], 'not_created', false],
  ])('%j lead to %s', async (events, state, live) => {
    const record = await (await journalWith(...events)).record();
    expect(record).toMatchObject({ ...sampleIntent, state });
    expect(isLive(record)).toBe(live);
  });

  test('give times, words and notes', async () => {
    const journal = await journalWith(created, ready, closed);
    const record = await journal.record();
    expect(record).toMatchObject({
      requested_at: '2026-06-01T12:00:00.000Z',
      created_at: '2026-06-01T12:01:00.000Z',
      ready_at: '2026-06-01T12:02:00.000Z',
      closed_at: '2026-06-01T12:03:00.000Z',
      session_id: 'ses_1',
      status_raw: 'ready',
    });
    expect(await journal.journal.answer(record)).toEqual({ summary: 'Fine.' });
  });

  test('do not bring a closed session back', async () => {
    const record = await (
      await journalWith(created, closed, ready, { event: 'failed', message: 'x' })
    ).record();
    expect(record.state).toBe('closed');
    expect(record.closed_at).toBe('2026-06-01T12:02:00.000Z');
  });

  test('give what it cost: billed from the join to the end, at the price of the hosted engine', async () => {
    const record = await (await journalWith(created, ready, closed)).record();
    expect(usage(record, at(start + 3_600_000))).toEqual({ duration_sec: 180, cost_usd: 0.825 });
    expect(usage({ ...record, closed_at: null }, at(start + 60_000))).toEqual({
      duration_sec: 60,
      cost_usd: 0.275,
    });
    expect(usage({ ...record, engine: 'local' }, start)).toEqual({ duration_sec: 180, cost_usd: 0 });
  });

  test('count by the uptime when the clock is set while the session runs', async () => {
    const record = await (await journalWith(created, ready)).record();
    at(start + 20_000);
    for (const wrong of [start - 60_000, start + 3 * 3_600_000]) {
      expect(usage(record, wrong)).toEqual({ duration_sec: 20, cost_usd: 0.092 });
    }
    at(start + 140_000);
    expect(stay(record, start + 3 * 3_600_000)).toEqual({ started_at: record.ready_at, duration_sec: 20 });
  });

  test('cost nothing when nothing was created, and no more than the stay when the answer was lost', async () => {
    const later = start + 24 * 3_600_000;
    const refused = await (await journalWith({ event: 'not_created', message: '400' })).record();
    expect(usage(refused, at(later))).toEqual({ duration_sec: 0, cost_usd: 0 });
    const lost = await (await journalWith(unknown)).record();
    expect(usage(lost, at(later)).duration_sec).toBe(sampleIntent.max_minutes * 60);
  });

  test('of a process that died before the answer came leave an unknown session', async () => {
    const { record } = await journalWith();
    const { requested_at } = await record();
    const soon = Date.parse(requested_at) + 1000;
    expect(isUnknown(await record(), soon)).toBe(false);
    expect(isUnknown(await record(), soon + 3_600_000)).toBe(true);
    expect(isUnknown({ ...(await record()), pid: 2 ** 30 }, soon)).toBe(true);
  });
});

describe('a file that is not whole', () => {
  test('loses a torn last line and nothing else', async () => {
    const { file, record } = await journalWith(created, ready);
    await appendFile(file, '{"at":"2026-06-01T12:05:00.000Z","event":"clo');
    expect((await record()).state).toBe('ready');
  });

  test('takes further events after a torn line', async () => {
    const { journal, key, file, record } = await journalWith(created);
    await appendFile(file, '{"at":"2026-06-01T12:05:00.000Z","event":"rea');
    await journal.append(key, closed, start);
    expect((await record()).state).toBe('closed');
  });

  test.each([
    ['an event of a newer version', '{"at":"2026-06-01T12:05:00.000Z","event":"transcended"}'],
    ['no JSON', 'hello'],
    ['JSON of another kind', '[1, 2, 3]'],
    ['null', 'null'],
    [
      'an id that could name another route',
      '{"at":"2026-06-01T12:05:00Z","event":"created","session_id":"../x"}',
    ],
    ['binary rubbish', '\u0000\ufffd\u0001'],
  ])('passes over %s', async (_name, text) => {
    const { file, record } = await journalWith(created);
    await appendFile(file, `${text}\n`);
    expect(await record()).toMatchObject({ state: 'created', session_id: 'ses_1' });
  });

  test('is still a session when the intent is missing', async () => {
    const { journal, key, file } = await journalWith(created);
    const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, rest.join('\n'));
    expect(await journal.read(key)).toMatchObject({ damaged: true, state: 'created', session_id: 'ses_1' });
    expect((await journal.list()).map(isLive)).toEqual([true]);
  });

  test('that is cut anywhere still gives the events before the cut', async () => {
    const { file } = await journalWith(created, ready, closed);
    const text = await readFile(file, 'utf8');
    for (let length = 0; length <= text.length; length += 7) {
      const whole = text.slice(0, length).split('\n').slice(0, -1).filter(Boolean).length;
      expect(parseEvents(text.slice(0, length)).length).toBeGreaterThanOrEqual(whole);
    }
  });
});

describe('the folder', () => {
  test('lists the newest first and finds by id', async () => {
    const { journal } = await journalWith(created);
    const later = await journal.begin(sampleIntent, start + 1000, () => 0);
    expect((await journal.list()).map(({ key }) => key)).toEqual([
      later,
      expect.stringMatching(/^20260601T120000-/),
    ]);
    expect(await journal.find('ses_1')).toMatchObject({ state: 'created' });
    expect(await journal.find('ses_2')).toBeUndefined();
  });

  test('may hold what is not ours', async () => {
    const { journal } = await journalWith(created);
    await writeFile(path.join(journal.directory, 'notes.txt'), 'hello');
    await writeFile(path.join(journal.directory, 'empty.jsonl'), '');
    await writeFile(path.join(journal.directory, 'picture.jsonl'), Buffer.from([0xff, 0xd8, 0x0a, 0x00]));
    await mkdir(path.join(journal.directory, 'folder.jsonl'));
    await symlink('loop.jsonl', path.join(journal.directory, 'loop.jsonl'));
    expect(await journal.list()).toHaveLength(1);
  });

  test('may be missing', async () => {
    expect(await new Journal(path.join(await temporaryDirectory(), 'nowhere')).list()).toEqual([]);
  });

  test('is private, and so are its files', async () => {
    const { journal, file } = await journalWith(created);
    if (process.platform === 'win32') return;
    expect((await stat(journal.directory)).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('never has two sessions in one file', async () => {
    const { journal } = await journalWith();
    const error = await failure(journal.begin(sampleIntent, start, () => 0.5));
    expect(error).toMatchObject({ code: 'home_unwritable', exitCode: 1 });
  });
});

describe('a home that cannot be written', () => {
  test('refuses the join before anything is sent: a file is in its place', async () => {
    const scene = await openScene();
    const PIKA_HOME = path.join(scene.home, 'taken');
    await writeFile(PIKA_HOME, '');
    const { exitCode, line } = await scene.run(goodJoin, { env: { PIKA_HOME } });
    expect(exitCode).toBe(1);
    expect(line.error).toMatchObject({ code: 'home_unwritable', hint: expect.stringContaining('PIKA_HOME') });
    expect(scene.api.seen('createSession')).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('refuses the join when not one byte can be written', async () => {
    const scene = await openScene();
    const entry = path.join(scene.home, 'full.sh');
    const launcher = path.resolve(import.meta.dirname, '..', '..', 'scripts', 'pika.mjs');
    await writeFile(entry, `ulimit -f 0; exec "${process.execPath}" "${launcher}" "$@"`);
    const { exitCode, line } = await scene.run(goodJoin, { node: '/bin/sh', entry });
    expect(exitCode).toBe(1);
    expect(line.error?.code).toBe('home_unwritable');
    expect(scene.api.seen('createSession')).toEqual([]);
    const sessions = await readdir(path.join(scene.home, '.pika', 'sessions')).catch(() => []);
    for (const name of sessions) {
      expect(await readFile(path.join(scene.home, '.pika', 'sessions', name), 'utf8')).toBe('');
    }
  });

  test.each([
    ['with a guard', []],
    ['without', ['--no-guard']],
  ])('closes the session that could be created but not written down, %s', async (_name, flags) => {
    const scene = await openScene();
    scene.api.fault('createSession', { kind: 'late', ms: 400 }, 1);
    const started = await scene.start([...goodJoin, ...flags]);
    await scene.api.arrived('createSession');
    const directory = path.join(scene.home, '.pika', 'sessions');
    const [name = ''] = (await readdir(directory)).filter((found) => found.endsWith('.jsonl'));
    await rm(path.join(directory, name));
    await mkdir(path.join(directory, name));
    const { exitCode, line } = await scene.finish(started);
    expect(exitCode).toBe(1);
    expect(line).toMatchObject({ closed: true, error: { code: 'home_unwritable' } });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('does not keep a session open: leave warns and closes', async () => {
    const scene = await openScene();
    const { line } = await scene.run([...goodJoin, '--no-guard']);
    const directory = path.join(scene.home, '.pika', 'sessions');
    await rm(directory, { recursive: true });
    await writeFile(directory, '');
    const left = await scene.run(['leave', '--session-id', String(line.session_id)]);
    expect(left).toMatchObject({ exitCode: 0, line: { closed: true } });
    expect(scene.api.openSessions()).toEqual([]);
  });
});
