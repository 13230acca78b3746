import { PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { EngineName } from '../../service/endpoint.ts';
import { leaveCommand } from '../close.ts';
import type { Journal } from '../journal/journal.ts';
import { isUnderWay, type LiveRecord, mayRunUnseen, type SessionRecord } from '../journal/session.ts';

/** What is left to do when a session may run that no command can reach. */
export const lostJoinHints: Readonly<Record<EngineName, string>> = {
  pika: 'Check the meeting: if the bot is there, remove it by hand; only if it is not, join with --again',
  local: `Use another room; what may have been created stops by itself, or with: ${ownCommand('engine stop')}`,
};

const unknown = { closed: false, status: 'unknown' };

/** The command with which a person says that a session needs no watching any more. */
function forgetCommand({ key }: SessionRecord): string {
  return ownCommand(`sessions --forget ${key}`);
}

/** The failure that says so of a session whose id never came, or whose file does not tell it any more. */
export function lostSession(record: SessionRecord): PikaError {
  const { requested_at, key, damaged, engine } = record;
  const known = { ...unknown, record_id: key };
  const forget = `Once no bot is in the meeting, end it with: ${forgetCommand(record)}`;
  if (damaged) {
    const message = `the file of a session (${key}) is damaged: a session without a known id may be running`;
    const hint = `Check the meeting: if the bot is there, remove it by hand. ${forget}`;
    return new PikaError('close_failed', message, { hint, known, retryable: false });
  }
  const message = `a join was sent at ${requested_at}, but its answer was lost`;
  return new PikaError('session_unknown', message, { hint: `${lostJoinHints[engine]}. ${forget}`, known });
}

/** The failure that says so of a session that the service does not know in this moment. */
export function missingSession({ session_id, key }: LiveRecord): PikaError {
  const message = `the service does not know the session ${session_id} of this meeting, and it may still be billed`;
  return new PikaError('session_unknown', message, {
    hint: `Close it: ${leaveCommand(session_id)}; after a minute it counts as closed if it is still missing`,
    known: { ...unknown, session_id, record_id: key, leave_command: leaveCommand(session_id) },
  });
}

/** The failure that says of a session without an id that it may run, or may come to run; nothing when there is none. */
export async function findUnseen(journal: Journal, nowMs: number): Promise<PikaError | undefined> {
  const records = await journal.list();
  const lost = records.find((record) => mayRunUnseen(record, nowMs));
  if (lost) return lostSession(lost);
  if (!records.some((record) => isUnderWay(record, nowMs))) return undefined;
  return new PikaError('session_unknown', 'a join is under way, and its session has no id yet', {
    hint: 'Wait for the join to end, or stop it; then run this again',
    known: unknown,
  });
}
