import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { PikaClient } from '../service/client.ts';
import { connect } from '../service/connect.ts';
import { type EngineName, hostedEndpoint } from '../service/endpoint.ts';
import { Journal } from './journal/journal.ts';
import { isLive, type LiveRecord, type SessionRecord } from './journal/session.ts';

/** A session to work with: known from the journal, or only by its id. */
export interface Target {
  session_id: string;
  /** Null for a session that is not in the journal. */
  record: SessionRecord | null;
}

const summary = ({ session_id, platform, meet_url, bot_name, requested_at }: LiveRecord) => ({
  session_id,
  platform,
  meet_url,
  bot_name,
  requested_at,
});

/** The sessions that are open, as far as the journal knows, newest first. */
export async function liveSessions(journal: Journal): Promise<LiveRecord[]> {
  return (await journal.list()).filter(isLive);
}

/** An unreadable journal must not keep a session with a given id open. */
async function findRecord(journal: Journal, sessionId: string): Promise<SessionRecord | null> {
  try {
    return (await journal.find(sessionId)) ?? null;
  } catch (error) {
    if (isPikaError(error, 'home_unwritable')) return null;
    throw error;
  }
}

/**
 * The named session, or the only live one; undefined if none is live.
 * @throws {PikaError} `session_ambiguous` if none was named and several are live.
 */
export async function findTarget(journal: Journal, named: string | undefined): Promise<Target | undefined> {
  if (named) return { session_id: named, record: await findRecord(journal, named) };
  const live = await liveSessions(journal);
  if (live.length > 1) {
    throw new PikaError('session_ambiguous', `${live.length} sessions are live`, {
      hint: 'Choose one with --session-id',
      known: { live_sessions: live.map(summary) },
    });
  }
  const [only] = live;
  return only && { session_id: only.session_id, record: only };
}

/** A client for the session's engine: the one it was joined with, or else the chosen one. */
export async function clientFor(
  target: Target,
  engine: EngineName | undefined,
  runtime: Runtime,
): Promise<PikaClient> {
  const record = target.record;
  if (record?.engine === 'pika')
    return new PikaClient(hostedEndpoint(runtime, record.base_url || undefined), runtime);
  // A session that was closed in the meantime, such as by stopping the engine, needs no engine.
  const isNeeded = async () => {
    const now = record && (await new Journal(runtime.home).read(record.key));
    return now?.state !== 'closed';
  };
  const endpoint = await connect(record?.engine ?? engine, runtime, { start: false, isNeeded });
  return new PikaClient(endpoint, runtime);
}
