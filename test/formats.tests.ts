import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findRig } from '../scripts/avatar/face/rig-file.ts';
import { skillDirectory } from '../scripts/cli/version.ts';
import { Journal } from '../scripts/meeting/journal/journal.ts';
import { findFolder, readStored } from '../scripts/notes/meeting-folder.ts';
import { readMemory } from '../scripts/notes/memory/memory.ts';
import { notesSchema } from '../scripts/notes/schema.ts';
import { keptNotes } from '../scripts/service/local/kept-session.ts';
import { currentVoiceId, ownVoices } from '../scripts/voice/library/records.ts';
import { runHere } from './cli/host.ts';
import { createTestRuntime, type TestRuntime } from './doubles/runtime.ts';

/** Files that version 0.1.0 wrote: what a user has on the disk must stay readable. test/fixtures/README.md tells how they came about. */

const fixtures = path.join(skillDirectory, 'test', 'fixtures');
const localSession = 'd26a8607-904d-4a0f-a36b-dcb728d9bf17';
const voice = 'voice_Ada_20261128145551_t9zn';

async function earlierProject(): Promise<TestRuntime> {
  const runtime = await createTestRuntime();
  await cp(path.join(fixtures, 'formats', 'project'), runtime.cwd, { recursive: true });
  await cp(path.join(fixtures, 'formats', 'home'), runtime.home, { recursive: true });
  return runtime;
}

async function json(...parts: string[]): Promise<unknown> {
  return JSON.parse(await readFile(path.join(...parts), 'utf8'));
}

test('an earlier journal has its sessions', async () => {
  const { home } = await earlierProject();
  const sessions = await new Journal(home).list();
  expect(sessions.map(({ session_id, state, engine }) => [session_id, state, engine])).toEqual([
    ['ses_0002', 'ready', 'pika'],
    [localSession, 'closed', 'local'],
    ['ses_0001', 'closed', 'pika'],
  ]);
  expect(sessions.every(({ damaged }) => !damaged)).toBe(true);
});

test('an earlier journal with the answer inside gives the notes again', async () => {
  const { cwd, home } = await earlierProject();
  const folder = await findFolder(cwd, 'ses_0001');
  const before = notesSchema.parse(await json(String(folder), 'notes.json'));
  await rm(path.join(cwd, 'meetings'), { recursive: true });
  const { exitCode, line } = await runHere('notes', ['--session-id', 'ses_0001', '--here'], {
    env: { PIKA_HOME: home },
    cwd,
  });
  expect(exitCode, JSON.stringify(line)).toBe(0);
  const [again] = (await readdir(path.join(cwd, 'meetings'))).filter((name) => name.startsWith('2026'));
  const { summary, transcript, source } = notesSchema.parse(
    await json(cwd, 'meetings', String(again), 'notes.json'),
  );
  expect({ summary, transcript, source }).toEqual({
    summary: before.summary,
    transcript: before.transcript,
    source: before.source,
  });
});

test('earlier notes and the memory of them are read', async () => {
  const { cwd } = await earlierProject();
  for (const session of ['ses_0001', localSession]) {
    const folder = await findFolder(cwd, session);
    expect(await readStored(cwd, String(folder))).toEqual(await json(String(folder), 'notes.json'));
  }
  expect(await readMemory(cwd)).toEqual(await json(cwd, 'meetings', 'memory.json'));
});

test('an earlier voice is the current one', async () => {
  const runtime = await earlierProject();
  expect(await currentVoiceId(runtime)).toBe(voice);
  expect(await ownVoices(runtime)).toEqual([await json(runtime.cwd, 'life', 'voices', `${voice}.json`)]);
  expect(runtime.warnings).toEqual([]);
});

test('what an earlier engine kept of a session gives its notes', async () => {
  const { home } = await earlierProject();
  expect(await keptNotes(home, localSession)).toMatchObject({
    source: 'local',
    duration_sec: 10.7,
    transcript: [{ speaker: 'Ada (AI)', text: 'The release goes out on Thursday.' }],
  });
});

test('an earlier rig fits its picture', async () => {
  const avatar = path.join(fixtures, 'avatars', 'videomeeting-avatar.png');
  const sha256 = createHash('sha256')
    .update(await readFile(avatar))
    .digest('hex');
  const found = await findRig(avatar, sha256, { cwd: fixtures });
  expect(found?.rig.version).toBe(1);
});
