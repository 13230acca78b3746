import { isPikaError, type PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { skillDirectory } from '../cli/version.ts';
import { type RetryPolicy, singleAttempt } from '../net/retry.ts';
import type { PikaClient } from '../pika/client.ts';
import { pickNotes } from '../pika/wire.ts';
import type { Journal } from './journal.ts';
import type { SessionEvent } from './session.ts';
import { gone, type KnownSession, look } from './sighting.ts';

const closing: RetryPolicy = { attempts: 8, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 15_000 };

/** One attempt may hang this long at most, so that several fit into the time that an agent's shell gives. */
const attemptLimitMs = 6000;
const overallLimitMs = 20_000;

type Confirmation = Extract<SessionEvent, { event: 'closed' }>['confirmed_by'];

export interface Closing {
  closed: boolean;
  /** What showed that it is closed: the answer to the DELETE, the session's own status, or that the service knows it no longer. */
  confirmedBy?: Confirmation;
  /** What the service gave back of the meeting, under its own names. */
  notes: Record<string, unknown>;
  /** Why it is not known to be closed. */
  failure?: PikaError;
}

/** The command that closes a session by hand, exact and ready to be run. */
export function leaveCommand(sessionId: string): string {
  return verbCommand(`leave --session-id ${sessionId}`);
}

/** A command line with a verb and its options, ready to be run from any folder. */
export function verbCommand(words: string): string {
  return `node "${skillDirectory}/scripts/pika.mjs" ${words}`;
}

async function deleteOrSee(
  client: PikaClient,
  session: KnownSession,
  { clock }: Runtime,
  signal: AbortSignal,
): Promise<Omit<Closing, 'closed'>> {
  let failure: PikaError | undefined;
  let notes = {};
  try {
    const answer = await client.deleteSession(session.session_id, {
      signal,
      limitMs: attemptLimitMs,
      policy: closing,
    });
    notes = pickNotes(answer);
    if (answer.closed === true) return { confirmedBy: 'delete', notes };
  } catch (error) {
    if (!isPikaError(error)) throw error;
    failure = error;
  }
  // The DELETE may have worked although its answer did not arrive or said otherwise: the session itself tells.
  try {
    const tools = { clock, signal };
    const seen = await look(client, session, tools, { limitMs: attemptLimitMs, policy: singleAttempt });
    if (seen.phase !== 'closed') return { notes, failure };
    const confirmedBy = seen === gone ? 'gone' : 'status';
    return { confirmedBy, notes: { ...pickNotes(seen.notes_source ?? {}), ...notes } };
  } catch (error) {
    if (isPikaError(error, 'key_refused')) return { notes, failure: error };
    if (isPikaError(error)) return { notes, failure: failure ?? error };
    if (signal.aborted) return { notes, failure };
    throw error;
  }
}

/** Events after which nothing of the session is needed any more. */
const lastEvents: ReadonlySet<SessionEvent['event']> = new Set(['closed', 'not_created']);

/** The briefing was for this session only. A file that stays is a warning: the session is over all the same. */
async function forgetBriefing(journal: Journal, key: string, runtime: Runtime): Promise<void> {
  const file = (await journal.read(key))?.briefing_path;
  if (!file) return;
  try {
    const { deleteBriefing } = await import('../context/briefing-file.ts');
    await deleteBriefing(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    runtime.warn('briefing_remains', `the private briefing could not be deleted: ${reason}`);
  }
}

/** Notes an event; a journal that cannot be written must not keep a session open. */
export async function note(
  journal: Journal,
  key: string | null,
  event: SessionEvent,
  runtime: Runtime,
): Promise<void> {
  if (!key) return;
  try {
    await journal.append(key, event, runtime.clock.now());
    if (lastEvents.has(event.event)) await forgetBriefing(journal, key, runtime);
  } catch (error) {
    if (!isPikaError(error, 'home_unwritable')) throw error;
    runtime.warn('journal_unwritable', error.message);
  }
}

/**
 * Closes a session: DELETE, repeated with backoff, confirmed by its answer or by a look at the session. Billing stops here, so an
 * interruption of the verb does not interrupt this; it is bounded by time instead. A session that is gone counts as closed.
 * `key` is the session's journal key, null for one that the journal does not know.
 */
export async function closeSession(
  client: PikaClient,
  journal: Journal,
  session: KnownSession & { key: string | null },
  reason: string,
  runtime: Runtime,
): Promise<Closing> {
  runtime.progress.step(`closing session ${session.session_id}`);
  await note(journal, session.key, { event: 'closing', reason }, runtime);
  const signal = AbortSignal.timeout(overallLimitMs);
  const outcome = await deleteOrSee(client, session, runtime, signal).catch(
    (error): Omit<Closing, 'closed'> => {
      if (signal.aborted) return { notes: {} };
      throw error;
    },
  );
  const { confirmedBy, notes } = outcome;
  if (!confirmedBy) return { closed: false, ...outcome };
  await note(journal, session.key, { event: 'closed', confirmed_by: confirmedBy, notes }, runtime);
  return { closed: true, confirmedBy, notes };
}
