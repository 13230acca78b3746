import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  type OpenedFile,
  openRegular,
  ReadRefusal,
  type ReadRefusalReason,
} from '../../base/bounded-read.ts';
import { codeOf } from '../../base/failure.ts';
import { isInside } from '../../base/inside.ts';
import { PikaError } from '../../cli/errors.ts';
import { isSecretFile } from './file-rules.ts';

/** Why a file was left out of the briefing. */
export type SkipReason =
  | 'excluded'
  | 'ignored_by_git'
  | 'outside_workspace'
  | 'secret_file'
  | 'not_a_file'
  | 'binary'
  | 'unknown_encoding'
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

const skipReasons: Readonly<Record<ReadRefusalReason, SkipReason>> = {
  outside: 'outside_workspace',
  circle: 'unreadable',
  directory: 'not_a_file',
  special: 'not_a_file',
  too_large: 'too_large',
  shared: 'unreadable',
};

const replaced = /\ufffd/g;
/** A file in a Western encoding of one byte a letter is ASCII for the most part. */
const minAscii = 0.8;

function decodeText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  const broken = text.match(replaced)?.length ?? 0;
  if (broken === 0) return text;
  const whole = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  if (broken < whole) return text.replace(replaced, '');
  const ascii = bytes.reduce((count, byte) => count + (byte < 0x80 ? 1 : 0), 0);
  return ascii >= minAscii * bytes.length ? new TextDecoder('windows-1252').decode(bytes) : undefined;
}

function decode(bytes: Buffer): { text: string } | { skipped: SkipReason } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes) };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes) };
  if (bytes.subarray(0, binarySample).includes(0)) return { skipped: 'binary' };
  const text = decodeText(bytes);
  return text === undefined ? { skipped: 'unknown_encoding' } : { text };
}

/** A log that was truncated while a program had it open starts with a hole that reads as zeros. */
function afterHole(bytes: Buffer): Buffer {
  return bytes[0] === 0 ? bytes.subarray(bytes.findIndex((byte) => byte !== 0)) : bytes;
}

const [lineEnd, space] = [0x0a, 0x20];

/** The last lines, as far as they are whole. @param bytes with the one byte before them, where there is one. */
function lastLines(bytes: Buffer): Buffer {
  if (bytes[0] === 0) return afterHole(bytes);
  const cut = bytes.indexOf(lineEnd);
  return bytes.subarray((cut === -1 ? bytes.indexOf(space) : cut) + 1);
}

/** The first lines, as far as they are whole: half of a key is not known as one. */
function firstLines(bytes: Buffer): Buffer {
  const cut = bytes.lastIndexOf(lineEnd);
  return bytes.subarray(0, Math.max(0, cut === -1 ? bytes.lastIndexOf(space) : cut));
}

/** The user's project, read safely: nothing outside it, no devices, no files made to hold secrets, never more than was asked for. */
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
    if (isInside(this.root, absolute)) return path.relative(this.root, absolute).split(path.sep).join('/');
    throw new PikaError('usage', `${flag}: ${given} is outside the workspace`, {
      hint: `Name files below ${this.root}`,
    });
  }

  /** Whether the folder exists within the workspace, after links are followed. */
  async holds(folder: string): Promise<boolean> {
    const real = await realpath(path.join(this.root, folder)).catch(() => undefined);
    return real !== undefined && isInside(this.root, real);
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
      const opened = await openRegular(path.join(this.root, file), this.root);
      try {
        if (isSecretFile(path.relative(this.root, opened.real).split(path.sep).join('/')))
          return { skipped: 'secret_file' };
        return await readOpen(opened, file, limits);
      } finally {
        await opened.handle.close();
      }
    } catch (error) {
      if (error instanceof ReadRefusal) return { skipped: skipReasons[error.reason] };
      return codeOf(error) === 'ENOENT' ? { missing: true } : { skipped: 'unreadable' };
    }
  }
}

async function readOpen(
  { handle, stats }: OpenedFile,
  file: string,
  limits: ReadLimits,
): Promise<ReadOutcome> {
  const { size, mtimeMs } = stats;
  if (limits.largestFile !== undefined && size > limits.largestFile) return { skipped: 'too_large' };
  const isPartial = size > limits.bytes;
  const length = Math.min(size, limits.bytes + 1);
  const position = limits.from === 'tail' ? size - length : 0;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  const bytes = buffer.subarray(0, bytesRead);
  const [whole, cut] = limits.from === 'tail' ? [afterHole, lastLines] : [(all: Buffer) => all, firstLines];
  const decoded = decode(isPartial ? cut(bytes) : whole(bytes));
  if ('skipped' in decoded) return decoded;
  return { file: { path: file, text: decoded.text, modifiedMs: mtimeMs, partial: isPartial } };
}
