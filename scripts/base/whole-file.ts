import { randomInt } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/**
 * Writes files whole or not at all. By hand, because write-file-atomic resolves a link and replaces what it leads to, and opens its
 * temporary file by a name that can be guessed. Here a link at the path is itself replaced, and the temporary file is always a new one.
 */

/** What is at a path, the link itself where it is one; undefined when nothing is. */
export function entryAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The name of a temporary file ends so; a crash may leave one. */
export const temporaryEnding = /\.\d+$/;

const maxTemporary = 10 ** 12;

/** As a file that is written in place would keep them. The owner cannot always be given; then the file is the writer's. */
async function keepModeAndOwner(handle: FileHandle, mode: number | undefined, before: Stats | undefined) {
  if (before && process.getuid && before.uid !== process.getuid()) {
    await handle.chown(before.uid, before.gid).catch(() => undefined);
  }
  const wanted = mode ?? before?.mode;
  if (wanted !== undefined) await handle.chmod(wanted & 0o777).catch(() => undefined);
}

async function fill(file: string, content: string | Uint8Array, mode?: number, before?: Stats) {
  // Fails where anything is, a link included.
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
 * Writes a file beside its place, then moves it there. Without a mode it has that of the file that it replaces.
 * @param isAllowed asked right before the move; what it throws stops the writing.
 * @throws what the file system says.
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
