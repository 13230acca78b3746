import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { type RetryPolicy, singleAttempt } from '../net/retry.ts';
import { isServiceRefusal } from '../service/answer.ts';
import type { CallOptions, PikaClient } from '../service/client.ts';
import { keyMark } from '../service/endpoint.ts';
import type { SessionAnswer } from '../service/wire.ts';
import { closedBy, type Phase as KnownPhase, readAnswer } from './evidence.mjs';
import { minElapsedMs, momentNow, momentOf } from './journal/elapsed.ts';
import type { SessionRecord } from './journal/session.ts';

/** `unknown`: the service does not know the session, which is not enough to count it as closed. */
export type Phase = KnownPhase | 'unknown';

/** The observed state of a session. */
export interface Sighting {
  phase: Phase;
  status_raw: string;
  video: boolean;
  bot: boolean;
  error_message: string | null;
  notes_source: SessionAnswer | null;
}

/** Interprets an answer. Ready means that status, or both connections established. */
export function interpret(answer: SessionAnswer): Sighting {
  const { word, video, bot, phase } = readAnswer(answer);
  return {
    phase,
    status_raw: word,
    video: video || word === 'ready',
    bot: bot || word === 'ready',
    error_message: answer.error_message ?? null,
    notes_source: answer,
  };
}

const unseen = { video: false, bot: false, error_message: null, notes_source: null };

/** The sighting of a session that certainly no longer exists. */
const gone: Sighting = { ...unseen, phase: 'closed', status_raw: 'gone' };

/** The sighting of a session that the service does not know. */
const missing: Sighting = { ...unseen, phase: 'unknown', status_raw: 'not_found' };

/** Delay before the second look: the first may have hit a moment in which the service was down. */
const patient: RetryPolicy = { attempts: 4, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 10_000 };

/** A restarting gateway answers 404 for a moment. */
const secondLookMs = 1000;

/** A session id, with what the journal knows about it. */
export type KnownSession = { session_id: string } & Partial<
  Pick<SessionRecord, 'key_mark' | 'missing_at' | 'missing_uptime_sec'>
> & {
    /** How long it has been missing, as seen by this process. */
    missingForMs?: number;
  };

/** Whether the key is the join's. The local engine has one key for all sessions. */
export function isOwnKey({ endpoint }: PikaClient, { key_mark }: KnownSession): boolean {
  return endpoint.engine === 'local' || key_mark === keyMark(endpoint.key);
}

function missingForMs({ missing_at, missing_uptime_sec, missingForMs = 0 }: KnownSession, nowMs: number) {
  if (!missing_at) return missingForMs;
  const since = momentOf(missing_at, missing_uptime_sec ?? null);
  return Math.max(missingForMs, minElapsedMs(since, momentNow(nowMs)));
}

/** The result of one look: the session's own status, or the refusal because it is not known. */
export type Look = { sighting: Sighting } | { refusal: PikaError };

/** @throws {PikaError} every code of the service except `not_found`. */
export async function lookOnce(client: PikaClient, sessionId: string, options: CallOptions): Promise<Look> {
  try {
    return { sighting: interpret(await client.session(sessionId, options)) };
  } catch (error) {
    if (isPikaError(error, 'not_found')) return { refusal: error };
    throw error;
  }
}

/** Whether a 404 came from the service itself: in its own form, and while other calls succeed. */
async function isServiceItself(
  client: PikaClient,
  refusal: PikaError,
  options: CallOptions,
): Promise<boolean> {
  if (!isServiceRefusal(refusal)) return false;
  if (client.endpoint.engine === 'local') return true;
  try {
    await client.balance({ policy: singleAttempt, ...options });
    return true;
  } catch (error) {
    if (isPikaError(error) && !isPikaError(error, 'interrupted', 'terminated')) return false;
    throw error;
  }
}

/**
 * Whether, and how, a 404 proves that the session is closed (evidence.mjs).
 * @param isTrustedKey whether the key is the join's or has seen the session
 */
export async function judgeMissing(
  client: PikaClient,
  session: KnownSession,
  refusal: PikaError,
  facts: { deleted: 'closed' | 'accepted' | 'missing' | null; isTrustedKey: boolean; nowMs: number },
  options: CallOptions,
): Promise<'delete' | 'status' | 'gone' | undefined> {
  const { deleted, isTrustedKey, nowMs } = facts;
  // It is free, and no gateway could answer in its place.
  const isLocal = client.endpoint.engine === 'local';
  const evidence = {
    deleted,
    seen: 'missing' as const,
    isTrustedKey,
    isServiceItself: true,
    missingForMs: isLocal ? Number.POSITIVE_INFINITY : missingForMs(session, nowMs),
  };
  const verdict = closedBy(evidence);
  if (verdict !== 'gone') return verdict;
  return (await isServiceItself(client, refusal, options)) ? verdict : undefined;
}

/** The error for a key that cannot see the session. */
export function hidden(): PikaError {
  return new PikaError(
    'key_refused',
    'the service does not know the session under this key, but it was joined with a different one',
    {
      hint: 'It may still be billed. Set PIKA_DEV_KEY to the key that it was joined with, then run this again',
    },
  );
}

/**
 * Looks at the session, twice if the service does not know it: then it is `missing`, until that proves something (evidence.mjs), then
 * `gone`.
 * @throws {PikaError} codes of the service; `key_refused` if it was joined with a different key and is not known under this one; or the
 * signal's reason.
 */
export async function look(
  client: PikaClient,
  session: KnownSession,
  { clock, signal }: Pick<Runtime, 'clock' | 'signal'>,
  options: CallOptions = { policy: patient },
): Promise<Sighting> {
  const first = await lookOnce(client, session.session_id, { ...options, signal });
  if ('sighting' in first) return first.sighting;
  await clock.sleep(secondLookMs, signal);
  const second = await lookOnce(client, session.session_id, { ...options, signal });
  if ('sighting' in second) return second.sighting;
  const isTrustedKey = isOwnKey(client, session);
  if (!isTrustedKey && session.key_mark) throw hidden();
  const facts = { deleted: null, isTrustedKey, nowMs: clock.now() };
  const verdict = await judgeMissing(client, session, second.refusal, facts, { ...options, signal });
  return verdict ? gone : missing;
}
