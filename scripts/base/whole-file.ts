import { randomInt } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { codeOf } from './failure.ts';

/**
 * Writes files atomically. Not with write-file-atomic, because it resolves a link and replaces its target, and its temporary file has a
 * name that can be guessed. Here a link at the path is itself replaced, and the temporary file is always new.
 */

/** What is at a path, without following a link; undefined if nothing is there. */
export function entryAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Suffix of temporary files; a crash may leave one behind. */
export const temporaryEnding = /\.\d+$/;

const maxTemporary = 10 ** 12;

/** Keeps the owner and mode, as writing in place would. The owner cannot always be set; then the file belongs to the writer. */
async function keepModeAndOwner(handle: FileHandle, mode: number | undefined, before: Stats | undefined) {
  if (before && process.getuid && before.uid !== process.getuid()) {
    await handle.chown(before.uid, before.gid).catch(() => undefined);
  }
  const wanted = mode ?? before?.mode;
  if (wanted !== undefined) await handle.chmod(wanted & 0o777).catch(() => undefined);
}

async function fill(file: string, content: string | Uint8Array, mode?: number, before?: Stats) {
  // Fails if anything exists there, even a link.
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    await keepModeAndOwner(handle, mode, before);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a temporary file next to the target, then renames it. Without a mode it keeps the mode of the file it replaces.
 * @param isAllowed called right before the rename; if it throws, nothing is replaced.
 * @throws the file system's error.
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  mode?: number,
  isAllowed: () => void = () => {},
): Promise<void> {
  const temporary = `${file}.${randomInt(maxTemporary)}`;
  const found = entryAt(file);
  try {
    await fill(temporary, content, mode, found?.isFile() ? found : undefined);
    isAllowed();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
