import { toPikaError } from '../cli/envelope.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { Journal } from '../meeting/journal/journal.ts';
import type { Target } from '../meeting/reach.ts';
import type { PikaClient } from '../service/client.ts';
import { type Gathered, gather, isEmptyRehearsal } from './collect.ts';
import { type Meeting, meetingOf } from './meeting-facts.ts';

export interface AfterLeaveOptions {
  /** Seconds to wait for notes that are not there yet. Without it: a few, and only when the service says that they are on their way. */
  notesWaitSec: number | undefined;
  /** What the answer to DELETE gave. */
  answer: Readonly<Record<string, unknown>>;
  client: PikaClient | undefined;
  /** Time for the calls themselves. */
  limitMs?: number;
}

/** Where the notes are: relative to the working directory if they are below it; null when there are none. */
export interface LeaveNotes {
  notes_dir: string | null;
  notes_path: string | null;
}

const noNotes: LeaveNotes = { notes_dir: null, notes_path: null };

const hopefulWaitSec = 5;
/** Leaving must be quick. */
const defaultLimitMs = 8_000;

async function meetingNow(
  { session_id, record }: Target,
  answer: Meeting['answer'],
  runtime: Runtime,
): Promise<Meeting> {
  // Closing was noted in the journal since the record was read.
  const journal = new Journal(runtime.home);
  const now = record && ((await journal.read(record.key)) ?? record);
  const hasAnswer = answer && Object.keys(answer).length > 0;
  const known = hasAnswer || !now ? answer : await journal.answer(now);
  return meetingOf({ session_id, record: now }, runtime.clock.now(), known ?? undefined);
}

async function look(
  meeting: Meeting,
  { notesWaitSec, client, limitMs = defaultLimitMs }: AfterLeaveOptions,
  runtime: Runtime,
): Promise<Gathered> {
  const waitSec = notesWaitSec ?? hopefulWaitSec;
  return gather(meeting, client, runtime, { waitSec, onlyWithHope: notesWaitSec === undefined, limitMs });
}

/**
 * Brings the notes home after a session was closed: writes them to the meeting's folder and merges them into the memory. Never throws, since
 * the session is closed whatever happens here: what goes wrong is a warning.
 */
export async function afterLeave(
  target: Target,
  options: AfterLeaveOptions,
  runtime: Runtime,
): Promise<LeaveNotes> {
  try {
    const meeting = await meetingNow(target, options.answer, runtime);
    const gathered = await look(meeting, options, runtime);
    if (gathered.found.length === 0) {
      // A bot that never came in has nothing to tell.
      if (!meeting.wasReady) return noNotes;
      const reason = gathered.problems[0] ?? 'the service gave none';
      runtime.warn(
        'notes_missing',
        `no notes: ${reason}. Look again: ${ownCommand(`notes --session-id ${meeting.session_id} --wait 60`)}`,
      );
      return noNotes;
    }
    if (isEmptyRehearsal(meeting, gathered)) {
      runtime.warn('nothing_said', 'no one said anything: no notes are kept');
      return noNotes;
    }
    // What writes them is loaded only now: most of the time of leaving is loading.
    const [{ keepNotes, printedPath }, { fileNames }, { projectOf, warnOfOtherProject }] = await Promise.all([
      import('./keep.ts'),
      import('./files.ts'),
      import('./project.ts'),
    ]);
    const project = await projectOf(target, false, runtime);
    const { folder } = await keepNotes(meeting, gathered, project);
    warnOfOtherProject(project, runtime);
    const notes_dir = printedPath(runtime.cwd, folder);
    return { notes_dir, notes_path: `${notes_dir}/${fileNames.html}` };
  } catch (error) {
    const { message, hint, known } = toPikaError(error);
    const next = known.workspace_missing ? hint : `Try: notes --session-id ${target.session_id}`;
    runtime.warn('notes_failed', `the session is closed, but its notes were not kept: ${message}. ${next}`);
    return noNotes;
  }
}
