import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, readlink, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** In every file outside the workspace: it must neither change nor come out. */
export const outsideText = 'canary-outside: this is another project';

/** A workspace, and beside it a folder that is not its business. */
export interface Place {
  cwd: string;
  outside: string;
}

/** The folder that is not the workspace's business. @param root holds both. */
export async function makeOutside(root: string): Promise<string> {
  const outside = path.join(root, 'outside');
  await mkdir(path.join(outside, 'folder'), { recursive: true });
  for (const name of ['file', path.join('folder', 'file')])
    await writeFile(path.join(outside, name), outsideText);
  return outside;
}

export type Plant = (file: string, place: Place) => Promise<unknown>;

/** What can be put where a file is written or read. A stranger can add a row. */
export const obstacles: Readonly<Record<string, Plant>> = {
  'a link to a file outside': (file, { outside }) => symlink(path.join(outside, 'file'), file),
  'a link to a folder outside': (file, { outside }) => symlink(path.join(outside, 'folder'), file),
  'a link that leads to nothing': (file, { outside }) => symlink(path.join(outside, 'new'), file),
  'a link to itself': (file) => symlink(path.basename(file), file),
  'a link to a device': (file) => symlink('/dev/zero', file),
  'a pipe': async (file) => execFileSync('mkfifo', [file]),
  'a folder': (file) => mkdir(file),
};

/** The same again in other words: for the functions themselves, not for every command. */
export const moreObstacles: Readonly<Record<string, Plant>> = {
  'a relative link to a file outside': (file, { outside }) =>
    symlink(path.relative(path.dirname(file), path.join(outside, 'file')), file),
  'a chain of links': async (file, { outside }) => {
    await symlink(path.join(outside, 'file'), `${file}.chain`);
    await symlink(`${file}.chain`, file);
  },
  'a link to a file inside': async (file, { cwd }) => {
    await writeFile(path.join(cwd, 'inside.md'), 'inside');
    await symlink(path.join(cwd, 'inside.md'), file);
  },
};

/** What can be put where a folder on the way is expected. */
export const folderObstacles: Readonly<Record<string, Plant>> = {
  'a link to a folder outside': (file, { outside }) => symlink(path.join(outside, 'folder'), file),
  'a link to a folder that is not there': (file, { outside }) => symlink(path.join(outside, 'new'), file),
  'a link to a file': (file, { outside }) => symlink(path.join(outside, 'file'), file),
  'a pipe': async (file) => execFileSync('mkfifo', [file]),
  'a file': (file) => writeFile(file, 'the file of someone else'),
};

/** A file of 1 GB that takes no room on the disk. */
export async function plantHuge(file: string): Promise<void> {
  await writeFile(file, '');
  await truncate(file, 2 ** 30);
}

/** What is below a folder, with the text of files and the target of links. */
export async function stateOf(folder: string): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    state[path.relative(folder, file)] = await tell(file);
  }
  return state;
}

/** What is at a path, in words that change when it changes. */
export async function tell(file: string): Promise<string> {
  const found = await lstat(file);
  if (found.isSymbolicLink()) return `link to ${await readlink(file)}`;
  if (found.isFIFO()) return 'pipe';
  if (found.isDirectory()) return 'folder';
  return found.size > 2 ** 20 ? `${found.size} bytes` : readFile(file, 'utf8');
}
