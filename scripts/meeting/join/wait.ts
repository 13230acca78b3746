import { clamp } from '../../base/numbers.ts';
import { toPikaError } from '../../cli/envelope.ts';
import { isPikaError, PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { singleAttempt } from '../../net/retry.ts';
import type { PikaClient } from '../../service/client.ts';
import type { EngineName } from '../../service/endpoint.ts';
import { closeSession, leaveCommand, noteEvent } from '../close.ts';
import type { Journal } from '../journal/journal.ts';
import type { LiveRecord } from '../journal/session.ts';
import { look, type Phase, type Sighting } from '../sighting.ts';

const quickMs = 250;
const quickForMs = 10_000;
const slowestMs = 2000;

/** A look that hangs must not prolong the wait by much. */
const lookLimitMs = { least: 3000, most: 15_000 };

/** A quarter of a second during the first ten seconds, then slowly up to two. */
function pollDelayMs(elapsedMs: number): number {
  if (elapsedMs < quickForMs) return quickMs;
  return Math.min(slowestMs, quickMs * 2 ** ((elapsedMs - quickForMs) / quickForMs));
}

/** What a fault of polling says when it goes on until the end: these pass by themselves, others end the wait. */
function isPassing(error: unknown): error is PikaError {
  return isPikaError(error, 'network_failed', 'rate_limited', 'service_failed', 'answer_unexpected');
}

export interface WaitOptions {
  timeoutMs: number;
  /** When that time started, of the monotonic clock: the join's own answer takes its share of it. */
  sinceMs: number;
  onTimeout: 'leave' | 'keep';
  /** Whether this process answers for the session. One that waits for another's session leaves its closing to it. */
  isOwner: boolean;
}

/** A session on its way; one that the service does not know may come back. */
const underWay: ReadonlySet<Phase> = new Set(['created', 'waiting', 'unknown']);

type Outcome = { sighting: Sighting } | { timedOut: true; last?: Sighting; fault?: PikaError };

async function poll(
  client: PikaClient,
  journal: Journal,
  record: LiveRecord,
  { timeoutMs, sinceMs }: WaitOptions,
  runtime: Runtime,
): Promise<Outcome> {
  const { clock, signal, progress } = runtime;
  const start = clock.monotonic();
  const leftMs = () => sinceMs + timeoutMs - clock.monotonic();
  let last: Sighting | undefined;
  let fault: PikaError | undefined;
  let missingSinceMs: number | undefined;
  for (;;) {
    try {
      const limitMs = clamp(leftMs(), lookLimitMs.least, lookLimitMs.most);
      const once = { policy: singleAttempt, limitMs };
      const missingForMs = missingSinceMs === undefined ? 0 : clock.monotonic() - missingSinceMs;
      const sighting = await look(client, { ...record, missingForMs }, runtime, once);
      fault = undefined;
      if (!underWay.has(sighting.phase)) return { sighting };
      missingSinceMs = sighting.phase === 'unknown' ? (missingSinceMs ?? clock.monotonic()) : undefined;
      if (sighting.status_raw !== last?.status_raw && sighting.phase === 'waiting') {
        await noteEvent(journal, record.key, { event: 'waiting', status_raw: sighting.status_raw }, runtime);
      }
      last = sighting;
    } catch (error) {
      if (!isPassing(error)) throw error;
      fault = error;
    }
    if (leftMs() <= 0) return { timedOut: true, last, fault };
    const elapsed = clock.monotonic() - start;
    progress.step(stepMessage(last, elapsed), 1 - leftMs() / timeoutMs);
    await clock.sleep(Math.min(pollDelayMs(elapsed), Math.max(0, leftMs())), signal);
  }
}

function stepMessage(last: Sighting | undefined, elapsedMs: number): string {
  const tenths = Math.floor(elapsedMs / 10_000) * 10;
  const since = tenths ? ` (${tenths} s)` : '';
  if (last?.video && !last.bot) return `the avatar is ready; the bot waits to be admitted${since}`;
  return `the bot is on its way into the meeting${since}`;
}

const denied = /\b(denied|deny|rejected|not admitted|declined|refused entry)\b/i;

/** `rehearse` has no flag for a lobby of others, nor a passcode. */
const failedHints: Readonly<Record<EngineName, string>> = {
  pika: 'Check the link, the passcode and the lobby; then run this again. If it fails twice, the service may be in trouble',
  local: 'Fix what the engine reports, then run this again',
};
const timeoutHints: Readonly<Record<EngineName, string>> = {
  pika: 'Ask the host to admit the bot and check the passcode; then run this again, with --on-timeout keep to go on waiting',
  local: 'Run this again, and admit the bot in the room if it asks to come in',
};

function sessionError(sighting: Sighting, engine: EngineName): PikaError {
  const said = sighting.error_message ?? 'no reason was given';
  if (sighting.phase === 'closed') {
    return new PikaError('session_closed', 'the session ended while it was joining', {
      hint: 'The meeting may have ended or the bot was removed; ask before joining again',
    });
  }
  if (denied.test(said)) {
    return new PikaError('session_denied', `the bot was not admitted: ${said}`, {
      hint: 'Ask the host to admit the bot, then run this again',
    });
  }
  return new PikaError('session_failed', `the session failed: ${said}`, {
    hint: failedHints[engine],
  });
}

function timeoutError(
  outcome: { last?: Sighting; fault?: PikaError },
  timeoutMs: number,
  engine: EngineName,
): PikaError {
  const seconds = Math.round(timeoutMs / 1000);
  if (outcome.fault) {
    return new PikaError('join_timeout', `no status for ${seconds} s: ${outcome.fault.message}`, {
      hint: `The service is in trouble; look before joining again: ${ownCommand('sessions')}`,
      known: { status_raw: outcome.last?.status_raw ?? null },
      cause: outcome.fault,
    });
  }
  const where = outcome.last?.video ? 'it was not admitted: lobby or passcode' : 'it was still joining';
  return new PikaError('join_timeout', `the bot was not in the meeting after ${seconds} s; ${where}`, {
    hint: timeoutHints[engine],
    known: { status_raw: outcome.last?.status_raw ?? null },
  });
}

function leftOpen(record: LiveRecord) {
  const { session_id, platform } = record;
  return { session_id, platform, closed: false, leave_command: leaveCommand(session_id) };
}

/** Closes what did not become ready; the error then says whether that is certain. */
async function closeAfter(
  error: PikaError,
  client: PikaClient,
  journal: Journal,
  record: LiveRecord,
  runtime: Runtime,
): Promise<PikaError> {
  const { closed } = await closeSession(client, journal, record, error.code, runtime);
  const { session_id, platform } = record;
  if (closed) return error.with({ session_id, platform, closed });
  return new PikaError(error.code, error.message, {
    hint: `The session may still be billed. Close it: ${leaveCommand(session_id)}`,
    known: { ...error.known, ...leftOpen(record) },
    cause: error.cause,
    retryable: error.retryable,
  });
}

/**
 * Waits until the bot is in the meeting. On every other way out (a failed session, a timeout, an interruption, a refused key, a fault) the
 * session is closed before this throws, except for a timeout that is to be kept, and for a session that another process answers for.
 * @throws {PikaError} `session_failed`, `session_denied`, `session_closed`, `join_timeout`, the signal's reason; with `closed` beside it.
 */
export async function waitUntilReady(
  client: PikaClient,
  journal: Journal,
  record: LiveRecord,
  wait: WaitOptions,
  runtime: Runtime,
): Promise<Sighting> {
  const { timeoutMs, onTimeout, isOwner } = wait;
  const close = (error: PikaError) =>
    isOwner ? closeAfter(error, client, journal, record, runtime) : error.with(leftOpen(record));
  let outcome: Outcome;
  try {
    outcome = await poll(client, journal, record, wait, runtime);
  } catch (error) {
    throw await close(toPikaError(error));
  }
  if ('timedOut' in outcome) {
    const error = timeoutError(outcome, timeoutMs, record.engine);
    throw onTimeout === 'leave' ? await close(error) : error.with({ ...leftOpen(record), status: 'waiting' });
  }
  const { sighting } = outcome;
  if (sighting.phase === 'ready') {
    await noteEvent(journal, record.key, { event: 'ready', status_raw: sighting.status_raw }, runtime);
    return sighting;
  }
  const error = sessionError(sighting, record.engine);
  if (sighting.phase === 'closed') {
    await noteEvent(journal, record.key, { event: 'closed', confirmed_by: 'status' }, runtime);
    throw error.with({ session_id: record.session_id, platform: record.platform, closed: true });
  }
  await noteEvent(journal, record.key, { event: 'failed', message: error.message }, runtime);
  // It is of no use to anyone any more, even if another process joined it.
  throw await closeAfter(error, client, journal, record, runtime);
}
