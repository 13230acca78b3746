import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { PikaClient } from '../service/client.ts';
import { connect } from '../service/connect.ts';
import { type EngineName, type HostedOptions, hostedEndpoint } from '../service/endpoint.ts';
import { Journal } from './journal/journal.ts';
import { isLive, type LiveRecord, type SessionRecord } from './journal/session.ts';
import { ofProject } from './project.ts';

/** A session to work with: known from the journal, or only by its id. */
export interface Target {
  session_id: string;
  /** Null for a session that is not in the journal. */
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

/** The only session that could be meant; undefined if there is none. @throws {PikaError} `session_ambiguous`. */
export function onlyOne(candidates: readonly LiveRecord[]): Target | undefined {
  const [first, second] = candidates;
  if (!first) return undefined;
  if (!second) return { session_id: first.session_id, record: first };
  throw new PikaError('session_ambiguous', `${candidates.length} sessions are live`, {
    hint: `Name one of live_sessions, such as --session-id ${first.session_id}`,
    known: { live_sessions: candidates.map(summary) },
  });
}

/** The session with this id, whether or not the journal knows it. */
export async function namedTarget(journal: Journal, sessionId: string): Promise<Target> {
  return { session_id: sessionId, record: await findRecord(journal, sessionId) };
}

/** What the sessions that could be meant have in common. */
export interface Wanted {
  engine: EngineName | undefined;
  /** The current folder: of several sessions those of its project count, if it has any. */
  cwd: string;
}

/** Of several sessions those of the engine, and of those the ones of the project, as far as there are any. */
export function narrowed(live: readonly LiveRecord[], { engine, cwd }: Wanted): readonly LiveRecord[] {
  const ofEngine = live.filter((record) => record.engine === engine);
  const meant = ofEngine.length > 0 ? ofEngine : live;
  if (meant.length < 2) return meant;
  const here = ofProject(meant, cwd);
  return here.length > 0 ? here : meant;
}

/**
 * The session that was named, or the only live one, or of several the only one that could be meant; nothing when none is live.
 * @throws {PikaError} `session_ambiguous` when none was named and several are live.
 */
export async function findTarget(
  journal: Journal,
  named: string | undefined,
  wanted: Wanted,
): Promise<Target | undefined> {
  if (named) return namedTarget(journal, named);
  return onlyOne(narrowed(await liveSessions(journal), wanted));
}

const joinedKeyHint = 'Set PIKA_DEV_KEY to the key that the session was joined with, then run this again';

const hostedOptions = ({ base_url }: SessionRecord): HostedOptions => ({
  ...(base_url && { sessionBase: base_url }),
  keyHint: joinedKeyHint,
});

/** A client for the engine that holds the session: the one that it was joined at, else the chosen one. */
export async function clientFor(
  target: Target,
  engine: EngineName | undefined,
  runtime: Runtime,
): Promise<PikaClient> {
  const record = target.record;
  if (record?.engine === 'pika')
    return new PikaClient(hostedEndpoint(runtime, hostedOptions(record)), runtime);
  // A session that was closed meanwhile, as by stopping the engine, needs no engine to answer for it.
  const isNeeded = async () => {
    const now = record && (await new Journal(runtime.home).read(record.key));
    return now?.state !== 'closed';
  };
  const keyHint = `${joinedKeyHint}; for a session on this machine add --engine local`;
  const endpoint = await connect(record?.engine ?? engine, runtime, { start: false, isNeeded, keyHint });
  return new PikaClient(endpoint, runtime);
}
