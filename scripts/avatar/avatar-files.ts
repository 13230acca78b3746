import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { readBoundedText } from '../base/bounded-read.ts';
import { entryAt } from '../base/whole-file.ts';
import { makeFolders, removeWithin, requireOwnPath, writeFileWithin } from '../base/workspace-write.ts';
import { PikaError } from '../cli/errors.ts';
import type { rigFileSchema } from './face/rig-file.ts';
import { companionsOf, defaultAvatar } from './places.ts';
import type { PreparedAvatar } from './prepare.ts';

/** Absolute paths of an avatar and the files that belong to it. */
export interface AvatarFiles {
  /** The user's project. */
  workspace: string;
  avatar: string;
  preview: string;
  rig: string;
}

export interface FileWishes {
  /** Relative to `cwd`. */
  output: string;
  /** Next to the output by default. */
  preview?: string;
  /** The source, if it is a file. */
  source?: string;
  /** The file that `--rig` names. */
  rig?: string;
  force: boolean;
  /** Whether the default avatar counts as the tool's own file, which may be replaced; true by default. */
  replacesOwn?: boolean;
}

/**
 * Decides where files are written and whether that is allowed. The default avatar is the tool's own file and may be replaced. Any
 * other existing file, including the source itself, is replaced only with `force`.
 * @throws {PikaError} `usage`, `file_exists`, `file_unwritable`.
 */
export async function planFiles(wishes: FileWishes, cwd: string): Promise<AvatarFiles> {
  const { output, preview, source, rig, force, replacesOwn = true } = wishes;
  const avatar = path.resolve(cwd, output);
  const companions = companionsOf(avatar);
  const files = {
    workspace: cwd,
    avatar,
    rig: companions.rig,
    preview: preview ? path.resolve(cwd, preview) : companions.preview,
  };
  for (const [flag, file] of [
    ['--output', files.avatar],
    ['--preview', files.preview],
  ] as const) {
    refuseWrongFile(flag, file, cwd);
  }
  requireOwnPath(cwd, files.rig);
  if (isSame(files.avatar, files.preview)) {
    throw new PikaError('usage', '--preview and --output are the same file', {
      hint: 'Pass two different names',
    });
  }
  if (force) return files;
  const original = source && path.resolve(cwd, source);
  if (original && isSame(original, files.avatar)) throw exists(files.avatar, 'is the source itself');
  if (original && isSame(original, files.preview)) throw exists(files.preview, 'is the source itself');
  const isGivenRig = rig !== undefined && isSame(path.resolve(cwd, rig), files.rig);
  if (!isGivenRig && (await isRigByHand(files.rig))) throw exists(files.rig, 'was not made by this command');
  const own = [companions.preview, ...(replacesOwn ? [path.resolve(cwd, defaultAvatar)] : [])];
  for (const file of [files.avatar, files.preview]) {
    if (!own.some((mine) => isSame(mine, file)) && entryAt(file)) {
      throw exists(file, 'already exists');
    }
  }
  return files;
}

const maxRigBytes = 256 * 1024;

/** A rig written by this package names its picture. One made by a person or an agent may not, and would be lost. */
async function isRigByHand(file: string): Promise<boolean> {
  if (!entryAt(file)) return false;
  const text = await readBoundedText(file, { maxBytes: maxRigBytes }).catch(() => '');
  return !/"picture_sha256":\s*"[0-9a-f]{64}"/.test(text);
}

const exists = (file: string, what: string) =>
  new PikaError('file_exists', `${file} ${what}`, {
    hint: 'Choose another --output (or --preview), or replace it with --force',
  });

function refuseWrongFile(flag: string, file: string, cwd: string): void {
  if (path.extname(file).toLowerCase() !== '.png') {
    throw new PikaError('usage', `${flag} must end with .png`, {
      hint: 'The avatar and its preview are PNG files',
    });
  }
  requireOwnPath(cwd, file);
  refuseReadOnly(file);
}

/** Checks that the nearest existing folder is writable, before anything is paid for. */
function refuseReadOnly(file: string): void {
  let folder = path.dirname(file);
  while (!existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Whether two paths lead to the same file, through links or another spelling. */
function isSame(one: string, other: string): boolean {
  return realPath(one) === realPath(other);
}

function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

function unwritable(file: string, cause: unknown): PikaError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new PikaError('file_unwritable', `cannot write ${file} (${code})`, {
    hint: 'Choose an --output in a folder that you can write to',
    cause,
  });
}

async function write({ workspace }: AvatarFiles, file: string, content: Buffer | string): Promise<void> {
  try {
    await makeFolders(workspace, path.dirname(file));
    await writeFileWithin(workspace, file, content);
  } catch (error) {
    throw error instanceof PikaError ? error : unwritable(file, error);
  }
}

/**
 * Writes an avatar, its rig and its preview, each atomically. The rig contains the avatar's hash, so that one left behind by an
 * interruption is not mistaken for the new avatar's. Without a new rig, an old one is removed.
 * @throws {PikaError} `file_unwritable`.
 */
export async function writeAvatar(
  files: AvatarFiles,
  { bytes, sha256, rig, faceWarnings }: PreparedAvatar,
  preview: Buffer,
): Promise<void> {
  await write(files, files.preview, preview);
  await write(files, files.avatar, bytes);
  if (!rig) return removeWithin(files.workspace, files.rig);
  const content: z.input<typeof rigFileSchema> = { ...rig, picture_sha256: sha256, warnings: faceWarnings };
  await write(files, files.rig, `${readableJson(content)}\n`);
}

/** Indented JSON with each point on a line of its own, not each number. */
function readableJson(content: unknown): string {
  return JSON.stringify(content, null, 2).replaceAll(/\[\s+(-?\d[^[\]{}"]*?)\s+\]/g, (_, numbers: string) => {
    return `[${numbers.replaceAll(/\s+/g, ' ')}]`;
  });
}
