import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { PikaError } from '../cli/errors.ts';
import { pathBelow } from './inside.ts';
import { entryAt, writeWhole } from './whole-file.ts';

/**
 * The one way to change something in the user's workspace. A repository can hold links (git keeps them), and what is written through one
 * lands on a file that is not the project's: so every part of a path below the workspace must be a real folder, and its end a regular
 * file. A path outside, which only a flag can name, may go through links (/tmp is one on macOS), but must not end in one.
 *
 * Not covered: another process that swaps a folder for a link between the check and the write. Node has no call that would open it by
 * its parts.
 */

type Entry = 'file' | 'folder';

function refuse(file: string, what: string, hint: string): never {
  throw new PikaError('file_unwritable', `${file} ${what}`, { hint });
}

/** The folders of a path that must be real, outermost first. */
function foldersBelow(root: string, file: string): string[] {
  const parts = pathBelow(root, file)?.split(path.sep).slice(0, -1) ?? [];
  return parts.map((_part, index) => path.join(root, ...parts.slice(0, index + 1)));
}

function refuseUnlessFolder(folder: string): void {
  const found = entryAt(folder);
  if (found?.isSymbolicLink()) {
    refuse(folder, 'is a link: nothing is written through links', 'Replace the link with a folder');
  }
  if (found && !found.isDirectory()) {
    refuse(folder, 'is not a folder', 'Move it away, or choose another place');
  }
}

function refuseUnlessFile(file: string): void {
  const found = entryAt(file);
  if (found?.isSymbolicLink()) {
    refuse(file, 'is a link: nothing is written through links', 'Remove the link, or choose another place');
  }
  if (found && !found.isFile()) {
    refuse(file, 'is not a regular file', 'Move it away, or choose another place');
  }
}

/**
 * Whether something may be written at a path, before anything is done: what is not there yet may. Synchronous, so that nothing of this
 * process comes between the check and the call after it.
 * @param root the workspace, absolute. @param file absolute.
 * @throws {PikaError} `file_unwritable` that names the part that is a link, a special file, or cannot be looked at.
 */
export function requireOwnPath(root: string, file: string, entry: Entry = 'file'): void {
  try {
    for (const folder of foldersBelow(root, file)) refuseUnlessFolder(folder);
    if (entry === 'file') refuseUnlessFile(file);
    else if (pathBelow(root, file) !== undefined) refuseUnlessFolder(file);
  } catch (error) {
    if (error instanceof PikaError) throw error;
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    refuse(file, `cannot be looked at (${reason})`, 'Choose another place, or make its folder readable');
  }
}

/**
 * Writes a file whole or not at all, in a folder that exists.
 * @param mode without it, that of the file that is replaced.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; what the file system says.
 */
export async function writeFileWithin(
  root: string,
  file: string,
  content: string | Uint8Array,
  mode?: number,
): Promise<void> {
  const check = () => requireOwnPath(root, file);
  check();
  await writeWhole(file, content, mode, check);
}

/** @returns whether it was made: false where something is already. */
async function makeOne(root: string, folder: string, mode?: number): Promise<boolean> {
  requireOwnPath(root, folder, 'folder');
  try {
    await mkdir(folder, mode);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Makes a folder that must be a new one; the folder above it exists.
 * @returns false when something has this name already.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; what the file system says.
 */
export async function makeNewFolder(root: string, folder: string, mode?: number): Promise<boolean> {
  for (const above of foldersBelow(root, folder)) refuseUnlessFolder(above);
  return entryAt(folder) === undefined && makeOne(root, folder, mode);
}

/**
 * Makes a folder and those above it, where they are missing. One at a time: Node's own `recursive` never ends below /proc.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; what the file system says.
 */
export async function makeFolders(root: string, folder: string, mode?: number): Promise<void> {
  requireOwnPath(root, folder, 'folder');
  if (entryAt(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) await makeFolders(root, above, mode);
  await makeOne(root, folder, mode);
}

/**
 * Removes a file, or a folder with all that is in it; nothing when it is not there. A link at the end is removed itself, never what it
 * leads to; one on the way is refused.
 * @throws {PikaError} `file_unwritable`; what the file system says.
 */
export async function removeWithin(root: string, file: string): Promise<void> {
  for (const folder of foldersBelow(root, file)) refuseUnlessFolder(folder);
  await rm(file, { recursive: entryAt(file)?.isDirectory() ?? false, force: true, maxRetries: 3 });
}

/** Removes a folder if nothing is in it; else leaves it. @throws {PikaError} `file_unwritable` where a link is on the way. */
export async function removeEmptyFolder(root: string, folder: string): Promise<void> {
  requireOwnPath(root, folder, 'folder');
  await rmdir(folder).catch(() => undefined);
}

/**
 * Gives a file or folder another name. What has that name already is not replaced.
 * @throws {PikaError} `file_unwritable`; what the file system says.
 */
export async function renameWithin(root: string, before: string, after: string): Promise<void> {
  for (const folder of [...foldersBelow(root, before), ...foldersBelow(root, after)])
    refuseUnlessFolder(folder);
  if (entryAt(after)) refuse(after, 'exists already', 'Move it away');
  await rename(before, after);
}

/**
 * Copies a regular file to a name that nothing has yet.
 * @throws {PikaError} `file_unwritable`; what the file system says.
 */
export async function copyWithin(root: string, from: string, to: string): Promise<void> {
  requireOwnPath(root, from);
  requireOwnPath(root, to);
  await copyFile(from, to, constants.COPYFILE_EXCL);
}
