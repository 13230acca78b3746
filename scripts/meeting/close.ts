import { isPikaError, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type RetryPolicy, singleAttempt } from '../net/retry.ts';
import type { PikaClient } from '../service/client.ts';
import { pickNotes } from '../service/wire.ts';
import { afterDelete, closedBy } from './evidence.mjs';
import type { Journal } from './journal/journal.ts';
import type { SessionEvent } from './journal/session.ts';
import { hidden, isOwnKey, judgeMissing, type KnownSession, type Look, lookOnce } from './sighting.ts';

const closing: RetryPolicy = { attempts: 8, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 20_000 };

/**
 * One DELETE may take so long, the first, the second, every later one: a service that is slow, and that rolls back when its caller hangs
 * up, would never close anything within a short limit. The last is the route's own (reference client).
 */
const deleteLimitsMs = [6000, 12_000, 30_000] as const;
const lookLimitMs = 6000;
/** Together, within the time that an agent's shell gives. The guard goes on after it. */
const overallLimitMs = 30_000;

/** A session may need a moment to say that it is closed. */
const looksAfterDelete = 3;
const betweenLooksMs = 700;

type Confirmation = Extract<SessionEvent, { event: 'closed' }>['confirmed_by'];

export interface Closing {
  closed: boolean;
  /** What showed that it is closed: the answer to the DELETE, the session's own status, or that the service knows it no longer. */
  confirmedBy?: Confirmation;
  /** What the service gave back of the meeting, under its own names. */
  notes: Record<string, unknown>;
  /** Why it is not known to be closed. */
  failure?: PikaError;
  /** The service does not know the session: nobody can say whether it is closed. */
  isUnknown?: boolean;
  /** The session itself says that it is there. */
  isOpen?: boolean;
}

type Outcome = Omit<Closing, 'closed'>;

/** The command that closes a session by hand, exact and ready to be run. */
export function leaveCommand(sessionId: string): string {
  return ownCommand(`leave --session-id ${sessionId}`);
}

type Deleted = { how: 'closed' | 'accepted' | 'missing' | null; notes: object; failure?: PikaError };

async function sendDelete(
  client: PikaClient,
  id: string,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<Deleted> {
  try {
    const answer = await client.deleteSession(id, { signal, limitMs: deleteLimitsMs, policy });
    return { how: answer.closed === true ? 'closed' : 'accepted', notes: pickNotes(answer) };
  } catch (error) {
    if (isPikaError(error, 'not_found')) return { how: 'missing', notes: {}, failure: error };
    if (isPikaError(error)) return { how: null, notes: {}, failure: error };
    if (signal.aborted) return { how: null, notes: {} };
    throw error;
  }
}

/** A look that fails, or for which no time is left, tells nothing. */
async function tryLook(
  client: PikaClient,
  id: string,
  signal: AbortSignal,
): Promise<Look | PikaError | undefined> {
  try {
    return await lookOnce(client, id, { signal, limitMs: lookLimitMs, policy: singleAttempt });
  } catch (error) {
    if (isPikaError(error)) return error;
    if (signal.aborted) return undefined;
    throw error;
  }
}

function stillOpen(word: string): PikaError {
  const message = `the service answered that it closed the session, but the session says ${word || 'nothing of it'}`;
  return new PikaError('close_failed', message, { hint: 'It may still be billed. Run this again' });
}

function notProved(): PikaError {
  const message =
    'the service does not know the session, which alone does not prove that it is closed: a service that is restarted says so too';
  return new PikaError('close_failed', message, {
    hint: 'It may still be billed. Run this again in a minute: a session that is missing for a minute counts as closed',
  });
}

async function deleteAndLook(
  client: PikaClient,
  session: KnownSession,
  { clock }: Runtime,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<Outcome> {
  const id = session.session_id;
  let isTrustedKey = isOwnKey(client, session);
  if (!isTrustedKey) {
    // A key that sees the session is as good as that of the join.
    const before = await tryLook(client, id, signal);
    isTrustedKey = before !== undefined && 'sighting' in before && before.sighting.status_raw !== '';
  }
  const { how, notes, failure } = await sendDelete(client, id, policy, signal);
  const isAccepted = how === 'closed' || how === 'accepted';
  let found = await tryLook(client, id, signal);
  for (let count = 1; isAccepted && count < looksAfterDelete && saysOpen(found); count += 1) {
    await clock.sleep(betweenLooksMs, signal);
    found = await tryLook(client, id, signal);
  }
  if (found && 'sighting' in found) {
    const { phase, status_raw, notes_source } = found.sighting;
    const seen = phase === 'unknown' ? null : afterDelete(phase, status_raw);
    const facts = { deleted: how, isTrustedKey, isServiceItself: false, missingForMs: 0 };
    const confirmedBy = closedBy({ ...facts, seen });
    // Where the DELETE has told all, what the session says is asked for with the notes.
    const told = confirmedBy === 'delete' ? {} : pickNotes(notes_source ?? {});
    if (confirmedBy) return { confirmedBy, notes: { ...told, ...notes } };
    const untrue = isAccepted ? stillOpen(status_raw) : undefined;
    return { notes: { ...notes }, failure: failure ?? untrue, isOpen: phase !== 'unknown' };
  }
  if (found && 'refusal' in found) {
    const facts = { deleted: how, isTrustedKey, nowMs: clock.now() };
    const options = { signal, limitMs: lookLimitMs };
    const confirmedBy = await judgeMissing(client, session, found.refusal, facts, options);
    if (confirmedBy) return { confirmedBy, notes: { ...notes } };
    if (!isTrustedKey && session.key_mark) return { notes: { ...notes }, failure: hidden() };
    return { notes: { ...notes }, failure: notProved(), isUnknown: true };
  }
  const facts = { deleted: how, seen: null, isTrustedKey, isServiceItself: false, missingForMs: 0 };
  const confirmedBy = closedBy(facts);
  if (confirmedBy) return { confirmedBy, notes: { ...notes } };
  return { notes: { ...notes }, failure: failure ?? found };
}

function saysOpen(found: Look | PikaError | undefined): boolean {
  if (!found || !('sighting' in found)) return false;
  const { phase, status_raw } = found.sighting;
  return phase !== 'closed' && phase !== 'unknown' && afterDelete(phase, status_raw) !== 'ended';
}

/** Events after which nothing of the session is needed any more. */
const lastEvents: ReadonlySet<SessionEvent['event']> = new Set(['closed', 'not_created', 'forgotten']);

/** The briefing was for this session only. A file that stays is a warning: the session is over all the same. */
export async function forgetBriefing(journal: Journal, key: string, runtime: Runtime): Promise<void> {
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

/** Another process, such as the guard, may have closed the session in the same moment, and have had the better answer. */
async function isClosedByAnother(journal: Journal, key: string | null): Promise<boolean> {
  return key !== null && (await journal.read(key))?.state === 'closed';
}

/**
 * Closes a session: DELETE, repeated with backoff, confirmed by a look at the session; what counts as closed is in evidence.mjs. Billing
 * stops here, so an interruption of the verb does not interrupt this; it is bounded by time instead.
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
  const outcome = await deleteAndLook(client, session, runtime, closing, signal).catch((error): Outcome => {
    if (signal.aborted) return { notes: {} };
    throw error;
  });
  const { confirmedBy, notes } = outcome;
  if (!confirmedBy) {
    if (await isClosedByAnother(journal, session.key)) return { closed: true, confirmedBy: 'delete', notes };
    if (outcome.isUnknown) await note(journal, session.key, { event: 'unseen' }, runtime);
    return { closed: false, ...outcome };
  }
  await note(journal, session.key, { event: 'closed', confirmed_by: confirmedBy, notes }, runtime);
  return { closed: true, confirmedBy, notes };
}

/** What is known to be closed is closed again quickly, or not at all. */
const againLimitMs = 12_000;

/**
 * Sends the DELETE for a session that the journal calls closed: that costs nothing, and the journal may be wrong. @returns the failure when
 * the session says that it is open.
 */
export async function closeAgain(
  client: PikaClient,
  journal: Journal,
  session: KnownSession & { key: string },
  runtime: Runtime,
): Promise<PikaError | undefined> {
  const signal = AbortSignal.timeout(againLimitMs);
  const outcome = await deleteAndLook(client, session, runtime, singleAttempt, signal);
  if (!outcome.isOpen) return undefined;
  await note(journal, session.key, { event: 'reopened', status_raw: '' }, runtime);
  return outcome.failure ?? stillOpen('');
}
