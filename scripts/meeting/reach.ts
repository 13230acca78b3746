import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { PikaClient } from '../service/client.ts';
import { connect } from '../service/connect.ts';
import { type EngineName, hostedEndpoint } from '../service/endpoint.ts';
import { Journal } from './journal/journal.ts';
import { isLive, type LiveRecord, type SessionRecord } from './journal/session.ts';
import { ofProject } from './project.ts';

/** A session that can be spoken of with the service: known from the journal, or only by the id that was given. */
export interface Target {
  session_id: string;
  /** Null for a session that this machine's journal does not know. */
  record: SessionRecord | null;
}

const summary = ({ session_id, platform, meet_url, bot_name, requested_at, workspace }: LiveRecord) => ({
  session_id,
  platform,
  meet_url,
  bot_name,
  requested_at,
  workspace,
});

/** The sessions that are open as far as the journal knows, newest first. */
export async function liveSessions(journal: Journal): Promise<LiveRecord[]> {
  return (await journal.list()).filter(isLive);
}

/** A journal that cannot be read must not keep a session open whose id is given. */
async function findRecord(journal: Journal, sessionId: string): Promise<SessionRecord | null> {
  try {
    return (await journal.find(sessionId)) ?? null;
  } catch (error) {
    if (isPikaError(error, 'home_unwritable')) return null;
    throw error;
  }
}

/**
 * The session that was named, or the only live one, or of several the only one of the project at `cwd`; nothing when none is live.
 * @throws {PikaError} `session_ambiguous` when none was named and several could be meant.
 */
export async function findTarget(
  journal: Journal,
  named: string | undefined,
  cwd: string,
): Promise<Target | undefined> {
  if (named) return { session_id: named, record: await findRecord(journal, named) };
  const live = await liveSessions(journal);
  const [only, ...others] = live.length > 1 ? ofProject(live, cwd) : live;
  if (others.length > 0 || (!only && live.length > 0)) {
    throw new PikaError('session_ambiguous', `${live.length} sessions are live`, {
      hint: 'Name one with --session-id',
      known: { live_sessions: live.map(summary) },
    });
  }
  return only && { session_id: only.session_id, record: only };
}

/** A client for the engine that holds the session: the one that it was joined at, else the chosen one. */
export async function clientFor(
  target: Target,
  engine: EngineName | undefined,
  runtime: Runtime,
): Promise<PikaClient> {
  const record = target.record;
  if (record?.engine === 'pika')
    return new PikaClient(hostedEndpoint(runtime, record.base_url || undefined), runtime);
  // A session that was closed meanwhile, as by stopping the engine, needs no engine to answer for it.
  const isNeeded = async () => {
    const now = record && (await new Journal(runtime.home).read(record.key));
    return now?.state !== 'closed';
  };
  const endpoint = await connect(record?.engine ?? engine, runtime, { start: false, isNeeded });
  return new PikaClient(endpoint, runtime);
}
