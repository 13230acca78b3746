import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Gathered } from '../../scripts/notes/collect.ts';
import { fileNames } from '../../scripts/notes/files.ts';
import { keepNotes } from '../../scripts/notes/keep.ts';
import { dateStamp } from '../../scripts/notes/meeting-folder.ts';
import { memorySchema, readMemory, remember, rememberAll } from '../../scripts/notes/memory/memory.ts';
import { memoryText } from '../../scripts/notes/memory/memory-text.ts';
import type { Content } from '../../scripts/notes/schema.ts';
import { runHere } from '../cli/host.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { foldersOf, keepSample, openDesk, readNotes } from './notes-scene.ts';
import { sampleAdditions, sampleMeeting, sampleTranscript } from './sample-meeting.ts';

const person = (name: string) => ({ name, role: null, joined_at: null, left_at: null, talk_sec: null });
const gathered = (content: Partial<Content>): Gathered => ({
  found: [{ source: 'notes_route', content }],
  problems: [],
  isPending: false,
});

async function memoryFiles(cwd: string) {
  const read = (name: string) => readFile(path.join(cwd, 'meetings', name), 'utf8');
  return { json: await read('memory.json'), markdown: await read('MEMORY.md') };
}

describe('the memory of meetings', () => {
  test('knows people, when they were met last, and what they promised', async () => {
    const desk = await openDesk();
    await desk.run(['--add', '-'], { stdin: JSON.stringify({ ...sampleAdditions, topics: ['Release'] }) });
    const memory = await readMemory(desk.cwd);
    expect(memorySchema.safeParse(memory).error).toBeUndefined();
    expect(memory.people.map(({ name }) => name).toSorted()).toEqual([
      'Ben Okafor',
      'Maya Lindqvist',
      'Priya Raman',
      'Tomás Herrera',
    ]);
    expect(memory.people.find(({ name }) => name === 'Ben Okafor')).toEqual({
      name: 'Ben Okafor',
      last_met: '2026-11-12T09:30:00.000Z',
      meetings: ['ses_sample'],
      open_items: [
        {
          text: 'Port the import fix to the export',
          owner: 'Ben Okafor',
          due: 'Wednesday',
          session_id: 'ses_sample',
        },
      ],
    });
    expect(memory.topics).toMatchObject([{ name: 'Release' }]);
    const { markdown } = await memoryFiles(desk.cwd);
    expect(markdown).toContain('- Port the import fix to the export (Ben Okafor, due Wednesday)');
    expect(markdown).not.toContain('Collect the interview feedback');
  });

  test('is the same, byte for byte, when a meeting is merged again', async () => {
    const desk = await openDesk();
    const before = await memoryFiles(desk.cwd);
    await desk.run([]);
    expect(await memoryFiles(desk.cwd)).toEqual(before);
  });

  test('tells the second meeting from the first', async () => {
    const runtime = await createTestRuntime();
    await keepSample(runtime);
    await keepSample(runtime, { ...sampleMeeting, session_id: 'ses_second' });
    const { people, meetings } = await readMemory(runtime.cwd);
    expect(meetings).toHaveLength(2);
    expect(people[0]?.meetings).toHaveLength(2);
    const folders = (await readdir(path.join(runtime.cwd, 'meetings'))).filter((name) =>
      /weekly-sync/.test(name),
    );
    expect(folders).toHaveLength(2);
  });

  test('passes over the bot and people without a name', () => {
    const base = { session_id: 's', folder: 'f', date: null, title: 't', topics: [], open_items: [] };
    const twice = { ...base, session_id: 's2', date: '2026-01-01T00:00:00Z', people: ['ada  lovelace'] };
    const { people } = rememberAll([{ ...base, people: ['Ada Lovelace'] }, twice]);
    expect(people).toMatchObject([
      { name: 'ada  lovelace', last_met: '2026-01-01T00:00:00Z', meetings: ['s2', 's'] },
    ]);
  });

  test('loses nothing when several processes merge at once', async () => {
    const runtime = await createTestRuntime();
    const script = path.join(import.meta.dirname, '../../tools/injected/merge-meeting.mjs');
    const ids = Array.from({ length: 6 }, (_, index) => `ses_${index}`);
    const children = ids.map((id) => fork(script, [runtime.cwd, id], { execArgv: ['--import', 'tsx'] }));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual(ids.map(() => 0));
    const { meetings } = await readMemory(runtime.cwd);
    expect(meetings.map(({ session_id }) => session_id).toSorted()).toEqual(ids);
  });

  test('goes on after a crash that left a lock and half a file', async () => {
    const runtime = await createTestRuntime();
    const { notes, folder } = await keepSample(runtime);
    const before = await memoryFiles(runtime.cwd);
    await writeFile(path.join(runtime.cwd, 'meetings', 'memory.json.1234567'), '{"schema_ver');
    await writeFile(path.join(folder, 'notes.json.7654321'), '{"sess');
    await writeFile(path.join(runtime.cwd, 'meetings', 'MEMORY.md'), '');
    const locks = path.join(runtime.home, 'locks');
    await mkdir(locks, { recursive: true });
    await remember(notes, folder, runtime);
    expect(await memoryFiles(runtime.cwd)).toEqual(before);
    await keepSample(runtime);
    expect((await readdir(path.dirname(folder))).toSorted()).toEqual([
      path.basename(folder),
      'MEMORY.md',
      'memory.json',
    ]);
    expect((await readdir(folder)).toSorted()).toEqual(Object.values(fileNames).toSorted());
  });

  test('is not overwritten when it is not of the known form', async () => {
    const runtime = await createTestRuntime();
    await mkdir(path.join(runtime.cwd, 'meetings'));
    await writeFile(path.join(runtime.cwd, 'meetings', 'memory.json'), '[]');
    await keepSample(runtime);
    expect(runtime.warnings).toMatchObject([{ code: 'memory_unchanged' }]);
    expect(await readFile(path.join(runtime.cwd, 'meetings', 'memory.json'), 'utf8')).toBe('[]');
  });
});

describe('forgetting', () => {
  test('a person: from the memory and all notes, also when the notes are made again', async () => {
    const desk = await openDesk();
    await desk.run(['--add', '-'], { stdin: JSON.stringify(sampleAdditions) });
    const { line } = await desk.run(['--forget', 'ben okafor']);
    expect(line).toMatchObject({ ok: true, forgotten: { kind: 'person', meetings: 1 } });
    await desk.run([]);
    const [folder = ''] = (await readdir(path.join(desk.cwd, 'meetings'))).filter((name) =>
      name.startsWith('2026'),
    );
    const files = await readdir(path.join(desk.cwd, 'meetings', folder));
    const texts = await Promise.all(
      files.map((name) => readFile(path.join(desk.cwd, 'meetings', folder, name), 'utf8')),
    );
    const { json, markdown } = await memoryFiles(desk.cwd);
    expect([...texts, json, markdown].join('\n')).not.toMatch(/okafor/i);
    const notes = await readNotes(desk.cwd);
    expect(notes.participants).toHaveLength(4);
    expect(notes.transcript).toHaveLength(sampleTranscript.length);
  });

  test('a person after whom the folder of a meeting is called', async () => {
    const runtime = await createTestRuntime();
    const content = { participants: [person('Ben Okafor')], summary: 'We met.' };
    await keepNotes(sampleMeeting, gathered(content), runtime);
    const [before = ''] = await foldersOf(runtime.cwd);
    expect(before).toMatch(/-google-meet-with-ben-okafor$/);
    const { line } = await runHere('notes', ['--forget', 'Ben Okafor'], { cwd: runtime.cwd });
    expect(line.ok).toBe(true);
    expect(await foldersOf(runtime.cwd)).toEqual([before.replace('ben-okafor', 'removed')]);
    const { json, markdown } = await memoryFiles(runtime.cwd);
    expect(json + markdown).not.toMatch(/okafor/i);
    await keepNotes(sampleMeeting, gathered(content), runtime);
    expect(await foldersOf(runtime.cwd)).toHaveLength(1);
  });

  test.each([
    [
      'in a summary alone',
      'Ben Okafor',
      'Carla met Ben Okafor at the fair.',
      'Carla met (removed) at the fair.',
    ],
    ['in a script without spaces', '田中花子', '田中花子さんが担当です。', '(removed)さんが担当です。'],
    ['but not within other words', 'Ann', 'Ann met Annika.', '(removed) met Annika.'],
  ])('a person who is named %s', async (_place, name, summary, cleaned) => {
    const runtime = await createTestRuntime();
    await keepNotes(sampleMeeting, gathered({ summary }), runtime);
    const { line } = await runHere('notes', ['--forget', name], { cwd: runtime.cwd });
    expect(line).toMatchObject({ ok: true, forgotten: { kind: 'person', meetings: 1 } });
    expect(await readNotes(runtime.cwd)).toMatchObject({ summary: cleaned });
  });

  test('a person: files that are not ours are named', async () => {
    const desk = await openDesk();
    const [folder = ''] = await foldersOf(desk.cwd);
    await writeFile(path.join(desk.cwd, 'meetings', folder, 'mine.txt'), 'Ben Okafor');
    const { line } = await desk.run(['--forget', 'Ben Okafor']);
    expect(line.warnings).toContainEqual({ code: 'copy_kept', message: expect.stringContaining('mine.txt') });
  });

  test('a person who comes back in a later meeting is met anew', async () => {
    const desk = await openDesk();
    await desk.run(['--forget', 'Ben Okafor']);
    const runtime = { ...(await createTestRuntime()), cwd: desk.cwd };
    await keepSample(runtime, { ...sampleMeeting, session_id: 'ses_later' });
    const { people } = await readMemory(desk.cwd);
    expect(people.find(({ name }) => name === 'Ben Okafor')?.meetings).toEqual(['ses_later']);
  });

  test('a meeting: its folder and what it added to the memory', async () => {
    const desk = await openDesk();
    const tried = await desk.run(['--forget', 'ses_sample', '--dry-run']);
    expect(tried.line).toMatchObject({ forgotten: { kind: 'session' } });
    expect((await readMemory(desk.cwd)).people).not.toEqual([]);
    await desk.run(['--forget', 'ses_sample']);
    expect(await readdir(path.join(desk.cwd, 'meetings'))).toEqual(['MEMORY.md', 'memory.json']);
    expect(await readMemory(desk.cwd)).toMatchObject({ people: [], meetings: [] });
  });

  test('someone unknown is an error that says so', async () => {
    const { line, exitCode } = await (await openDesk()).run(['--forget', 'Nobody Here']);
    expect(exitCode).toBe(2);
    expect(line.error?.code).toBe('session_not_found');
  });
});

test.each(['Pacific/Auckland', 'America/Los_Angeles', 'UTC'])(
  'days are those of the folders in %s',
  (zone) => {
    vi.stubEnv('TZ', zone);
    const instant = '2026-11-12T23:30:00.000Z';
    const folder = `meetings/${dateStamp(Date.parse(instant))}-sync`;
    const meeting = {
      session_id: 's',
      date: instant,
      title: 'Sync',
      folder,
      people: [],
      topics: [],
      open_items: [],
    };
    const text = memoryText({
      schema_version: 1,
      people: [],
      topics: [],
      open_items: [],
      meetings: [meeting],
    });
    expect(text).toContain(`- ${folder.slice(9, 19)} Sync: ${folder}`);
    vi.unstubAllEnvs();
  },
);
