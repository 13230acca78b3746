import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { goodJoin, openScene, type Scene } from '../meeting/scene.ts';
import { foldersOf, readNotes } from './notes-scene.ts';
import { localNotesOf } from './sample-meeting.ts';

/** Two projects of one user, side by side. */
interface Projects {
  scene: Scene;
  one: string;
  two: string;
  join(cwd: string, ...flags: string[]): Promise<string>;
  run(cwd: string, ...argv: string[]): Promise<Record<string, unknown> & { warnings: { code: string }[] }>;
}

async function openProjects(): Promise<Projects> {
  const scene = await openScene({
    script: [{ status: 'ready' }],
    notes: { inDelete: { notes: localNotesOf() } },
  });
  const [one, two] = [path.join(scene.home, 'one'), path.join(scene.home, 'two')];
  await Promise.all([one, two].map((folder) => mkdir(folder)));
  const run = async (cwd: string, ...argv: string[]) => (await scene.runHere(argv, { cwd })).line;
  const join = async (cwd: string, ...flags: string[]) =>
    String((await run(cwd, ...goodJoin, '--no-guard', ...flags)).session_id);
  return { scene, one, two, join, run };
}

const otherMeeting = ['--meet-url', 'https://meet.google.com/xyz-abcd-efg'];

let projects: Projects;
beforeEach(async () => {
  projects = await openProjects();
});

describe('notes belong to the project of the join', () => {
  test('also when another project leaves the meeting: the result says where they are', async () => {
    const { one, two, join, run } = projects;
    await join(one);
    const line = await run(two, 'leave');
    const [folder = ''] = await foldersOf(one);
    expect(line).toMatchObject({
      closed: true,
      notes_dir: path.join(one, 'meetings', folder),
      warnings: [{ code: 'notes_elsewhere', message: expect.stringContaining(one) }],
    });
    expect(await foldersOf(two)).toEqual([]);
  });

  test('also when another project completes and delivers them, with paths of its own', async () => {
    const { one, two, join, run } = projects;
    const id = await join(one);
    await run(one, 'leave');
    await writeFile(path.join(two, 'add.json'), JSON.stringify({ summary: 'Fine.' }));
    const flags = ['--add', 'add.json', '--deliver', 'file', '--to', 'file=copy.md'];
    const line = await run(two, 'notes', '--session-id', id, ...flags);
    expect(line).toMatchObject({
      ok: true,
      summary: 'Fine.',
      deliveries: [{ to: path.join(two, 'copy.md') }],
    });
    expect(await foldersOf(two)).toEqual([]);
    expect(await readNotes(one)).toMatchObject({ summary: 'Fine.', deliveries: [{ target: 'file' }] });
  });

  test('also from a folder within the project', async () => {
    const { one, join, run } = projects;
    const id = await join(one);
    const within = path.join(one, 'src', 'deep');
    await mkdir(within, { recursive: true });
    expect(await run(within, 'leave')).toMatchObject({ session_id: id, warnings: [] });
    expect(await run(within, 'notes')).toMatchObject({ session_id: id, warnings: [] });
    expect(await foldersOf(one)).toHaveLength(1);
    expect(await foldersOf(within)).toEqual([]);
  });

  test('unless an older journal, or a damaged one, does not name it', async () => {
    const { scene, one, two, join, run } = projects;
    const id = await join(one);
    const [journal = ''] = await scene.journalFiles();
    await writeFile(journal, (await readFile(journal, 'utf8')).replace(/"workspace":"[^"]*",/, ''));
    expect(await run(two, 'leave', '--session-id', id)).toMatchObject({ closed: true, warnings: [] });
    expect(await foldersOf(two)).toHaveLength(1);
  });

  test('and are forgotten there, from wherever', async () => {
    const { one, two, join, run } = projects;
    const id = await join(one);
    await run(one, 'leave');
    expect(await run(two, 'notes', '--forget', id)).toMatchObject({ forgotten: { meetings: 1 } });
    expect(await foldersOf(one)).toEqual([]);
  });
});

describe('without an id', () => {
  test('notes are those of the newest meeting of this project, and of no other', async () => {
    const { one, two, join, run } = projects;
    const first = await join(one);
    await run(one, 'leave');
    const second = await join(two, ...otherMeeting);
    await run(two, 'leave');
    expect(await run(one, 'notes')).toMatchObject({ session_id: first });
    expect(await run(two, 'notes')).toMatchObject({ session_id: second });
    const third = path.join(projects.scene.home, 'three');
    await mkdir(third);
    expect(await run(third, 'notes')).toMatchObject({
      error: { code: 'session_not_found', hint: expect.stringContaining(second) },
    });
  });

  test('a repository is a project of its own, whatever is around it', async () => {
    const { one, join, run } = projects;
    await join(one);
    await run(one, 'leave');
    const inner = path.join(one, 'inner');
    await mkdir(path.join(inner, '.git'), { recursive: true });
    expect(await run(inner, 'notes')).toMatchObject({ error: { code: 'session_not_found' } });
  });

  test('of two live meetings that of this project is left; the other one is named', async () => {
    const { scene, one, two, join, run } = projects;
    const first = await join(one);
    const second = await join(two, ...otherMeeting);
    const line = await run(one, 'leave');
    expect(line).toMatchObject({
      session_id: first,
      warnings: [{ code: 'sessions_live', message: expect.stringContaining(second) }],
    });
    expect(scene.api.openSessions().map(({ id }) => id)).toEqual([second]);
  });

  test('of two live meetings none is left from a third project', async () => {
    const { scene, one, two, join, run } = projects;
    await join(one);
    await join(two, ...otherMeeting);
    expect(await run(scene.home, 'leave')).toMatchObject({ error: { code: 'session_ambiguous' } });
    expect(scene.api.openSessions()).toHaveLength(2);
  });
});

describe('a project that is not there any more', () => {
  test('was deleted: no other project gets the notes, and it is said how to keep them', async () => {
    const { one, two, join, run } = projects;
    await join(one);
    await rm(one, { recursive: true });
    expect(await run(two, 'leave')).toMatchObject({
      closed: true,
      notes_dir: null,
      warnings: [{ code: 'notes_failed', message: expect.stringContaining('--here') }],
    });
    expect(await foldersOf(two)).toEqual([]);
  });

  test('was moved: --here keeps them in its new place, which is known from then on', async () => {
    const { one, two, join, run } = projects;
    const id = await join(one);
    const moved = `${one}-moved`;
    await rename(one, moved);
    await run(two, 'leave');
    const named = ['--session-id', id];
    expect(await run(moved, 'notes', ...named)).toMatchObject({ error: { code: 'file_unwritable' } });
    expect(await run(moved, 'notes', ...named, '--here')).toMatchObject({ ok: true, session_id: id });
    expect(await run(moved, 'notes', ...named)).toMatchObject({ ok: true });
    expect(await foldersOf(moved)).toHaveLength(1);
  });

  test('is still there: --here is refused', async () => {
    const { one, two, join, run } = projects;
    const id = await join(one);
    await run(one, 'leave');
    const line = await run(two, 'notes', '--session-id', id, '--here');
    expect(line).toMatchObject({ error: { code: 'usage', message: expect.stringContaining(one) } });
  });
});
