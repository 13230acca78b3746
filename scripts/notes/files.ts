import path from 'node:path';
import { unwritable } from '../base/unwritable.ts';
import { copyWithin, removeEmptyFolder, requireOwnPath, writeFileWithin } from '../base/workspace-write.ts';
import type { Runtime } from '../cli/runtime.ts';
import { exclusively } from './exclusive.ts';
import {
  createFolder,
  findFolder,
  meetingsDirectory,
  readStored,
  removeLeftovers,
} from './meeting-folder.ts';
import { toMarkdown } from './report/notes-markdown.ts';
import { reportPage } from './report/page.ts';
import type { Notes } from './schema.ts';

export const fileNames = {
  json: 'notes.json',
  md: 'notes.md',
  html: 'report.html',
  transcript: 'transcript.jsonl',
} as const;

/** Meetings are private: no one else on the machine needs to read them. */
const mode = 0o600;

/** The text of every file that is kept of a meeting. */
export function renderFiles(notes: Notes): Record<string, string> {
  return {
    [fileNames.transcript]: notes.transcript.map((line) => `${JSON.stringify(line)}\n`).join(''),
    [fileNames.md]: toMarkdown(notes),
    [fileNames.html]: reportPage(notes),
    [fileNames.json]: `${JSON.stringify(notes, null, 2)}\n`,
  };
}

/**
 * Of a new meeting notes.json is written first: a folder without it would be no one's after a crash. Of a known one it is written last: what
 * it says is then true of the other files too.
 */
async function writeFiles(cwd: string, folder: string, notes: Notes, isNew: boolean): Promise<void> {
  const files = Object.entries(renderFiles(notes));
  // All or none: half of the files would say something else than the other half.
  for (const [name] of files) requireOwnPath(cwd, path.join(folder, name));
  for (const [name, text] of isNew ? files.toReversed() : files) {
    await writeFileWithin(cwd, path.join(folder, name), text, mode);
  }
}

/** An empty folder is not left behind. */
async function writeNew(notes: Notes, { cwd, clock }: Runtime): Promise<string> {
  const folder = await createFolder(cwd, notes, clock.now());
  try {
    await writeFiles(cwd, folder, notes, true);
    return folder;
  } catch (error) {
    await removeEmptyFolder(cwd, folder);
    throw error;
  }
}

/** A notes.json that someone else changed beyond recognition is not overwritten. */
async function keepUnreadable(folder: string, runtime: Runtime): Promise<void> {
  const file = path.join(folder, fileNames.json);
  const aside = `${file}.unreadable-${runtime.clock.now()}`;
  await copyWithin(runtime.cwd, file, aside);
  runtime.warn('notes_unreadable', `${file} was not valid; a copy is kept as ${path.basename(aside)}`);
}

export interface Kept {
  notes: Notes;
  /** Absolute. */
  folder: string;
}

/**
 * Changes what is kept of a session, one process at a time, and writes all its files whole or not at all. `change` receives what an earlier
 * run kept. The same session always has the same folder.
 * @throws {PikaError} `file_unwritable`, `wait_timeout`; whatever `change` throws.
 */
export async function updateNotes(
  sessionId: string,
  runtime: Runtime,
  change: (stored: Notes | undefined) => Notes | Promise<Notes>,
): Promise<Kept> {
  const { cwd } = runtime;
  return exclusively('these notes', `${cwd} ${sessionId}`, runtime, async () => {
    try {
      const existing = await findFolder(cwd, sessionId);
      const stored = existing && (await readStored(cwd, existing));
      if (existing && !stored) await keepUnreadable(existing, runtime);
      const notes = await change(stored || undefined);
      if (!existing) return { notes, folder: await writeNew(notes, runtime) };
      await removeLeftovers(cwd, existing, Object.values(fileNames));
      await writeFiles(cwd, existing, notes, false);
      return { notes, folder: existing };
    } catch (error) {
      const folder = meetingsDirectory(cwd);
      const hint = `Make ${folder} writable with room on the disk, or run this in another folder`;
      throw unwritable('the notes', error, hint);
    }
  });
}
