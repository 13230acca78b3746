import path from 'node:path';
import { isInside } from '../base/inside.ts';
import { toPikaError } from '../cli/envelope.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type Additions, withAdditions } from './additions.ts';
import type { Gathered } from './collect.ts';
import { composeNotes } from './compose.ts';
import { type Kept, updateNotes } from './files.ts';
import type { Meeting } from './meeting-facts.ts';
import { remember } from './memory/memory.ts';

/** Notes that cannot be remembered are still kept. */
async function rememberIfPossible({ notes, folder }: Kept, runtime: Runtime): Promise<void> {
  try {
    await remember(notes, folder, runtime);
  } catch (error) {
    runtime.signal.throwIfAborted();
    runtime.warn('memory_unchanged', `the memory of meetings was not changed: ${toPikaError(error).message}`);
  }
}

/**
 * Writes what was gathered of a meeting to its folder and merges it into the memory. Run again, it writes to the same folder, keeps what the
 * agent added and adds what has come since.
 * @throws {PikaError} `text_invalid` for additions that the transcript does not bear out, before anything is written; `file_unwritable`.
 */
export async function keepNotes(
  meeting: Meeting,
  gathered: Gathered,
  runtime: Runtime,
  additions?: Additions,
): Promise<Kept> {
  const kept = await updateNotes(meeting.session_id, runtime, (stored) => {
    const notes = composeNotes(meeting, stored, gathered);
    return additions ? withAdditions(notes, additions) : notes;
  });
  await rememberIfPossible(kept, runtime);
  return kept;
}

/** A path as it is printed: relative below the working directory, else whole; with slashes on every system, which all of them take. */
export function printedPath(cwd: string, file: string): string {
  return (isInside(cwd, file) ? path.relative(cwd, file) : file).replaceAll(path.sep, '/');
}
