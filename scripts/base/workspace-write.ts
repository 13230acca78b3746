import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { PikaError } from '../cli/errors.ts';
import { codeOf } from './failure.ts';
import { pathBelow } from './inside.ts';
import { entryAt, writeWhole } from './whole-file.ts';

/**
 * The one way to change something in the user's workspace. A repository can contain links (git keeps them), and writing through one
 * changes a file outside the project: so every folder of a path below the workspace must be a real folder, and the file a regular
 * file. A path outside, which only a flag can name, may go through links (/tmp is one on macOS), but must not end in one.
 *
 * Not covered: another process that swaps a folder for a link between the check and the write. Node cannot open a path relative to an
 * open folder.
 */

type Entry = 'file' | 'folder';

function refuse(file: string, what: string, hint: string): never {
  throw new PikaError('file_unwritable', `${file} ${what}`, { hint });
}

/** The folders of a path that must not be links, outermost first. */
function foldersBelow(root: string, file: string): string[] {
  const parts = pathBelow(root, file)?.split(path.sep).slice(0, -1) ?? [];
  return parts.map((_part, index) => path.join(root, ...parts.slice(0, index + 1)));
}

function refuseUnlessFolder(folder: string): void {
  const found = entryAt(folder);
  if (found?.isSymbolicLink()) {
    refuse(folder, 'is a link, and links are not followed when writing', 'Replace the link with a folder');
  }
  if (found && !found.isDirectory()) {
    refuse(folder, 'is not a directory', 'Move it away, or choose another path');
  }
}

function refuseUnlessFile(file: string): void {
  const found = entryAt(file);
  if (found?.isSymbolicLink()) {
    refuse(
      file,
      'is a link, and links are not followed when writing',
      'Remove the link, or choose another path',
    );
  }
  if (found && !found.isFile()) {
    refuse(file, 'is not a regular file', 'Move it away, or choose another path');
  }
}

/**
 * Checks that a path may be written to; a path that does not exist yet may. Synchronous, so that nothing else in this process runs
 * between the check and the call after it.
 * @param root the workspace, absolute. @param file absolute.
 * @throws {PikaError} `file_unwritable`, naming the part that is a link or a special file, or that cannot be accessed.
 */
export function requireOwnPath(root: string, file: string, entry: Entry = 'file'): void {
  try {
    for (const folder of foldersBelow(root, file)) refuseUnlessFolder(folder);
    if (entry === 'file') refuseUnlessFile(file);
    else if (pathBelow(root, file) !== undefined) refuseUnlessFolder(file);
  } catch (error) {
    if (error instanceof PikaError) throw error;
    const reason = codeOf(error) || error;
    refuse(file, `cannot be accessed (${reason})`, 'Choose another path, or make its folder readable');
  }
}

/**
 * Writes a file atomically, in an existing folder.
 * @param mode defaults to the mode of the file being replaced.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; the file system's error.
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

/** @returns whether it was created: false if something is already there. */
async function makeOne(root: string, folder: string, mode?: number): Promise<boolean> {
  requireOwnPath(root, folder, 'folder');
  try {
    await mkdir(folder, mode);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Creates a new folder in an existing one.
 * @returns false if the name is already taken.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; the file system's error.
 */
export async function makeNewFolder(root: string, folder: string, mode?: number): Promise<boolean> {
  for (const above of foldersBelow(root, folder)) refuseUnlessFolder(above);
  return entryAt(folder) === undefined && makeOne(root, folder, mode);
}

/**
 * Creates a folder and its missing parents. One at a time: Node's own `recursive` never returns below /proc.
 * @throws {PikaError} `file_unwritable` as `requireOwnPath`; the file system's error.
 */
export async function makeFolders(root: string, folder: string, mode?: number): Promise<void> {
  requireOwnPath(root, folder, 'folder');
  if (entryAt(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) await makeFolders(root, above, mode);
  await makeOne(root, folder, mode);
}

/**
 * Removes a file, or a folder with its content; does nothing if it is missing. A link at the end of the path is removed, never its
 * target; a link on the way is refused.
 * @throws {PikaError} `file_unwritable`; the file system's error.
 */
export async function removeWithin(root: string, file: string): Promise<void> {
  for (const folder of foldersBelow(root, file)) refuseUnlessFolder(folder);
  await rm(file, { recursive: entryAt(file)?.isDirectory() ?? false, force: true, maxRetries: 3 });
}

/** Removes a folder if it is empty. @throws {PikaError} `file_unwritable` if a link is on the way. */
export async function removeEmptyFolder(root: string, folder: string): Promise<void> {
  requireOwnPath(root, folder, 'folder');
  await rmdir(folder).catch(() => undefined);
}

/**
 * Renames a file or folder. Never replaces an existing one.
 * @throws {PikaError} `file_unwritable`; the file system's error.
 */
export async function renameWithin(root: string, before: string, after: string): Promise<void> {
  for (const folder of [...foldersBelow(root, before), ...foldersBelow(root, after)])
    refuseUnlessFolder(folder);
  if (entryAt(after)) refuse(after, 'already exists', 'Move it away');
  await rename(before, after);
}

/**
 * Copies a regular file to a path that does not exist yet.
 * @throws {PikaError} `file_unwritable`; the file system's error.
 */
export async function copyWithin(root: string, from: string, to: string): Promise<void> {
  requireOwnPath(root, from);
  requireOwnPath(root, to);
  await copyFile(from, to, constants.COPYFILE_EXCL);
}
