import { appendFile, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import {
  openRegular,
  readBounded,
  readBoundedSync,
  readBoundedText,
} from '../../scripts/base/bounded-read.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

/** Both ways to read a whole file. */
const readers: [string, (file: string, maxBytes: number) => Promise<Buffer>][] = [
  ['later', (file, maxBytes) => readBounded(file, { maxBytes })],
  ['at once', async (file, maxBytes) => readBoundedSync(file, maxBytes)],
];

describe.each(readers)('a file that is read whole, %s', (_when, read) => {
  test('may have as many bytes as are allowed, and not one more', async () => {
    const file = path.join(await temporaryDirectory(), 'file');
    await writeFile(file, 'x'.repeat(200_000));
    expect((await read(file, 200_000)).length).toBe(200_000);
    await appendFile(file, 'x');
    await expect(read(file, 200_000)).rejects.toMatchObject({ reason: 'too_large' });
    await writeFile(file, '');
    expect((await read(file, 0)).length).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('is bounded too where its size is not told', async () => {
    expect((await read('/proc/version', 10_000)).toString()).toMatch(/^Linux/);
    await expect(read('/proc/version', 5)).rejects.toMatchObject({ reason: 'too_large' });
  });

  test('costs nothing when it is too large', async () => {
    const file = path.join(await temporaryDirectory(), 'huge');
    await writeFile(file, '');
    await truncate(file, 2 ** 40);
    const before = process.memoryUsage().rss;
    await expect(read(file, 1000)).rejects.toMatchObject({ reason: 'too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });

  test.each([
    ['folder', 'directory'],
    ['none', 'ENOENT'],
    ['file/below', 'ENOTDIR'],
  ])('is refused when it is not one: %s', async (name, why) => {
    const root = await temporaryDirectory();
    await mkdir(path.join(root, 'folder'));
    await writeFile(path.join(root, 'file'), '');
    const failure = await read(path.join(root, name), 10).catch((error: unknown) => error);
    expect(failure).toMatchObject(why === 'directory' ? { reason: why } : { code: why });
  });
});

describe('links', () => {
  test('are followed within the folder that is named, not out of it, and anywhere where none is', async () => {
    const root = await temporaryDirectory();
    const within = path.join(root, 'project');
    await mkdir(path.join(within, 'docs'), { recursive: true });
    await writeFile(path.join(within, 'docs', 'a.md'), 'inside');
    await writeFile(path.join(root, 'b.md'), 'outside');
    await symlink(path.join('docs', 'a.md'), path.join(within, 'inside.md'));
    await symlink(path.join('..', 'b.md'), path.join(within, 'outside.md'));
    await symlink('project', path.join(root, 'alias'), 'junction');
    const read = (name: string, fence?: string) => readBoundedText(name, { maxBytes: 100, within: fence });
    expect(await read(path.join(within, 'inside.md'), within)).toBe('inside');
    expect(await read(path.join(root, 'alias', 'inside.md'), path.join(root, 'alias'))).toBe('inside');
    expect(await read(path.join(within, 'outside.md'))).toBe('outside');
    await expect(read(path.join(within, 'outside.md'), within)).rejects.toMatchObject({ reason: 'outside' });
    // A name that starts like the folder's is not in it.
    await mkdir(`${within}-2`);
    await writeFile(path.join(`${within}-2`, 'c.md'), 'beside');
    await expect(read(path.join(`${within}-2`, 'c.md'), within)).rejects.toMatchObject({ reason: 'outside' });
  });

  test('the handle of a file that was opened is the caller\u2019s', async () => {
    const root = await temporaryDirectory();
    await writeFile(path.join(root, 'a.md'), 'text');
    const { handle, stats } = await openRegular(path.join(root, 'a.md'), root);
    expect([stats.size, await handle.readFile('utf8')]).toEqual([4, 'text']);
    await handle.close();
  });
});
