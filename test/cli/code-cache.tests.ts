import { mkdir, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { codeCache, removeOldest } from '../../scripts/cli/code-cache.mjs';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

test('the oldest translations are removed, but none that another process may be making', async () => {
  const folder = await temporaryDirectory();
  const now = Date.now();
  const ages = { a: 50, b: 40, c: 30, d: 20, fresh: 0 };
  for (const [name, minutes] of Object.entries(ages)) {
    await mkdir(path.join(folder, name));
    const at = new Date(now - minutes * 60_000);
    await utimes(path.join(folder, name), at, at);
  }
  removeOldest(folder, 3);
  expect((await readdir(folder)).sort()).toEqual(['c', 'd', 'fresh']);
  removeOldest(folder, 0);
  expect(await readdir(folder)).toEqual(['fresh']);
  removeOldest(path.join(folder, 'missing'), 3);
});

test.skipIf(process.platform === 'win32')(
  'a home below the current folder has no cache, unless that is the root, where guards and engines run',
  async () => {
    const home = path.join(await temporaryDirectory(), 'home');
    await mkdir(home, { mode: 0o700 });
    const env = { PIKA_HOME: home };
    expect(codeCache(env, path.dirname(home))).toBeUndefined();
    expect(codeCache(env, '/')).toBe(path.join(home, 'cache'));
  },
);
