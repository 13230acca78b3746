import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { PikaError } from '../cli/errors.ts';
import { isSecretFile } from './file-rules.ts';

/** Why a file was left out of the briefing. */
export type SkipReason =
  | 'excluded'
  | 'ignored_by_git'
  | 'outside_workspace'
  | 'secret_file'
  | 'not_a_file'
  | 'binary'
  | 'too_large'
  | 'unreadable'
  | 'private'
  | 'not_a_text_type'
  | 'older_than_since'
  | 'enough_already';

/** A file of the workspace, or the part of it that was read. */
export interface TextFile {
  /** Relative to the workspace, with `/`. */
  path: string;
  text: string;
  modifiedMs: number;
  /** Whether more than `text` is in the file. */
  partial: boolean;
}

export interface ReadLimits {
  from: 'head' | 'tail';
  bytes: number;
  /** Larger files are skipped whole; absent where only a part is ever wanted. */
  largestFile?: number;
}

export type ReadOutcome = { file: TextFile } | { skipped: SkipReason } | { missing: true };

const binarySample = 8192;

/** Reading must never wait (a FIFO) and never follow a link that was put there after the check; both flags are unknown on Windows. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isWithin(root: string, target: string): boolean {
  const relative = path.relative(root, target);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  return bytes.subarray(0, binarySample).includes(0) ? undefined : bytes.toString('utf8');
}

/** A log that was truncated while a program had it open begins with a hole that reads as zeros. */
function afterHole(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(bytes.findIndex((byte) => byte !== 0)) : bytes;
}

/** The user's project, read safely: nothing outside of it, no devices, no files made to hold secrets, never more than was asked for. */
export class Workspace {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** @throws {PikaError} `file_unreadable` when the folder cannot be read. */
  static async open(directory: string): Promise<Workspace> {
    try {
      return new Workspace(await realpath(directory));
    } catch (cause) {
      throw new PikaError('file_unreadable', `the workspace cannot be read: ${directory}`, {
        hint: 'Run this in the folder of the project',
        cause,
      });
    }
  }

  /** A path that the user gave, relative to the workspace with `/`. @throws {PikaError} `usage` when it leads outside. */
  relative(given: string, flag: string): string {
    const absolute = path.resolve(this.root, given);
    if (isWithin(this.root, absolute)) return path.relative(this.root, absolute).split(path.sep).join('/');
    throw new PikaError('usage', `${flag}: ${given} lies outside of the workspace`, {
      hint: `Name files below ${this.root}`,
    });
  }

  /** The entries of a folder, sorted by name; nothing when there is no such folder or it is a link. */
  async entries(folder: string): Promise<{ name: string; isFolder: boolean; isFile: boolean }[]> {
    try {
      const absolute = path.join(this.root, folder);
      if (folder && !(await lstat(absolute)).isDirectory()) return [];
      const found = await readdir(absolute, { withFileTypes: true });
      return found
        .map((entry) => ({
          name: entry.name,
          isFolder: entry.isDirectory(),
          isFile: entry.isFile() || entry.isSymbolicLink(),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  /** Milliseconds since 1970, 0 when it cannot be said. */
  async modifiedMs(file: string): Promise<number> {
    const found = await lstat(path.join(this.root, file)).catch(() => undefined);
    return found?.mtimeMs ?? 0;
  }

  /** Reads a part of a text file. Links are followed only to files inside. */
  async read(file: string, limits: ReadLimits): Promise<ReadOutcome> {
    if (isSecretFile(file)) return { skipped: 'secret_file' };
    try {
      const real = await realpath(path.join(this.root, file));
      if (!isWithin(this.root, real)) return { skipped: 'outside_workspace' };
      if (isSecretFile(path.relative(this.root, real).split(path.sep).join('/')))
        return { skipped: 'secret_file' };
      const handle = await open(real, readFlags);
      try {
        return await readOpen(handle, file, limits);
      } finally {
        await handle.close();
      }
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? { missing: true } : { skipped: 'unreadable' };
    }
  }
}

async function readOpen(handle: FileHandle, file: string, limits: ReadLimits): Promise<ReadOutcome> {
  const stats = await handle.stat();
  const { size, mtimeMs } = stats;
  if (!stats.isFile()) return { skipped: 'not_a_file' };
  if (limits.largestFile !== undefined && size > limits.largestFile) return { skipped: 'too_large' };
  const length = Math.min(size, limits.bytes);
  const position = limits.from === 'tail' ? size - length : 0;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  const bytes = buffer.subarray(0, bytesRead);
  const text = decode(limits.from === 'tail' ? afterHole(bytes) : bytes);
  if (text === undefined) return { skipped: 'binary' };
  return { file: { path: file, text, modifiedMs: mtimeMs, partial: size > length } };
}
