import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writePicture } from '../../scripts/voice/sample/report-file.ts';
import { portraitFile } from '../avatar/pictures.ts';
import { runHere } from '../cli/host.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { joinedScene } from '../notes/notes-scene.ts';
import { localNotesOf } from '../notes/sample-meeting.ts';
import { tell } from './obstacles.ts';

const picture = ['--image', portraitFile] as const;

describe('what is not ours is not replaced', () => {
  test('a page called MEMORY.md that someone wrote', async () => {
    const { scene } = await joinedScene({ notes: { inDelete: { notes: localNotesOf() } } });
    await mkdir(path.join(scene.home, 'meetings'));
    const file = path.join(scene.home, 'meetings', 'MEMORY.md');
    await writeFile(file, 'My own thoughts on meetings.\n');
    const { line } = await scene.run(['leave']);
    expect(line).toMatchObject({ closed: true, warnings: [{ code: 'memory_unchanged' }] });
    expect(await tell(file)).toBe('My own thoughts on meetings.\n');
  });

  test('a file that is not a picture, by the picture of a report', async () => {
    const runtime = await createTestRuntime();
    const file = path.join(runtime.cwd, 'report.png');
    await writeFile(file, 'alias ll="ls -l"\n');
    const drawn = Buffer.from('89504e470d0a1a0a00', 'hex');
    await expect(writePicture(drawn, file, runtime)).rejects.toMatchObject({ code: 'file_exists' });
    expect(await tell(file)).toBe('alias ll="ls -l"\n');
    await rm(file);
    expect(await writePicture(drawn, file, runtime)).toBe(file);
    expect(await writePicture(drawn, file, runtime)).toBe(file);
  });

  test('a rig that someone made by hand, unless it is the one that is given', async () => {
    const cwd = await temporaryDirectory();
    const file = path.join(cwd, 'identity', 'videomeeting-avatar.rig.json');
    await mkdir(path.dirname(file));
    await writeFile(file, '{"mouth": "by hand"}');
    const { line } = await runHere('prepare-avatar', picture, { cwd });
    expect(line.error?.code).toBe('file_exists');
    expect(await tell(file)).toBe('{"mouth": "by hand"}');
    const given = await runHere('prepare-avatar', [...picture, '--rig', file], { cwd });
    expect(given.line.error?.message).toMatch(/^--rig: /);
  });
});
