import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { dateStamp } from '../../scripts/notes/meeting-folder.ts';
import type { VerbName } from '../../scripts/verbs.ts';
import { recordFirstUse } from '../../scripts/voice/library/library.ts';
import { ownVoices, writeRecord } from '../../scripts/voice/library/records.ts';
import { portraitFile } from '../avatar/pictures.ts';
import { runHere } from '../cli/host.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { joinedScene, keepSample } from '../notes/notes-scene.ts';
import { localNotesOf, sampleMeeting } from '../notes/sample-meeting.ts';
import {
  folderObstacles,
  makeOutside,
  obstacles,
  outsideText,
  type Place,
  stateOf,
  tell,
} from './obstacles.ts';

/** A file that a command writes, and the command. */
interface Written {
  /** Below the workspace, with `/`. */
  file: string;
  /** What is there before the obstacle is put in; the folders of `file` are made in any case. */
  prepare?(place: Place): Promise<void>;
  verb: VerbName;
  argv: readonly string[];
  /** Obstacles that are none here. */
  takes?: readonly string[];
  /** Exit and code of the refusal, unless they are 2 and one of a file. */
  refusal?: [exit: number, code: string];
}

const sessionId = sampleMeeting.session_id;

async function withNotes({ cwd }: Place): Promise<void> {
  const { notes } = await keepSample({ ...(await createTestRuntime()), cwd, home: path.join(cwd, '.pika') });
  if (notes.session_id !== sessionId) throw new Error('another meeting');
}

const picture = ['--image', portraitFile] as const;
const meeting = `${dateStamp(Date.parse(sampleMeeting.started_at ?? ''))}-weekly-sync`;

/** Every path that the skill writes in a workspace, by a command whose line says what happened. A stranger can add a row. */
const written: readonly Written[] = [
  { file: 'identity/videomeeting-avatar.png', verb: 'prepare-avatar', argv: picture },
  { file: 'identity/videomeeting-avatar.preview.png', verb: 'prepare-avatar', argv: picture },
  { file: 'identity/videomeeting-avatar.rig.json', verb: 'prepare-avatar', argv: picture },
  { file: 'identity/videomeeting-avatar.png', verb: 'prepare-avatar', argv: [...picture, '--force'] },
  { file: 'looks/me.png', verb: 'prepare-avatar', argv: [...picture, '--output', 'looks/me.png', '--force'] },
  {
    file: 'looks/look.png',
    verb: 'prepare-avatar',
    argv: [...picture, '--preview', 'looks/look.png', '--force'],
  },
  {
    file: 'identity/videomeeting-avatar.png',
    verb: 'generate-avatar',
    argv: ['--prompt', 'a fox', '--force'],
  },
  { file: 'identity/videomeeting-avatar.rig.json', verb: 'generate-avatar', argv: ['--prompt', 'a fox'] },
  { file: 'looks/now.png', verb: 'snapshot', argv: ['--output', 'looks/now.png', '--force'] },
  {
    file: 'docs/brief.md',
    verb: 'context',
    argv: ['--name', 'Nova', '--output', 'docs/brief.md', '--force'],
  },
  { file: 'life/voice_id.txt', verb: 'voices', argv: ['use', 'English_radiant_girl'] },
  { file: 'life/voice_config.json', verb: 'voices', argv: ['use', 'English_radiant_girl'] },
  {
    file: 'copies/notes.md',
    prepare: withNotes,
    verb: 'notes',
    argv: ['--session-id', sessionId, '--deliver', 'file', '--to', 'file=copies/notes.md'],
    refusal: [3, 'delivery_failed'],
    // A folder of this name is taken for the folder to copy to.
    takes: ['a folder'],
  },
  {
    file: `copies/all/${meeting}/report.html`,
    prepare: withNotes,
    verb: 'notes',
    argv: ['--session-id', sessionId, '--deliver', 'file', '--to', 'file=copies/all'],
    refusal: [3, 'delivery_failed'],
  },
  ...['notes.md', 'report.html', 'transcript.jsonl'].map(
    (name): Written => ({
      file: `meetings/${meeting}/${name}`,
      prepare: async (place) => {
        await withNotes(place);
        await rm(path.join(place.cwd, 'meetings', meeting, name));
      },
      verb: 'notes',
      argv: ['--session-id', sessionId],
    }),
  ),
];

const fileRefusal = [2, expect.stringMatching(/^file_(unwritable|unreadable|exists)$/)];

async function openPlace(): Promise<Place> {
  const root = await temporaryDirectory();
  const cwd = path.join(root, 'project');
  await mkdir(cwd);
  return { cwd, outside: await makeOutside(root) };
}

async function run({ cwd }: Place, { verb, argv }: Written) {
  const api = await hostedApiForTest();
  const outcome = await runHere(verb, argv, { cwd, env: api.environment });
  // A picture is paid for: whether it can be kept is found out before.
  expect(api.requests).toEqual([]);
  return outcome;
}

const rows = written.map((row) => [`${row.verb} ${row.argv.slice(-1)[0] ?? ''}`, row.file, row] as const);

describe.skipIf(process.platform === 'win32')('nothing is written through', () => {
  describe.each(Object.entries(obstacles))('%s', (what, plant) => {
    test.each(rows.filter(([, , { takes = [] }]) => !takes.includes(what)))(
      '%s: %s',
      async (_verb, file, row) => {
        const place = await openPlace();
        await row.prepare?.(place);
        const target = path.join(place.cwd, ...file.split('/'));
        await mkdir(path.dirname(target), { recursive: true });
        await plant(target, place);
        const before = [await stateOf(place.outside), await tell(target)];
        const { exitCode, line, stdout } = await run(place, row);
        expect([exitCode, line.error?.code]).toEqual(row.refusal ?? fileRefusal);
        expect(line.error?.message).toContain(path.basename(file));
        expect(line.error?.hint).toMatch(/\w/);
        expect(stdout).not.toContain('canary-outside');
        expect([await stateOf(place.outside), await tell(target)]).toEqual(before);
      },
    );
  });

  describe.each(Object.entries(folderObstacles))('%s on the way', (_what, plant) => {
    // Every folder on the way, not only the last one. Those of the meetings have a test of their own.
    const ways = rows
      .filter(([, file]) => !file.startsWith('meetings/'))
      .flatMap(([verb, file, row]) => {
        const parts = file.split('/').slice(0, -1);
        return parts.map((_part, index) => [verb, parts.slice(0, index + 1).join('/'), row] as const);
      });
    test.each(ways)('%s: %s', async (_verb, folder, row) => {
      const place = await openPlace();
      await row.prepare?.(place);
      const target = path.join(place.cwd, ...folder.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
      await plant(target, place);
      const before = [await stateOf(place.outside), await tell(target)];
      const { exitCode, line } = await run(place, row);
      expect([exitCode, line.error?.code]).toEqual(row.refusal ?? fileRefusal);
      expect([await stateOf(place.outside), await tell(target)]).toEqual(before);
    });
  });
});

/** What leaving writes; the meeting is over whatever is in the way. */
const afterLeaving = ['meetings', 'meetings/memory.json', 'meetings/MEMORY.md'];

describe.skipIf(process.platform === 'win32')(
  'leave prints its line and writes through nothing where',
  () => {
    const ways = afterLeaving.flatMap((file) =>
      Object.entries(file.includes('/') ? obstacles : folderObstacles).map(
        ([what, plant]) => [file, what, plant] as const,
      ),
    );
    test.each(ways)('%s is %s', async (file, _what, plant) => {
      const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
      const place = { cwd: scene.home, outside: await makeOutside(await temporaryDirectory()) };
      const target = path.join(scene.home, ...file.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
      await plant(target, place);
      const before = [await stateOf(place.outside), await tell(target)];
      const { line, exitCode } = await scene.run(['leave']);
      expect(exitCode).toBe(0);
      expect(line).toMatchObject({ closed: true, session_id: expect.any(String) });
      const codes = line.warnings
        .map(({ code }) => code)
        .filter((code) => /notes_failed|memory_unchanged/.test(code));
      expect(codes).toHaveLength(1);
      expect([await stateOf(place.outside), await tell(target)]).toEqual(before);
    });

    test('a folder of another meeting has notes that lead out: it is left alone', async () => {
      const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
      const outside = await makeOutside(await temporaryDirectory());
      const theirs = path.join(scene.home, 'meetings', '2027-01-01-0900-theirs');
      await mkdir(theirs, { recursive: true });
      await symlink(path.join(outside, 'file'), path.join(theirs, 'notes.json'));
      await symlink(
        path.join(outside, 'folder'),
        path.join(scene.home, 'meetings', '2027-01-02-0900-linked'),
      );
      const before = await stateOf(outside);
      const { line } = await scene.run(['leave']);
      expect(line).toMatchObject({ closed: true, notes_dir: expect.any(String), warnings: [] });
      expect(await stateOf(outside)).toEqual(before);
    });
  },
);

describe.skipIf(process.platform === 'win32')('forgetting', () => {
  test.each(Object.entries(folderObstacles))(
    'does nothing where the meetings are %s',
    async (_what, plant) => {
      const place = await openPlace();
      await writeFile(path.join(place.outside, 'folder', 'memory.json'), outsideText);
      await plant(path.join(place.cwd, 'meetings'), place);
      const before = await stateOf(place.outside);
      const { exitCode } = await runHere('notes', ['--forget', sessionId], { cwd: place.cwd });
      expect(exitCode).toBe(2);
      expect(await stateOf(place.outside)).toEqual(before);
    },
  );

  test('removes a meeting, and of a link in its folder the link alone', async () => {
    const place = await openPlace();
    await withNotes(place);
    await symlink(path.join(place.outside, 'folder'), path.join(place.cwd, 'meetings', meeting, 'more'));
    const before = await stateOf(place.outside);
    const { line } = await runHere('notes', ['--forget', sessionId], { cwd: place.cwd });
    expect(line.forgotten).toEqual({ kind: 'session', meetings: 1 });
    expect(await stateOf(place.outside)).toEqual(before);
  });

  test('removes a voice, and of a link in its place the link alone', async () => {
    const place = await openPlace();
    await mkdir(path.join(place.cwd, 'life', 'voices'), { recursive: true });
    const runtime = { ...(await createTestRuntime()), cwd: place.cwd };
    await writeRecord(record, runtime);
    await symlink(
      path.join(place.outside, 'file'),
      path.join(place.cwd, 'life', 'voices', `${record.voice_id}.png`),
    );
    const before = await stateOf(place.outside);
    const { exitCode } = await runHere('voices', ['forget', 'Ada'], { cwd: place.cwd });
    expect(exitCode).toBe(0);
    expect(await ownVoices(runtime)).toEqual([]);
    expect(await stateOf(place.outside)).toEqual(before);
  });
});

const record = {
  version: 1,
  name: 'Ada',
  voice_id: 'voice_ada_20260101000000',
  provider: 'local',
  engine: 'local',
  cloned_at: '2026-01-01T00:00:00.000Z',
  first_used_at: null,
  consent: null,
  source_audio: null,
  sample_sha256: null,
  settings: null,
  report: null,
  profile: null,
} as const;

describe.skipIf(process.platform === 'win32')('the record of a voice', () => {
  test.each(Object.entries(obstacles))('is not written through %s', async (_what, plant) => {
    const place = await openPlace();
    const target = path.join(place.cwd, 'life', 'voices', `${record.voice_id}.json`);
    await mkdir(path.dirname(target), { recursive: true });
    await plant(target, place);
    const before = [await stateOf(place.outside), await tell(target)];
    const runtime = { ...(await createTestRuntime()), cwd: place.cwd };
    await expect(writeRecord(record, runtime)).rejects.toMatchObject({ code: 'file_unwritable' });
    // The meeting is running: that is at most a warning.
    await recordFirstUse(record.voice_id, runtime);
    expect([await stateOf(place.outside), await tell(target)]).toEqual(before);
  });
});

test('a link outside the workspace is refused at the end of a path, and followed on the way', async () => {
  const place = await openPlace();
  const root = path.dirname(place.cwd);
  await symlink('outside', path.join(root, 'alias'));
  await symlink(path.join(place.outside, 'file'), path.join(root, 'brief.md'));
  const refused = await runHere('context', ['--output', '../brief.md', '--force'], { cwd: place.cwd });
  expect(refused.line.error?.code).toBe('file_unwritable');
  expect(await tell(path.join(place.outside, 'file'))).toBe(outsideText);
  const taken = await runHere('context', ['--output', '../alias/brief.md'], { cwd: place.cwd });
  expect(taken.exitCode).toBe(0);
  expect(await tell(path.join(place.outside, 'brief.md'))).toMatch(/^# Briefing/);
});
