import { statSync } from 'node:fs';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { isSameFolder, ofProject } from '../meeting/project.ts';
import type { Target } from '../meeting/reach.ts';
import { findFolder } from './meeting-folder.ts';

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function projectMissing({ session_id }: Target, workspace: string): PikaError {
  return new PikaError('file_unwritable', `the project of the meeting is no longer at ${workspace}`, {
    hint: `Run this in the folder where the project is now: notes --session-id ${session_id} --here`,
    known: { session_id, workspace_missing: workspace },
  });
}

function projectThere(workspace: string): PikaError {
  return new PikaError('usage', `--here: the project of the meeting is still at ${workspace}`, {
    hint: 'Omit --here: notes belong to the project of the join',
  });
}

/**
 * The runtime for keeping a meeting's notes: its working directory is the project that the meeting was joined from, wherever the command
 * runs, so that no one's names get into another project. A session that was not joined on this machine has no other project than this.
 * @param isHere the user says that the project was moved to where the command runs.
 * @throws {PikaError} `file_unwritable` when that project is not there any more; `usage` for `isHere` although it is.
 */
export async function projectOf(target: Target, isHere: boolean, runtime: Runtime): Promise<Runtime> {
  const workspace = target.record?.workspace;
  // The journal of another machine, or a damaged one, names none.
  if (!workspace || isSameFolder(workspace, runtime.cwd)) return runtime;
  if (isFolder(workspace)) {
    if (isHere) throw projectThere(workspace);
    return { ...runtime, cwd: workspace };
  }
  const isMoved = isHere || (await findFolder(runtime.cwd, target.session_id)) !== undefined;
  if (!isMoved) throw projectMissing(target, workspace);
  return runtime;
}

/** Says where the notes are when that is not in the project that the command runs in. */
export function warnOfOtherProject(project: Runtime, { cwd, warn }: Runtime): void {
  if (ofProject([{ workspace: project.cwd }], cwd).length > 0) return;
  warn('notes_elsewhere', `the notes are in the project that the meeting was joined from: ${project.cwd}`);
}
