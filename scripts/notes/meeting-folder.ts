import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openRegular, ReadRefusal, readBoundedJson } from '../base/bounded-read.ts';
import { isMissing } from '../base/failure.ts';
import { entryAt, temporaryEnding } from '../base/whole-file.ts';
import { makeFolders, makeNewFolder, removeWithin } from '../base/workspace-write.ts';
import { PikaError } from '../cli/errors.ts';
import { type Notes, notesSchema, titleOf } from './schema.ts';

/** Where the notes of all meetings lie, in the user's project. */
export const meetingsFolder = 'meetings';

export function meetingsDirectory(cwd: string): string {
  return path.join(cwd, meetingsFolder);
}

/** Longest title in a folder's name, in bytes: file systems allow 255, some paths on Windows 260 in all. */
const longestTitle = 60;

/** A title as part of a file's name that every system takes: letters and digits of any script, dashes for all else. */
export function fileTitle(title: string): string {
  const plain = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-');
  let short = '';
  for (const letter of plain) {
    if (Buffer.byteLength(short + letter) > longestTitle) break;
    short += letter;
  }
  return short.replace(/^-+|-+$/g, '') || 'meeting';
}

/** `2026-11-12-1030`, in this machine's time zone: that of the person who looks for it. */
export function dateStamp(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}`;
}

const headBytes = 512;

/** The session whose notes are in a folder, from the first bytes of its notes.json; nothing where that is a pipe, a device or a link out. */
async function sessionOf(cwd: string, folder: string): Promise<string | undefined> {
  try {
    const { handle } = await openRegular(path.join(folder, 'notes.json'), cwd);
    try {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(headBytes) });
      return /"session_id":\s*"([^"]+)"/.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error) || error instanceof ReadRefusal) return undefined;
    throw error;
  }
}

/** The names of the meetings' folders below `meetings/`, newest first; none if `meetings` itself is a link. */
export async function meetingFolders(cwd: string): Promise<string[]> {
  if (entryAt(meetingsDirectory(cwd))?.isSymbolicLink()) return [];
  const entries = await readdir(meetingsDirectory(cwd), { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const folders = entries.filter((entry) => entry.isDirectory() && /^\d{4}-\d{2}-\d{2}/.test(entry.name));
  return folders
    .map(({ name }) => name)
    .sort()
    .reverse();
}

/** The absolute path of the folder with the session's notes; undefined if there is none yet. */
export async function findFolder(cwd: string, sessionId: string): Promise<string | undefined> {
  for (const name of await meetingFolders(cwd)) {
    const folder = path.join(meetingsDirectory(cwd), name);
    if ((await sessionOf(cwd, folder)) === sessionId) return folder;
  }
  return undefined;
}

/** Removes what a crash left of half-written files; no one else may be writing `names` in the folder meanwhile. */
export async function removeLeftovers(cwd: string, folder: string, names: readonly string[]): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  const leftovers = found.filter(
    (file) => temporaryEnding.test(file) && names.includes(file.replace(temporaryEnding, '')),
  );
  for (const file of leftovers) await removeWithin(cwd, path.join(folder, file));
}

/** Makes a new folder for the notes, with a number where another meeting has the same name. */
export async function createFolder(cwd: string, notes: Notes, nowMs: number): Promise<string> {
  const started = notes.started_at ? Date.parse(notes.started_at) : nowMs;
  const name = `${dateStamp(started)}-${fileTitle(titleOf(notes))}`;
  await makeFolders(cwd, meetingsDirectory(cwd));
  for (let count = 1; ; count += 1) {
    const folder = path.join(meetingsDirectory(cwd), count === 1 ? name : `${name}-${count}`);
    if (await makeNewFolder(cwd, folder, 0o700)) return folder;
  }
}

/** Ten hours of talk take about 2 MB. */
const maxNotesBytes = 64 * 1024 * 1024;

/**
 * The notes in a folder below `cwd`; nothing when there are none or they are not of our form.
 * @throws {PikaError} `file_unreadable` for a pipe, a device, a link out of the workspace, or a huge file.
 */
export async function readStored(cwd: string, folder: string): Promise<Notes | undefined> {
  const file = path.join(folder, 'notes.json');
  try {
    return notesSchema.safeParse(await readBoundedJson(file, { maxBytes: maxNotesBytes, within: cwd })).data;
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof ReadRefusal) {
      throw new PikaError('file_unreadable', `${file} cannot be read: ${error.message}`, {
        hint: 'Move it away, then run this again',
        cause: error,
      });
    }
    throw error;
  }
}
