import { isPikaError, PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { type EngineName, engineOption } from '../../service/endpoint.ts';
import { LocalClient } from '../../service/local/client.ts';
import { localEndpoint } from '../../service/local/engine.ts';
import type { LocalStatus } from '../../service/local/wire.ts';
import { sessionId } from '../../service/wire.ts';
import { Journal } from '../journal/journal.ts';
import type { LiveRecord } from '../journal/session.ts';
import { liveSessions, namedTarget, narrowed, onlyOne, type Target } from '../reach.ts';
import { localStatuses } from './news.ts';

/** The options of every verb that only the local engine has. */
export const localSessionOptions = {
  sessionId: sessionId.optional().describe('ID of the session (optional if only one is live)'),
  engine: engineOption.describe('engine of a session that this machine did not join'),
};

/** A session of the local engine, and the way to it. */
export interface LocalSession {
  client: LocalClient;
  session_id: string;
}

function unsupported(what: string, session_id: string | undefined): PikaError {
  return new PikaError('unsupported_by_engine', `the hosted engine cannot ${what} on request`, {
    hint: `Its avatar speaks and listens by itself, from the briefing; to steer one, rehearse on this machine: ${ownCommand('rehearse')}`,
    known: { ...(session_id && { session_id }) },
  });
}

const notFound = (message: string, known: object = {}): PikaError =>
  new PikaError('session_not_found', message, {
    hint: `List the sessions: ${ownCommand('sessions')}; start one: ${ownCommand('rehearse')}`,
    known: { ...known },
  });

/** Of several sessions those that the engine still holds. */
async function stillHeld(local: readonly LiveRecord[], runtime: Runtime): Promise<readonly LiveRecord[]> {
  if (local.length < 2) return local;
  const statuses = await localStatuses(runtime);
  const held = local.filter(({ session_id }) => {
    const status = statuses.get(session_id)?.status;
    return status && status !== 'closed' && status !== 'error';
  });
  return held.length > 0 ? held : local;
}

/** The session that was named, else the only one that is live on the local engine, else whatever is live. */
async function findAny(
  journal: Journal,
  named: string | undefined,
  runtime: Runtime,
): Promise<Target | undefined> {
  if (named) return namedTarget(journal, named);
  const live = await liveSessions(journal);
  const local = live.filter((record) => record.engine === 'local');
  const [other] = live;
  if (local.length === 0) return other && { session_id: other.session_id, record: other };
  return onlyOne(narrowed(await stillHeld(local, runtime), { engine: 'local', cwd: runtime.cwd }));
}

/**
 * The session that was named, or the only live one, on the local engine. Sessions of the hosted engine do not make that ambiguous.
 * @param what completes "the hosted engine cannot …".
 * @throws {PikaError} `unsupported_by_engine`, `session_not_found`, `session_ambiguous`, `engine_unavailable`.
 */
export async function findLocalSession(
  named: string | undefined,
  engine: EngineName | undefined,
  what: string,
  runtime: Runtime,
): Promise<LocalSession> {
  const target = await findAny(new Journal(runtime.home), named, runtime);
  const holder = target?.record?.engine ?? engine ?? 'local';
  if (holder !== 'local') throw unsupported(what, target?.session_id);
  if (!target) throw notFound('no session on this machine is live');
  const client = new LocalClient(await localEndpoint(runtime, { start: false }), runtime);
  return { client, session_id: target.session_id };
}

const notInYet: Readonly<Partial<Record<LocalStatus, { message: string; hint: string }>>> = {
  waiting: {
    message: 'the bot waits in the lobby',
    hint: 'Someone in the room has to admit it; nothing was said. Run the command again then',
  },
  created: {
    message: 'the bot is starting',
    hint: 'Run the command again in a few seconds; nothing was said',
  },
};

/** What a conflict means: the bot is not in the room yet, or its session is over. */
async function conflictOf({ client, session_id }: LocalSession, error: PikaError): Promise<PikaError> {
  const sessions = await client.sessions().catch(() => []);
  const status = sessions.find((session) => session.session_id === session_id)?.status;
  const waiting = status && notInYet[status];
  if (waiting) {
    return new PikaError('session_waiting', waiting.message, {
      hint: waiting.hint,
      known: { ...error.known, session_id, status },
      cause: error,
    });
  }
  return new PikaError('session_closed', error.message, {
    hint: `See what became of it: ${ownCommand(`status --session-id ${session_id}`)}`,
    known: { ...error.known, session_id },
    cause: error,
  });
}

/** Calls the engine about a session; what it says of a session that is gone becomes `session_not_found`, `session_waiting` or `session_closed`. */
export async function askSession<T>(session: LocalSession, call: () => Promise<T>): Promise<T> {
  const { session_id } = session;
  try {
    return await call();
  } catch (error) {
    if (isPikaError(error, 'not_found')) {
      throw notFound(`the local engine knows no session ${session_id}`, { session_id });
    }
    if (!isPikaError(error, 'request_refused')) throw error;
    const isOver = error.known.http_status === 410 || error.known.http_status === 409;
    if (!isOver) throw error.with({ session_id });
    throw await conflictOf(session, error);
  }
}
