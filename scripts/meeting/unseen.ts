import { PikaError } from '../cli/errors.ts';
import type { Journal } from './journal.ts';
import { isUnderWay, mayRunUnseen, type SessionRecord } from './session.ts';

/** What is left to do when a session may run that no verb can reach. */
export const lostJoinHint =
  'Look into the meeting: if the bot is there, remove it by hand; only if it is not, join with --again';

/** The failure that says so of a session whose id never came. */
export function lostSession({ requested_at }: SessionRecord): PikaError {
  const message = `a join was sent at ${requested_at}, but its answer was lost`;
  const known = { closed: false, status: 'unknown' };
  return new PikaError('session_unknown', message, { hint: lostJoinHint, known });
}

/** The failure that says of a session without an id that it may run, or may come to run; nothing when there is none. */
export async function findUnseen(journal: Journal, nowMs: number): Promise<PikaError | undefined> {
  const records = await journal.list();
  const lost = records.find((record) => mayRunUnseen(record, nowMs));
  if (lost) return lostSession(lost);
  if (!records.some((record) => isUnderWay(record, nowMs))) return undefined;
  return new PikaError('session_unknown', 'a join is under way, and its session has no id yet', {
    hint: 'Wait for the join to end, or stop it; then run this again',
    known: { closed: false, status: 'unknown' },
  });
}
