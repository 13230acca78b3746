import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { isPikaError } from '../../scripts/cli/errors.ts';
import { readScript } from '../../scripts/engine/brain/script.ts';
import { findKey } from '../../scripts/service/endpoint.ts';
import type { VerbName } from '../../scripts/verbs.ts';
import { runHere } from '../cli/host.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { avatar, meetLink } from '../meeting/scene.ts';
import { joinedScene } from '../notes/notes-scene.ts';
import { localNotesOf } from '../notes/sample-meeting.ts';
import {
  makeOutside,
  obstacles,
  outsideText,
  type Place,
  type Plant,
  plantHuge,
  stateOf,
} from './obstacles.ts';

/** A file that a command reads, and the command. */
interface Read {
  /** Below the workspace, with `/`. */
  file: string;
  verb: VerbName;
  argv: readonly string[];
  /** `passes`: it goes on without the file. `refuses`: it says which file, exit 2. `either`: it depends on what is there. */
  outcome: 'passes' | 'refuses' | 'either';
}

const join = ['--meet-url', meetLink, '--bot-name', 'Ada', '--dry-run'] as const;
const withAvatar = [...join, '--image', avatar] as const;
const folder = 'meetings/2026-01-01-0900-sync';

/** Every path that the skill reads in a workspace. A stranger can add a row. */
const read: readonly Read[] = [
  { file: `${folder}/notes.json`, verb: 'context', argv: ['--name', 'Nova', '--preview'], outcome: 'passes' },
  {
    file: `${folder}/notes.json`,
    verb: 'join',
    argv: [...withAvatar, '--context', 'auto'],
    outcome: 'passes',
  },
  { file: `${folder}/notes.json`, verb: 'notes', argv: ['--forget', 'Ada Lovelace'], outcome: 'refuses' },
  { file: 'meetings/memory.json', verb: 'notes', argv: ['--forget', 'Ada Lovelace'], outcome: 'refuses' },
  {
    file: 'meetings/memory.json',
    verb: 'join',
    argv: [...withAvatar, '--context', 'auto'],
    outcome: 'passes',
  },
  ...[
    'MEMORY.md',
    'README.md',
    'USER.md',
    'memory/team.md',
    'identity/nova.md',
    '.gitignore',
    'logs/app.log',
  ].map(
    (file): Read => ({
      file,
      verb: 'context',
      argv: ['--name', 'Nova', '--preview', '--include', 'logs/*.log'],
      outcome: 'passes',
    }),
  ),
  { file: 'identity/videomeeting-avatar.png', verb: 'join', argv: join, outcome: 'refuses' },
  { file: 'me.png', verb: 'join', argv: [...join, '--image', 'me.png'], outcome: 'refuses' },
  { file: 'me.png', verb: 'prepare-avatar', argv: ['--image', 'me.png'], outcome: 'refuses' },
  {
    file: 'rig.json',
    verb: 'prepare-avatar',
    argv: ['--image', avatar, '--rig', 'rig.json'],
    outcome: 'refuses',
  },
  {
    file: 'brief.md',
    verb: 'join',
    argv: [...withAvatar, '--system-prompt-file', 'brief.md'],
    outcome: 'refuses',
  },
  { file: 'brief.md', verb: 'join', argv: [...withAvatar, '--context', 'brief.md'], outcome: 'refuses' },
  {
    file: 'code.txt',
    verb: 'join',
    argv: [...withAvatar, '--meeting-password-file', 'code.txt'],
    outcome: 'either',
  },
  {
    file: 'invitation.txt',
    verb: 'join',
    argv: ['--invite-file', 'invitation.txt', '--bot-name', 'Ada', '--dry-run'],
    outcome: 'refuses',
  },
  { file: 'words.txt', verb: 'say', argv: ['--file', 'words.txt'], outcome: 'refuses' },
  { file: 'more.json', verb: 'notes', argv: ['--add', 'more.json'], outcome: 'refuses' },
  {
    file: 'me.wav',
    verb: 'clone-voice',
    argv: ['--audio', 'me.wav', '--name', 'Ada', '--dry-run'],
    outcome: 'refuses',
  },
  { file: 'life/voice_id.txt', verb: 'join', argv: withAvatar, outcome: 'either' },
  { file: 'life/voice_id.txt', verb: 'voices', argv: [], outcome: 'either' },
  { file: 'life/voice_config.json', verb: 'voices', argv: [], outcome: 'either' },
  { file: 'life/voices/voice_ada.json', verb: 'voices', argv: [], outcome: 'passes' },
];

/** What can be there to be read, with a file that is too large for every one of them. */
const plants: Readonly<Record<string, Plant>> = { ...obstacles, 'a huge file': plantHuge };

/** More than a whole read of the huge file would leave. */
const maxGrowthBytes = 512 * 2 ** 20;

async function openPlace(file: string): Promise<Place & { target: string }> {
  const root = await temporaryDirectory();
  const cwd = path.join(root, 'project');
  const target = path.join(cwd, ...file.split('/'));
  await mkdir(path.dirname(target), { recursive: true });
  return { cwd, outside: await makeOutside(root), target };
}

const rows = read.map((row) => [row.verb, row.file, row] as const);

describe.skipIf(process.platform === 'win32').each(Object.entries(plants))(
  '%s is not waited for, and not told',
  (_what, plant) => {
    test.each(rows)('%s: %s', async (verb, file, { argv, outcome }) => {
      const place = await openPlace(file);
      await plant(place.target, place);
      const api = await hostedApiForTest();
      const before = await stateOf(place.outside);
      const memory = process.memoryUsage().rss;
      const { exitCode, line, stdout, stderr } = await runHere(verb, argv, {
        cwd: place.cwd,
        env: api.environment,
      });
      expect(process.memoryUsage().rss - memory).toBeLessThan(maxGrowthBytes);
      expect(stdout + stderr).not.toContain('canary-outside');
      expect(api.requests.filter(({ raw }) => raw.includes('canary-outside'))).toEqual([]);
      expect(line.error?.code).not.toBe('internal_error');
      expect(outcome === 'either' ? [0, 2] : [outcome === 'passes' ? 0 : 2]).toContain(exitCode);
      expect(await stateOf(place.outside)).toEqual(before);
    });
  },
);

describe.skipIf(process.platform === 'win32')('leave prints its line where something cannot be read', () => {
  const files = [`${folder}/notes.json`, 'meetings/memory.json'];
  const ways = files.flatMap((file) =>
    Object.entries(plants).map(([what, plant]) => [file, what, plant] as const),
  );
  test.each(ways)('%s is %s', async (file, _what, plant) => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
    const place = { cwd: scene.home, outside: await makeOutside(await temporaryDirectory()) };
    const target = path.join(scene.home, ...file.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await plant(target, place);
    const env = { ...scene.api.environment, PIKA_HOME: path.join(scene.home, '.pika') };
    const { line, exitCode, stdout } = await runHere('leave', [], { env, cwd: scene.home });
    expect([exitCode, line.closed]).toEqual([0, true]);
    expect(line.notes_dir).toMatch(/^meetings\//);
    expect(stdout).not.toContain('canary-outside');
  });
});

describe.skipIf(process.platform === 'win32')('what the environment names', () => {
  test.each(Object.entries(plants))('is not waited for either: %s', async (_what, plant) => {
    const place = await openPlace('home/devkey');
    await plant(place.target, place);
    const isTyped = (call: () => unknown) => {
      try {
        call();
        return true;
      } catch (error) {
        return isPikaError(error, 'file_unreadable', 'text_invalid', 'usage');
      }
    };
    expect(isTyped(() => findKey({}, path.dirname(place.target)))).toBe(true);
    expect(isTyped(() => readScript(place.target))).toBe(true);
  });
});

test('a hard link is the file itself, and a file that is read again is found changed', async () => {
  const { cwd, target } = await openPlace('brief.md');
  await writeFile(path.join(cwd, 'other.md'), outsideText);
  await link(path.join(cwd, 'other.md'), target);
  const argv = [...withAvatar, '--context', 'brief.md'];
  expect((await runHere('join', argv, { cwd })).exitCode).toBe(0);
  await rm(target);
  expect((await runHere('join', argv, { cwd })).line.error?.code).toBe('file_unreadable');
});
