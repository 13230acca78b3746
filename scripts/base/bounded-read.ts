import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { codeOf } from './failure.ts';
import { isInside } from './inside.ts';
import { parseJson } from './json.ts';

/**
 * The one way to read a file that someone else may have put there. It does not wait for a pipe, open a device, follow a link out of
 * the workspace, or read more than the caller allows: a repository or an archive can contain all of these traps.
 */

const refusals = {
  outside: 'it is a link to a file outside the workspace',
  circle: 'its symbolic links form a loop',
  directory: 'it is a directory',
  special: 'it is not a regular file',
  too_large: 'it is too large',
  shared: 'it belongs to another user, or other users can read or change it',
} as const;

export type ReadRefusalReason = keyof typeof refusals;

/** The file exists, but must not be read. */
export class ReadRefusal extends Error {
  override readonly name = 'ReadRefusal';
  readonly reason: ReadRefusalReason;

  constructor(reason: ReadRefusalReason) {
    super(refusals[reason]);
    this.reason = reason;
  }
}

/** Opening must not block (a FIFO) or follow a link that was put there after the check. Windows has neither flag. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export interface OpenedFile {
  handle: FileHandle;
  stats: Stats;
  /** Its path without links. */
  real: string;
}

function requireRegular(stats: Stats): void {
  if (stats.isDirectory()) throw new ReadRefusal('directory');
  if (!stats.isFile()) throw new ReadRefusal('special');
}

/**
 * Opens a regular file for reading. With `within` (absolute), links are followed only to files below that folder.
 * The caller closes the handle.
 * @throws {ReadRefusal}, or the file system's own error, such as ENOENT.
 */
export async function openRegular(file: string, within?: string): Promise<OpenedFile> {
  const real = await realpath(file).catch((error) => {
    throw codeOf(error) === 'ELOOP' ? new ReadRefusal('circle') : error;
  });
  if (within !== undefined && !isInside(await realpath(within), real)) throw new ReadRefusal('outside');
  // Check before opening too: some devices act as soon as they are opened.
  requireRegular(await stat(real));
  const handle = await open(real, openFlags);
  try {
    const stats = await handle.stat();
    requireRegular(stats);
    return { handle, stats, real };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

const pieceBytes = 64 * 1024;

/** A file may grow after its size was read, or report a wrong size, as files in /proc do: so the read itself is bounded. */
async function readAtMost(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const length = Math.min(pieceBytes, maxBytes + 1 - size);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, null);
    if (bytesRead === 0) return Buffer.concat(pieces);
    size += bytesRead;
    if (size > maxBytes) throw new ReadRefusal('too_large');
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

export interface ReadBounds {
  /** A larger file is refused. */
  maxBytes: number;
  /** Absolute path of the folder that links must not lead out of. */
  within?: string;
  /** Require that the file belongs to the current user and is closed to all others. Ignored on Windows, which has no such bits. */
  private?: boolean;
}

const bitsOfOthers = 0o077;

function isPrivate({ uid, mode }: Stats): boolean {
  return !process.getuid || (uid === process.getuid() && (mode & bitsOfOthers) === 0);
}

/**
 * All bytes of a regular file.
 * @throws {ReadRefusal}, or the file system's own error, such as ENOENT.
 */
export async function readBounded(file: string, bounds: ReadBounds): Promise<Buffer> {
  const { maxBytes, within } = bounds;
  const { handle, stats } = await openRegular(file, within);
  try {
    if (bounds.private && !isPrivate(stats)) throw new ReadRefusal('shared');
    if (stats.size > maxBytes) throw new ReadRefusal('too_large');
    return await readAtMost(handle, maxBytes);
  } finally {
    await handle.close();
  }
}

/** The same as text in UTF-8. */
export async function readBoundedText(file: string, bounds: ReadBounds): Promise<string> {
  return (await readBounded(file, bounds)).toString('utf8');
}

/** The value of a JSON file; undefined if it is not JSON. The caller checks it with a schema. */
export async function readBoundedJson(file: string, bounds: ReadBounds): Promise<unknown> {
  return parseJson(await readBoundedText(file, bounds));
}

/**
 * All bytes of a regular file, read synchronously: for what must be known before anything else runs.
 * @throws {ReadRefusal}, or the file system's own error.
 */
export function readBoundedSync(file: string, maxBytes: number): Buffer {
  const real = realpathSync(file);
  requireRegular(statSync(real));
  const descriptor = openSync(real, openFlags);
  try {
    requireRegular(fstatSync(descriptor));
    const bytes = Buffer.alloc(maxBytes + 1);
    let size = 0;
    for (let read = -1; read !== 0 && size <= maxBytes; size += read) {
      read = readSync(descriptor, bytes, size, bytes.length - size, null);
    }
    if (size > maxBytes) throw new ReadRefusal('too_large');
    return bytes.subarray(0, size);
  } finally {
    closeSync(descriptor);
  }
}
