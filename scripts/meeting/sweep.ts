import { isProcessAlive } from '../base/process-alive.mjs';
import { toPikaError } from '../cli/envelope.ts';
import type { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { closeSession } from './close.ts';
import type { Journal } from './journal/journal.ts';
import { ageMs, type LiveRecord, msPerMinute, type SessionState } from './journal/session.ts';
import { minutesUntilClose } from './journal/stay-limits.ts';
import { clientFor, liveSessions } from './reach.ts';

/** States in which the session is no longer needed. */
const ending: Partial<Record<SessionState, string>> = {
  closing: 'it was being closed',
  error: 'it has failed',
};

/** Why the session should no longer be open; undefined if it may be. */
function overdue(record: LiveRecord, nowMs: number): string | undefined {
  const minutes = ageMs(record, nowMs) / msPerMinute;
  if (minutes >= minutesUntilClose(record)) return 'it exceeds its time or cost limit';
  if (!record.ready_at && minutes >= record.admit_minutes) return 'no one admitted the bot';
  if (isProcessAlive(record.pid)) return undefined;
  if (!record.told) return 'its join died before it could report it';
  return ending[record.state];
}

export interface Swept {
  session_id: string;
  reason: string;
  closed: boolean;
  failure?: PikaError;
}

async function close(record: LiveRecord, reason: string, journal: Journal, runtime: Runtime): Promise<Swept> {
  const { session_id } = record;
  try {
    const client = await clientFor({ session_id, record }, undefined, runtime);
    const { closed, failure } = await closeSession(client, journal, record, reason, runtime);
    return { session_id, reason, closed, failure };
  } catch (error) {
    return { session_id, reason, closed: false, failure: toPikaError(error) };
  }
}

/** Closes every session that exceeds its limits or was left behind by a dead process. */
export async function sweep(journal: Journal, runtime: Runtime): Promise<Swept[]> {
  const found = (await liveSessions(journal)).flatMap((record) => {
    const reason = overdue(record, runtime.clock.now());
    return reason ? [{ record, reason }] : [];
  });
  return Promise.all(found.map(({ record, reason }) => close(record, reason, journal, runtime)));
}
