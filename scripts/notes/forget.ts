import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { removeWithin, renameWithin } from '../base/workspace-write.ts';
import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { Journal } from '../meeting/journal/journal.ts';
import { isSameFolder } from '../meeting/project.ts';
import { fileNames, updateNotes } from './files.ts';
import { printedPath } from './keep.ts';
import { findFolder, meetingFolders, meetingsDirectory, readStored } from './meeting-folder.ts';
import { forgetMeetings, forgetPerson, readMemory } from './memory/memory.ts';
import { cleanName, personKey } from './person-name.ts';
import type { Notes } from './schema.ts';
import { folderWithoutName, withoutName, withoutPerson } from './without-name.ts';

/** What was removed. */
export interface Forgotten {
  kind: 'session' | 'person';
  /** Meetings whose notes were removed or changed. */
  meetings: number;
}

/** A session's notes are in the project of its join; an earlier version may have left them where `leave` was run. */
async function projectsThatKeep(sessionId: string, runtime: Runtime): Promise<Runtime[]> {
  // A journal that cannot be read keeps nothing from being forgotten here.
  const record = await new Journal(runtime.home).find(sessionId).catch(() => undefined);
  const workspace = record?.workspace;
  const isElsewhere = workspace && !isSameFolder(workspace, runtime.cwd);
  const projects = isElsewhere ? [runtime, { ...runtime, cwd: workspace }] : [runtime];
  const kept = await Promise.all(projects.map((project) => isKept(sessionId, project)));
  return projects.filter((_, place) => kept[place]);
}

async function isKept(sessionId: string, { cwd }: Runtime): Promise<boolean> {
  if (await findFolder(cwd, sessionId)) return true;
  const { meetings } = await readMemory(cwd);
  return meetings.some(({ session_id }) => session_id === sessionId);
}

async function forgetSession(sessionId: string, dryRun: boolean, project: Runtime): Promise<void> {
  if (dryRun) return;
  const folder = await findFolder(project.cwd, sessionId);
  if (folder) await removeWithin(project.cwd, folder);
  await forgetMeetings(new Set([sessionId]), project);
}

/** A shorter name would be cut out of innocent words. */
const minNameLetters = 2;

/** Notes that cannot be read must not keep the others from being cleaned; the user has to look into them. */
async function storedOrWarn(folderName: string, { cwd, warn }: Runtime): Promise<Notes | undefined> {
  const folder = path.join(meetingsDirectory(cwd), folderName);
  try {
    return await readStored(cwd, folder);
  } catch (error) {
    if (!isPikaError(error, 'file_unreadable')) throw error;
    warn('notes_unreadable', `${printedPath(cwd, folder)} was not searched: ${error.message}`);
    return undefined;
  }
}

async function cleanNotes(name: string, dryRun: boolean, runtime: Runtime): Promise<number> {
  let changed = 0;
  for (const folderName of await meetingFolders(runtime.cwd)) {
    const stored = await storedOrWarn(folderName, runtime);
    if (!stored || withoutPerson(stored, name) === stored) continue;
    changed += 1;
    if (dryRun) continue;
    await updateNotes(stored.session_id, runtime, (now) => withoutPerson(now ?? stored, name));
    await renameFolder(folderName, folderWithoutName(folderName, name), runtime);
  }
  return changed;
}

async function renameFolder(before: string, after: string, { cwd, warn }: Runtime): Promise<void> {
  if (after === before) return;
  const meetings = meetingsDirectory(cwd);
  try {
    await renameWithin(cwd, path.join(meetings, before), path.join(meetings, after));
  } catch {
    warn('name_in_folder', `${printedPath(cwd, path.join(meetings, before))} still has the name in its path`);
  }
}

const ownFiles: ReadonlySet<string> = new Set(Object.values(fileNames));

/** Other files there may hold names: copies of unreadable notes, what a crash left, what the user put there. */
async function warnOfCopies(runtime: Runtime): Promise<void> {
  for (const folderName of await meetingFolders(runtime.cwd)) {
    const folder = path.join(meetingsDirectory(runtime.cwd), folderName);
    const copy = (await readdir(folder)).find((name) => !ownFiles.has(name));
    if (copy)
      runtime.warn('copy_kept', `${printedPath(runtime.cwd, path.join(folder, copy))} was not searched`);
  }
}

async function forgetName(name: string, dryRun: boolean, runtime: Runtime): Promise<Forgotten> {
  const memory = await readMemory(runtime.cwd);
  const isRemembered = memory.people.some((person) => personKey(person.name) === personKey(name));
  const meetings = await cleanNotes(name, dryRun, runtime);
  if (!isRemembered && meetings === 0) {
    throw new PikaError('session_not_found', `no person or session is known as ${name}`, {
      hint: 'Give a name as written in meetings/MEMORY.md, or a session id',
    });
  }
  if (dryRun) return { kind: 'person', meetings };
  await forgetPerson(name, (text) => withoutName(text, name), runtime);
  await warnOfCopies(runtime);
  runtime.warn(
    'names_in_text',
    'only this full name was removed: nicknames and first names within sentences remain',
  );
  return { kind: 'person', meetings };
}

/**
 * Removes a meeting (its folder and what is remembered of it), or a person: from the memory and from the notes of every meeting. What the journal
 * holds of a session is not touched; notes made from it again leave the person out.
 * @throws {PikaError} `session_not_found` when nothing of it is kept; `usage` for a name of one letter.
 */
export async function forget(what: string, dryRun: boolean, runtime: Runtime): Promise<Forgotten> {
  const projects = await projectsThatKeep(what, runtime);
  if (projects.length > 0) {
    for (const project of projects) await forgetSession(what, dryRun, project);
    return { kind: 'session', meetings: 1 };
  }
  const name = cleanName(what) ?? '';
  if ((name.match(/[\p{L}\p{N}]/gu) ?? []).length < minNameLetters) {
    throw new PikaError('usage', '--forget: expected a name or a session id', {
      hint: 'Give the whole name',
    });
  }
  return forgetName(name, dryRun, runtime);
}
