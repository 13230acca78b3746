import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { clientFor } from '../../scripts/meeting/reach.ts';
import { afterLeave } from '../../scripts/notes/after-leave.ts';
import { notesSchema } from '../../scripts/notes/schema.ts';
import type { HostedApi } from '../doubles/hosted-api.ts';
import type { HostedNotes } from '../doubles/hosted-routes.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { slowness } from '../machine-speed.ts';
import { avatar, meetLink, openScene, Scene } from '../meeting/scene.ts';
import { foldersOf, joinedProcesses, joinedScene, readNotes } from './notes-scene.ts';
import { localNotesOf, sampleTranscript } from './sample-meeting.ts';

const text = 'We agreed to ship on Friday.';

describe('leaving brings the notes home', () => {
  const places: [string, (api: HostedApi) => HostedNotes, string[]][] = [
    ['in the answer to DELETE', () => ({ inDelete: { notes: text } }), ['delete_answer']],
    ['in the session', () => ({ inSession: { meeting_notes: { summary: text } } }), ['session_answer']],
    ['on the route for notes', () => ({ onRoute: { summary: text } }), ['notes_route']],
    [
      'at an address of the service',
      (api) => ({ inDelete: { notes_url: api.serve('notes.md', `## Summary\n${text}\n`, 'text/markdown') } }),
      ['notes_url'],
    ],
    [
      'at an address that the session names, as JSON',
      (api) => ({
        inSession: {
          meeting_notes_url: api.serve('n.json', JSON.stringify({ summary: text }), 'application/json'),
        },
      }),
      ['notes_url'],
    ],
  ];
  test.each(places)('%s', async (_place, notesOf, source) => {
    const { scene, sessionId } = await joinedScene();
    scene.api.state.notes = notesOf(scene.api);
    const { line } = await scene.run(['leave']);
    expect(line).toMatchObject({ ok: true, closed: true, session_id: sessionId });
    const notes = await readNotes(scene.home);
    expect(notesSchema.safeParse(notes).error).toBeUndefined();
    expect(notes).toMatchObject({ session_id: sessionId, summary: text, platform: 'google_meet', source });
    expect(line.notes_dir).toBe(`meetings/${(await foldersOf(scene.home))[0]}`);
    expect(await readFile(path.join(scene.home, String(line.notes_path)), 'utf8')).toContain(text);
  });

  test.each([
    ['the invitation', [], 'Weekly, with Ana'],
    ['the user', ['--title', 'Release review'], 'Release review'],
  ])('under the title that %s gives', async (_who, options, title) => {
    const { api, home } = await openScene({ script: [{ status: 'ready' }] });
    const scene = new Scene(api, home);
    const event = `SUMMARY:Weekly\\, with Ana\nLOCATION:${meetLink}`;
    await writeFile(
      path.join(home, 'invitation.ics'),
      `BEGIN:VCALENDAR\nBEGIN:VEVENT\n${event}\nEND:VEVENT\nEND:VCALENDAR\n`,
    );
    const asked = ['--invite-file', 'invitation.ics', '--bot-name', 'Ada', '--image', avatar, '--no-guard'];
    await scene.run(['join', ...asked, ...options]);
    api.state.notes = { inDelete: { notes: localNotesOf() } };
    await scene.run(['leave']);
    const [folder = ''] = await foldersOf(home);
    expect((await readNotes(home)).title).toBe(title);
    expect(folder.endsWith(title.toLowerCase().replace(/\W+/g, '-'))).toBe(true);
  });

  test('as files that belong together', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
    // Costs are rounded to a tenth of a cent.
    await vi.waitUntil(
      async () => Number((await scene.run(['status'])).line.cost_usd) > 0,
      20_000 * slowness(),
    );
    const { line } = await scene.run(['leave']);
    expect(line.warnings).toEqual([]);
    const folder = path.join(scene.home, String(line.notes_dir));
    expect(path.basename(folder)).toMatch(/^2026-11-12-\d{4}-weekly-sync$/);
    const lines = (await readFile(path.join(folder, 'transcript.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((entry) => JSON.parse(entry))).toEqual(sampleTranscript);
    expect(await readFile(path.join(folder, 'notes.md'), 'utf8')).toMatch(/^# Weekly sync\n/);
    const notes = await readNotes(scene.home);
    expect(notes.participants.find(({ name }) => name === 'Ben Okafor')?.talk_sec).toBeGreaterThan(20);
    expect(notes.missing).toHaveProperty('summary');
    expect(notes.cost_usd).toBeGreaterThan(0);
  });

  test('also of a session that another machine joined', async () => {
    const { scene, sessionId } = await joinedScene({ notes: { inDelete: { notes: text } } });
    await rm(path.join(scene.home, '.pika', 'sessions'), { recursive: true });
    const { line } = await scene.run(['leave', '--session-id', sessionId]);
    expect(line).toMatchObject({ closed: true, notes_dir: expect.stringContaining('meetings/') });
    expect(await readNotes(scene.home)).toMatchObject({
      session_id: sessionId,
      summary: text,
      bot_name: null,
    });
  });
});

describe('leaving is not held up', () => {
  test('by a service that has no notes: it says so and leaves no folder', async () => {
    const { scene, sessionId } = await joinedScene();
    const { line, elapsedMs } = await scene.run(['leave']);
    expect(line).toMatchObject({ ok: true, closed: true, notes_dir: null, notes_path: null });
    expect(line.warnings).toMatchObject([
      { code: 'notes_missing', message: expect.stringContaining(sessionId) },
    ]);
    expect(await foldersOf(scene.home)).toEqual([]);
    expect(elapsedMs).toBeLessThan(4000 * slowness());
  });

  test('with --no-notes: nothing is asked or written', async () => {
    const { scene } = await joinedScene({ notes: { onRoute: { summary: text } } });
    const { line } = await scene.run(['leave', '--no-notes']);
    expect(line).toMatchObject({ closed: true, notes_dir: null, warnings: [] });
    expect(scene.api.seen('sessionNotes')).toEqual([]);
    expect(await foldersOf(scene.home)).toEqual([]);
  });

  test('by a folder that cannot be written', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: text } } });
    await writeFile(path.join(scene.home, 'meetings'), 'a file where the folder should be');
    const { line, exitCode } = await scene.run(['leave']);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, notes_dir: null, warnings: [{ code: 'notes_failed' }] });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('by a route that hangs', async () => {
    const { scene, sessionId } = await joinedScene();
    scene.api.fault('sessionNotes', { kind: 'hang' });
    const runtime = await createTestRuntime({ env: scene.api.environment });
    const target = { session_id: sessionId, record: null };
    const client = await clientFor(target, undefined, runtime);
    const options = { notesWaitSec: undefined, answer: {}, client, limitMs: 300 };
    const startedAt = performance.now();
    expect(await afterLeave(target, options, runtime)).toEqual({ notes_dir: null, notes_path: null });
    // No more than its own limit: the seconds for notes that were announced do not count here.
    expect(performance.now() - startedAt).toBeLessThan(4000 * slowness());
    expect(runtime.warnings).toMatchObject([
      { code: 'notes_missing', message: expect.stringContaining('no time to look further') },
    ]);
  });

  test('by SIGINT while it waits for notes: the session is closed and that is what it says', async () => {
    const { scene } = await joinedProcesses({ notes: { inSession: { notes_status: 'processing' } } });
    const process = await scene.start(['leave', '--notes-wait', '60'], {
      signalAfter: { signal: 'SIGINT', when: scene.api.arrived('sessionNotes', 2) },
    });
    const { line, exitCode } = await scene.finish(process);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, warnings: [{ code: 'notes_failed' }] });
  });

  test('by a memory that someone broke', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: text } } });
    const { mkdir } = await import('node:fs/promises');
    await mkdir(path.join(scene.home, 'meetings'));
    await writeFile(path.join(scene.home, 'meetings', 'memory.json'), '{ not json');
    const { line } = await scene.run(['leave']);
    expect(line).toMatchObject({
      closed: true,
      notes_dir: expect.any(String),
      warnings: [{ code: 'memory_unchanged' }],
    });
    expect(await readFile(path.join(scene.home, 'meetings', 'memory.json'), 'utf8')).toBe('{ not json');
  });
});

describe('notes that come late', () => {
  test('are waited for a little when the service says that they are on their way', async () => {
    const { scene } = await joinedScene({ notes: { inSession: { notes_status: 'processing' } } });
    const leaving = scene.start(['leave']);
    await scene.api.arrived('sessionNotes', 2);
    scene.api.state.notes = { onRoute: { summary: text } };
    const { line } = await scene.finish(await leaving);
    expect(line.notes_dir).toMatch(/^meetings\//);
    expect(await readNotes(scene.home)).toMatchObject({ summary: text });
  });

  test('are fetched from an address that answers 404 at first', async () => {
    const { scene } = await joinedScene();
    scene.api.state.notes = { inDelete: { notes_url: `${scene.api.baseUrl}/files/late.txt` } };
    const leaving = scene.start(['leave', '--notes-wait', '20']);
    await scene.api.arrived('file', 2);
    scene.api.serve('late.txt', text, 'text/plain');
    await scene.finish(await leaving);
    expect(await readNotes(scene.home)).toMatchObject({ summary: text, source: ['notes_url'] });
  });

  test('are added by the command notes to the same folder, as often as it is run', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { transcript: sampleTranscript } } });
    await scene.run(['leave']);
    const before = await readNotes(scene.home);
    expect(before).toMatchObject({ summary: null, title: null });
    scene.api.state.notes = { onRoute: { title: 'Weekly', summary: text } };
    for (let count = 0; count < 2; count += 1) {
      await scene.run(['notes', '--wait', '0']);
      expect(await foldersOf(scene.home)).toHaveLength(1);
    }
    const after = await readNotes(scene.home);
    expect(after.transcript).toEqual(before.transcript);
    expect(after.missing).not.toHaveProperty('title');
  });
});

describe('hostile notes', () => {
  const hostile: [string, (api: HostedApi) => HostedNotes][] = [
    [
      'a redirect to the machine’s own metadata',
      (api) => {
        api.fault('file', { kind: 'redirect', to: 'http://169.254.169.254/latest/meta-data/' });
        return { inDelete: { notes_url: api.serve('a', 'x', 'text/plain') } };
      },
    ],
    ['an address inside the network', () => ({ inDelete: { notes_url: 'http://10.0.0.1/notes' } })],
    [
      'a page of HTML',
      (api) => ({ inDelete: { notes_url: api.serve('p', '<!doctype html><p>Log in', 'text/html') } }),
    ],
    [
      'fifty megabytes',
      (api) => ({ inDelete: { notes_url: api.serve('big', Buffer.alloc(50e6, 'a '), 'text/plain') } }),
    ],
    [
      'a picture',
      (api) => ({
        inDelete: {
          notes_url: api.serve('png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]), 'text/plain'),
        },
      }),
    ],
    [
      'half of a JSON document',
      (api) => ({ inDelete: { notes_url: api.serve('j', '{"summary": "We ag', 'application/json') } }),
    ],
    [
      'wrong types',
      () => ({ inDelete: { notes: 7, transcript: { a: 1 }, summary: [1, {}], meeting_notes: [[[]]] } }),
    ],
  ];
  test.each(hostile)('%s: leaving is done, and nothing of it is taken for notes', async (_name, notesOf) => {
    const { scene } = await joinedScene();
    scene.api.state.notes = notesOf(scene.api);
    const { line, stdout, exitCode } = await scene.run(['leave', '--notes-wait', '0']);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, notes_dir: null });
    expect(line.warnings.at(-1)).toMatchObject({ code: 'notes_missing' });
    expect(stdout.length).toBeLessThan(20_000);
    expect(await foldersOf(scene.home)).toEqual([]);
  });

  test('nesting a hundred thousand deep: the session is still closed', async () => {
    const { scene, sessionId } = await joinedScene();
    const depth = 100_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    scene.api.fault(
      'deleteSession',
      { kind: 'text', text: `{"session_id":"${sessionId}","closed":true,"notes":${deep}}` },
      1,
    );
    const { line, exitCode } = await scene.run(['leave']);
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ closed: true, session_id: sessionId, notes_dir: null });
    expect(scene.api.openSessions()).toEqual([]);
    expect((await scene.run(['leave'])).line).toMatchObject({ closed: true });
    expect((await scene.run(['sessions'])).line.sessions).toEqual([]);
  });

  test('a script as a participant stands in the page as text', async () => {
    const name = '<script>alert(1)</script>';
    const notes = {
      participants: [{ name }],
      transcript: [{ start_sec: 0, speaker: name, text: `</script>${name}` }],
    };
    const { scene } = await joinedScene({ notes: { inDelete: { notes } } });
    const { line } = await scene.run(['leave']);
    const page = await readFile(path.join(scene.home, String(line.notes_path)), 'utf8');
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(await readFile(path.join(scene.home, String(line.notes_dir), 'notes.md'), 'utf8')).not.toContain(
      '<script>',
    );
  });

  test('a title that would leave the folder does not', async () => {
    const { scene } = await joinedScene({
      notes: { inDelete: { notes: { title: '../../CON:\u202e\u0000/evil ', summary: text } } },
    });
    await scene.run(['leave']);
    expect((await foldersOf(scene.home))[0]).toMatch(/^\d{4}-\d\d-\d\d-\d{4}-con-evil$/);
  });

  test('ten megabytes of summary are cut, and not printed', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { summary: 'word '.repeat(2_000_000) } } });
    const { line, stdout } = await scene.run(['leave']);
    expect(line.warnings).toMatchObject([{ code: 'notes_not_printed' }]);
    expect(stdout.length).toBeLessThan(4000);
    expect((await readNotes(scene.home)).summary?.length).toBe(40_000);
  });
});

describe('notes that are there already', () => {
  test('are not overwritten when someone made them unreadable: a copy is kept', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: text } } });
    const { line } = await scene.run(['leave']);
    const file = path.join(scene.home, String(line.notes_dir), 'notes.json');
    const changed = (await readFile(file, 'utf8')).replace('"schema_version": 1', '"schema_version": "mine"');
    await writeFile(file, changed);
    const again = await scene.run(['notes']);
    expect(again.line).toMatchObject({
      ok: true,
      notes_dir: line.notes_dir,
      warnings: [{ code: 'notes_unreadable' }],
    });
    const { readdir } = await import('node:fs/promises');
    const copy = (await readdir(path.dirname(file))).find((name) => name.includes('.unreadable-'));
    expect(await readFile(path.join(path.dirname(file), String(copy)), 'utf8')).toBe(changed);
  });

  test.skipIf(process.platform === 'win32')('can be read by their owner alone', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: text } } });
    const { line } = await scene.run(['leave']);
    const { stat } = await import('node:fs/promises');
    const { mode } = await stat(path.join(scene.home, String(line.notes_path)));
    expect(mode & 0o077).toBe(0);
    await chmod(path.join(scene.home, String(line.notes_path)), 0o600);
  });
});
