import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { deleteBriefing, writeBriefing } from '../../scripts/context/briefing-file.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

describe('the file of a briefing', () => {
  test('is private, below the home of the package, and has a name of its own', async () => {
    const runtime = await createTestRuntime({ clock: new VirtualClock() });
    const files = await Promise.all(
      Array.from({ length: 5 }, (_, index) => writeBriefing(`text ${index}`, runtime)),
    );
    expect(new Set(files).size).toBe(5);
    for (const [index, file] of files.entries()) {
      expect(path.dirname(file)).toBe(path.join(runtime.home, 'briefings'));
      expect(await readFile(file, 'utf8')).toBe(`text ${index}`);
    }
    expect(await readdir(path.join(runtime.home, 'briefings'))).toHaveLength(5);
  });

  test.skipIf(process.platform === 'win32')('can be read by no one else', async () => {
    const runtime = await createTestRuntime();
    const file = await writeBriefing('text', runtime);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  });

  test('is deleted when it is done with, and nothing else is', async () => {
    const runtime = await createTestRuntime();
    const file = await writeBriefing('text', runtime);
    const others = [
      path.join(runtime.cwd, 'briefing.md'),
      path.join(path.dirname(file), 'mine.md'),
      path.join(runtime.cwd, path.basename(file)),
    ];
    for (const other of others) await writeFile(other, 'of the user');
    expect(await Promise.all(others.map(deleteBriefing))).toEqual([false, false, false]);
    expect(await deleteBriefing(file)).toBe(true);
    expect(await deleteBriefing(file)).toBe(true);
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    for (const other of others) expect(await readFile(other, 'utf8')).toBe('of the user');
  });

  test('does not outlive a week, should it be forgotten', async () => {
    const runtime = await createTestRuntime();
    const forgotten = await writeBriefing('old', runtime);
    const recent = await writeBriefing('recent', runtime);
    const eightDaysAgo = (Date.now() - 8 * 24 * 60 * 60 * 1000) / 1000;
    await utimes(forgotten, eightDaysAgo, eightDaysAgo);
    await writeBriefing('new', runtime);
    const left = await readdir(path.dirname(recent));
    const texts = left.map((name) => readFile(path.join(path.dirname(recent), name), 'utf8'));
    expect((await Promise.all(texts)).sort()).toEqual(['new', 'recent']);
  });

  test('says where it wanted to be when it cannot be written', async () => {
    const runtime = await createTestRuntime();
    await mkdir(runtime.home);
    await writeFile(path.join(runtime.home, 'briefings'), 'a file in the way');
    await expect(writeBriefing('text', runtime)).rejects.toMatchObject({
      code: 'home_unwritable',
      hint: expect.stringContaining('briefings'),
    });
  });
});
