import { chmod, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import {
  copyWithin,
  makeFolders,
  makeNewFolder,
  removeEmptyFolder,
  removeWithin,
  renameWithin,
  requireOwnPath,
  writeFileWithin,
} from '../../scripts/base/workspace-write.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import {
  folderObstacles,
  makeOutside,
  moreObstacles,
  obstacles,
  type Place,
  stateOf,
  tell,
} from './obstacles.ts';

async function openPlace(): Promise<Place> {
  const root = await temporaryDirectory();
  const cwd = path.join(root, 'project');
  await mkdir(cwd);
  return { cwd, outside: await makeOutside(root) };
}

const unwritable = { code: 'file_unwritable' };

/** Everything that changes a file, called with its path. A stranger can add a row. */
const changes: [string, (root: string, file: string) => Promise<unknown>][] = [
  ['writing', (root, file) => writeFileWithin(root, file, 'ours')],
  [
    'copying to',
    async (root, file) => {
      await writeFile(path.join(root, 'source'), 'ours');
      await copyWithin(root, path.join(root, 'source'), file);
    },
  ],
  ['copying from', (root, file) => copyWithin(root, file, path.join(root, 'copy'))],
];

const onTheWay: [string, (root: string, file: string) => Promise<unknown>][] = [
  ...changes,
  ['making folders', (root, file) => makeFolders(root, path.join(file, 'below'))],
  ['making a new folder', (root, file) => makeNewFolder(root, file)],
  ['removing', (root, file) => removeWithin(root, file)],
  ['removing an empty folder', (root, file) => removeEmptyFolder(root, file)],
  ['renaming', (root, file) => renameWithin(root, file, path.join(root, 'other'))],
  [
    'renaming to',
    async (root, file) => {
      await writeFile(path.join(root, 'source'), 'ours');
      await renameWithin(root, path.join(root, 'source'), file);
    },
  ],
];

describe.skipIf(process.platform === 'win32')('a change in the workspace', () => {
  describe.each(Object.entries({ ...obstacles, ...moreObstacles }))('refuses %s', (_what, plant) => {
    test.each(changes)('%s', async (_change, change) => {
      const place = await openPlace();
      const file = path.join(place.cwd, 'file');
      await plant(file, place);
      const before = [await stateOf(place.outside), await tell(file)];
      await expect(change(place.cwd, file)).rejects.toMatchObject(unwritable);
      expect([await stateOf(place.outside), await tell(file)]).toEqual(before);
    });
  });

  describe.each(Object.entries(folderObstacles))('refuses %s on the way', (_what, plant) => {
    test.each(onTheWay)('%s', async (_change, change) => {
      const place = await openPlace();
      const folder = path.join(place.cwd, 'a', 'b');
      await mkdir(path.dirname(folder));
      await plant(folder, place);
      const before = [await stateOf(place.outside), await tell(folder)];
      await expect(change(place.cwd, path.join(folder, 'file'))).rejects.toMatchObject(unwritable);
      expect([await stateOf(place.outside), await tell(folder)]).toEqual(before);
    });
  });

  test('removes a link itself, never what it leads to', async () => {
    const place = await openPlace();
    const before = await stateOf(place.outside);
    for (const target of ['file', 'folder', 'none']) {
      await symlink(path.join(place.outside, target), path.join(place.cwd, 'link'));
      await removeWithin(place.cwd, path.join(place.cwd, 'link'));
    }
    expect(await readdir(place.cwd)).toEqual([]);
    expect(await stateOf(place.outside)).toEqual(before);
  });

  test('keeps the mode of the file that it replaces, or gives the one that is wanted', async () => {
    const { cwd } = await openPlace();
    const file = path.join(cwd, 'file');
    await writeFile(file, 'before');
    await chmod(file, 0o640);
    await writeFileWithin(cwd, file, 'after');
    expect([(await lstat(file)).mode & 0o777, await readFile(file, 'utf8')]).toEqual([0o640, 'after']);
    await writeFileWithin(cwd, file, 'private', 0o600);
    expect((await lstat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(cwd)).toEqual(['file']);
  });

  test('leaves nothing behind when it fails', async () => {
    const { cwd } = await openPlace();
    await expect(writeFileWithin(cwd, path.join(cwd, 'none', 'file'), 'x')).rejects.toThrow('ENOENT');
    await expect(writeFileWithin(cwd, path.join(cwd, 'x'.repeat(300)), 'x')).rejects.toThrow();
    expect(await readdir(cwd)).toEqual([]);
  });
});

test('what is there already is neither renamed over nor copied over, and a new folder is a new one', async () => {
  const { cwd } = await openPlace();
  const [a, b] = [path.join(cwd, 'a'), path.join(cwd, 'b')];
  await writeFile(a, 'a');
  await writeFile(b, 'b');
  await expect(renameWithin(cwd, a, b)).rejects.toMatchObject(unwritable);
  await expect(copyWithin(cwd, a, b)).rejects.toThrow('EEXIST');
  expect(await makeNewFolder(cwd, a)).toBe(false);
  expect(await readFile(b, 'utf8')).toBe('b');
});

test('a path that names the workspace by another name is judged as one inside', async () => {
  const place = await openPlace();
  const alias = path.join(path.dirname(place.cwd), 'alias');
  await symlink('project', alias, 'junction');
  await symlink(path.join(place.outside, 'folder'), path.join(place.cwd, 'looks'), 'junction');
  const before = await stateOf(place.outside);
  await expect(writeFileWithin(place.cwd, path.join(alias, 'looks', 'me.png'), 'x')).rejects.toMatchObject(
    unwritable,
  );
  await expect(makeFolders(place.cwd, path.join(alias, 'looks', 'more'))).rejects.toMatchObject(unwritable);
  expect(await stateOf(place.outside)).toEqual(before);
  await writeFileWithin(place.cwd, path.join(alias, 'me.png'), 'x');
  expect(await readFile(path.join(place.cwd, 'me.png'), 'utf8')).toBe('x');
});

test('a path that climbs out of the workspace by its name is judged as one outside', async () => {
  const place = await openPlace();
  await mkdir(path.join(place.cwd, 'a'));
  const file = path.join(place.cwd, 'a', '..', '..', 'outside', 'file');
  expect(() => requireOwnPath(place.cwd, file)).not.toThrow();
  expect(() => requireOwnPath(place.cwd, place.cwd)).toThrow('is not a regular file');
});
