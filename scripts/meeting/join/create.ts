import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { wasNeverSent } from '../../net/failed-request.ts';
import type { Upload } from '../../net/multipart.ts';
import type { PikaClient } from '../../service/client.ts';
import { keyMark } from '../../service/endpoint.ts';
import { type LocalSessionFields, routes } from '../../service/wire.ts';
import { closeSession, leaveCommand, noteEvent } from '../close.ts';
import type { Guard } from '../guard/guards.ts';
import type { Intent } from '../journal/events.ts';
import type { Journal } from '../journal/journal.ts';
import { withLock } from '../journal/lock.ts';
import { isLive, type LiveRecord, mayRunUnseen, type SessionRecord } from '../journal/session.ts';
import { look } from '../sighting.ts';
import { lostJoinHints, lostSession, missingSession } from './unseen.ts';

/** Waiting for the lock takes a little longer than the answer to a join may take. */
const longestPostMs = routes.createSession.limitMs;
const lockLimitMs = longestPostMs + 10_000;

/** After an interruption the answer is still waited for, since without its id no one can close the session. */
const graceAfterInterruptMs = 15_000;

export interface JoinRequest {
  intent: Intent;
  fields: LocalSessionFields;
  image: Upload;
  /** Join although a session of this meeting is live or may be. */
  again: boolean;
  /** How long the answer may take at the least. */
  patienceMs: number;
  /** Sends the join and watches over the session; null: the command sends it itself and no one watches. */
  guard: Guard | null;
}

export interface Created {
  record: LiveRecord;
  reused: boolean;
}

/** Given up by something between that the service may still have worked for (RFC 9110, 15.5.9). */
const requestTimeout = 408;

/**
 * Whether a session may exist although the join failed. A service that fails says nothing of what it had done before: any 5xx may have
 * created one.
 */
function mayExist(error: PikaError): boolean {
  if (error.code === 'answer_unexpected') return true;
  if (error.code === 'network_failed') return !wasNeverSent(error);
  const { http_status: status = 0 } = error.known;
  return status >= 500 || status === requestTimeout;
}

/** Closes a session that no one can join any more; beside one that stays open a second one would be paid for. */
async function closeUseless(
  client: PikaClient,
  journal: Journal,
  record: LiveRecord,
  runtime: Runtime,
): Promise<void> {
  const { closed, failure } = await closeSession(client, journal, record, 'useless', runtime);
  if (closed) return;
  const reason = failure ? `: ${failure.message}` : '';
  const leave_command = leaveCommand(record.session_id);
  throw new PikaError('close_failed', `an earlier session of this meeting could not be closed${reason}`, {
    hint: `It may still be billed. Close it: ${leave_command}`,
    known: { session_id: record.session_id, closed: false, leave_command },
    cause: failure,
  });
}

/**
 * The live session of the same meeting at the same service, as the journal knows it and the service confirms it. One that has ended
 * meanwhile is noted as closed; one that is in an error, or that someone was about to close, is closed.
 * @throws {PikaError} `session_unknown` when an earlier session of the meeting may run that no one can reach, or when a damaged file does not
 * say of which meeting it was; `close_failed`; codes of the service.
 */
export async function findLive(
  client: PikaClient,
  journal: Journal,
  meeting: string,
  runtime: Runtime,
): Promise<LiveRecord | undefined> {
  const { engine, baseUrl } = client.endpoint;
  const isHere = (record: Intent) =>
    record.engine === engine &&
    (engine === 'local' || record.base_url === '' || record.base_url === baseUrl.href);
  const isOfMeeting = (record: Intent) => record.meeting === meeting && isHere(record);
  const records = await journal.list();
  for (const record of records.filter(isOfMeeting).filter(isLive)) {
    const { phase } = await look(client, record, runtime);
    if (phase === 'unknown') {
      await noteEvent(journal, record.key, { event: 'unseen' }, runtime);
      throw missingSession(record);
    }
    if (phase === 'closed') {
      await noteEvent(journal, record.key, { event: 'closed', confirmed_by: 'status' }, runtime);
    } else if (phase === 'error' || record.state === 'closing') {
      await closeUseless(client, journal, record, runtime);
    } else return record;
  }
  const lost = records.find((record) => {
    const isSame = record.damaged && record.meeting === '' ? engine === 'pika' : isOfMeeting(record);
    return isSame && mayRunUnseen(record, runtime.clock.now());
  });
  if (lost) throw lostSession(lost);
  return undefined;
}

/** Aborts when the answer takes too long, or a while after the command was interrupted. */
function answerSignal(runtime: Runtime, limitMs: number): AbortSignal {
  const limit = AbortSignal.timeout(limitMs);
  const grace = new AbortController();
  const startGrace = () => {
    runtime.progress.step('stopping: waiting for the id of the session, to close it');
    setTimeout(() => grace.abort(runtime.signal.reason), graceAfterInterruptMs).unref();
  };
  if (runtime.signal.aborted) startGrace();
  else runtime.signal.addEventListener('abort', startGrace, { once: true });
  return AbortSignal.any([limit, grace.signal]);
}

async function send(
  client: PikaClient,
  journal: Journal,
  request: JoinRequest,
  runtime: Runtime,
): Promise<LiveRecord> {
  const { intent, fields, image, patienceMs, guard } = request;
  const { clock, random } = runtime;
  runtime.signal.throwIfAborted();
  const key = await journal.begin(intent, clock.now(), random);
  const limitMs = Math.min(longestPostMs, patienceMs);
  try {
    const answer = await client.createSession(fields, image, {
      signal: answerSignal(runtime, limitMs),
      limitMs,
      transport: guard?.transport(journal, key, intent),
    });
    const { session_id } = answer;
    const room = typeof answer.room_url === 'string' ? answer.room_url : null;
    try {
      await journal.append(key, { event: 'created', session_id, room_url: room }, clock.now());
    } catch (error) {
      throw await closeUnjournaled(client, journal, session_id, error, runtime);
    }
    const record = await journal.read(key);
    if (record && isLive(record)) return record;
    throw await closeUnjournaled(client, journal, session_id, undefined, runtime);
  } catch (error) {
    if (isPikaError(error, 'home_unwritable')) throw error;
    // The guard may have read the answer that did not get here.
    const record = await journal.read(key);
    if (record && isLive(record)) return record;
    throw await lostJoin(journal, { key, engine: intent.engine }, error, runtime);
  }
}

/** A session that no one could find again must not stay open. */
async function closeUnjournaled(
  client: PikaClient,
  journal: Journal,
  sessionId: string,
  cause: unknown,
  runtime: Runtime,
): Promise<PikaError> {
  const { closed } = await closeSession(
    client,
    journal,
    { key: null, session_id: sessionId, key_mark: keyMark(client.endpoint.key) },
    'journal',
    runtime,
  );
  const reason = cause instanceof Error ? cause.message : 'its record is damaged';
  return new PikaError('home_unwritable', `the session could not be recorded: ${reason}`, {
    hint: closed
      ? 'Make PIKA_HOME writable, then run this again'
      : `Close it by hand: ${leaveCommand(sessionId)}`,
    known: { session_id: sessionId, closed },
    cause,
  });
}

/** Notes what became of a join that brought no id, and gives the error that says so. */
async function lostJoin(
  journal: Journal,
  { key, engine }: Pick<SessionRecord, 'key' | 'engine'>,
  error: unknown,
  runtime: Runtime,
): Promise<unknown> {
  const failure = isPikaError(error) ? error : undefined;
  const isLost = !failure || isPikaError(failure, 'interrupted', 'terminated') || mayExist(failure);
  const message = failure?.message ?? String(error);
  await noteEvent(journal, key, { event: isLost ? 'unknown' : 'not_created', message }, runtime);
  if (!failure || !isLost) return error;
  if (isPikaError(failure, 'interrupted', 'terminated'))
    return failure.with({ closed: false, status: 'unknown' });
  return new PikaError(failure.code, `${failure.message}; a session may still exist`, {
    hint: lostJoinHints[engine],
    known: { ...failure.known, closed: false, status: 'unknown' },
    retryable: false,
    cause: failure,
  });
}

/**
 * Creates the session, or finds the live one of the same meeting. Only one process at a time decides that for a meeting.
 * The intent is written down before anything is sent; the join is sent once.
 * @throws {PikaError} `session_unknown`, `home_unwritable`, or what the service answered; `closed: false` and `status: "unknown"` stand
 * beside it when a session may exist.
 */
export async function createSession(
  client: PikaClient,
  journal: Journal,
  request: JoinRequest,
  runtime: Runtime,
): Promise<Created> {
  return withLock(
    `join ${request.intent.engine} ${request.intent.meeting}`,
    lockLimitMs,
    runtime,
    async () => {
      const live = request.again
        ? undefined
        : await findLive(client, journal, request.intent.meeting, runtime);
      if (live) return { record: live, reused: true };
      return { record: await send(client, journal, request, runtime), reused: false };
    },
  );
}
