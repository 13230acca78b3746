import { messageOf } from '../base/failure.ts';
import { isPikaError, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type RetryPolicy, singleAttempt } from '../net/retry.ts';
import type { PikaClient } from '../service/client.ts';
import { pickNotes } from '../service/wire.ts';
import { afterDelete, closedBy } from './evidence.mjs';
import type { SessionEvent } from './journal/events.ts';
import type { Journal } from './journal/journal.ts';
import { hidden, isOwnKey, judgeMissing, type KnownSession, type Look, lookOnce } from './sighting.ts';

const closing: RetryPolicy = { attempts: 8, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 20_000 };

/**
 * Time limits of the first DELETE, the second, and every later one: a slow service that rolls back when its caller hangs up would never
 * close anything within a short limit. The last one is the route's own (reference client).
 */
const deleteLimitsMs = [6000, 12_000, 30_000] as const;
const lookLimitMs = 6000;
/** Total limit, within the timeout of an agent's shell. The guard continues after it. */
const overallLimitMs = 30_000;

/** A session may need a moment to report that it is closed. */
const looksAfterDelete = 3;
const betweenLooksMs = 700;

type Confirmation = Extract<SessionEvent, { event: 'closed' }>['confirmed_by'];

export interface Closing {
  closed: boolean;
  /** What proved that it is closed: the answer to the DELETE, the session's status, or that the service no longer knows it. */
  confirmedBy?: Confirmation;
  /** The notes that the service returned, under its own names. */
  notes: Record<string, unknown>;
  /** Why it may not be closed. */
  failure?: PikaError;
  /** The service does not know the session, which does not prove that it is closed. */
  isUnknown?: boolean;
  /** The session itself reports that it exists. */
  isOpen?: boolean;
}

type Outcome = Omit<Closing, 'closed'>;

/** The exact command that closes a session by hand. */
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

/** Looks at the session once; undefined if that fails or no time is left. */
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
  const message = `the service reported the session as closed, but its status is ${word || 'unknown'}`;
  return new PikaError('close_failed', message, { hint: 'It may still be billed. Run this again' });
}

function notProved(): PikaError {
  const message =
    'the service does not know the session, which does not prove that it is closed: a restarting service says the same';
  return new PikaError('close_failed', message, {
    hint: 'It may still be billed. Run this again in a minute: a session that stays missing for a minute counts as closed',
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
    // A key that sees the session is as good as the join's.
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
    // If the DELETE has returned everything, the status is requested with the notes.
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

/** Events after which nothing about the session is needed. */
const lastEvents: ReadonlySet<SessionEvent['event']> = new Set(['closed', 'not_created', 'forgotten']);

/** Deletes the briefing, which was for this session only. A failure is only a warning: the session is over. */
export async function forgetBriefing(journal: Journal, key: string, runtime: Runtime): Promise<void> {
  const file = (await journal.read(key))?.briefing_path;
  if (!file) return;
  try {
    const { deleteBriefing } = await import('../context/briefing-file.ts');
    await deleteBriefing(file);
  } catch (error) {
    const reason = messageOf(error);
    runtime.warn('briefing_remains', `could not delete the private briefing: ${reason}`);
  }
}

/** Records an event; a journal that is not writable must not keep a session open. */
export async function noteEvent(
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

/** Another process, such as the guard, may have closed the session at the same moment and received a better answer. */
async function isClosedByAnother(journal: Journal, key: string | null): Promise<boolean> {
  return key !== null && (await journal.read(key))?.state === 'closed';
}

/**
 * Closes a session: sends DELETE, with retries, and confirms it by the session's status; evidence.mjs defines what counts as closed. This
 * stops the billing, so an interruption of the command does not interrupt it; it is bounded by time instead.
 * `key` is the session's journal key, null for a session that is not in the journal.
 */
export async function closeSession(
  client: PikaClient,
  journal: Journal,
  session: KnownSession & { key: string | null },
  reason: string,
  runtime: Runtime,
): Promise<Closing> {
  runtime.progress.step(`closing session ${session.session_id}`);
  await noteEvent(journal, session.key, { event: 'closing', reason }, runtime);
  const signal = AbortSignal.timeout(overallLimitMs);
  const outcome = await deleteAndLook(client, session, runtime, closing, signal).catch((error): Outcome => {
    if (signal.aborted) return { notes: {} };
    throw error;
  });
  const { confirmedBy, notes } = outcome;
  if (!confirmedBy) {
    if (await isClosedByAnother(journal, session.key)) return { closed: true, confirmedBy: 'delete', notes };
    if (outcome.isUnknown) await noteEvent(journal, session.key, { event: 'unseen' }, runtime);
    return { closed: false, ...outcome };
  }
  await noteEvent(journal, session.key, { event: 'closed', confirmed_by: confirmedBy, notes }, runtime);
  return { closed: true, confirmedBy, notes };
}

/** Time limit for closing a session that is already known to be closed. */
const againLimitMs = 12_000;

/**
 * Sends the DELETE for a session that is closed according to the journal: it costs nothing, and the journal may be wrong. @returns the
 * failure if the session reports that it is open.
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
  await noteEvent(journal, session.key, { event: 'reopened', status_raw: '' }, runtime);
  return outcome.failure ?? stillOpen('');
}
