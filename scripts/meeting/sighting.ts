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

/** `unknown`: the service does not know the session, and that is not enough to call it closed. */
export type Phase = KnownPhase | 'unknown';

/** What a session was seen to be. */
export interface Sighting {
  phase: Phase;
  status_raw: string;
  video: boolean;
  bot: boolean;
  error_message: string | null;
  notes_source: SessionAnswer | null;
}

/** What an answer means. Ready is the word, or both connections standing. */
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

/** Of a session that the service does not know any more, for certain. */
export const gone: Sighting = { ...unseen, phase: 'closed', status_raw: 'gone' };

/** Of a session that the service says it does not know. */
export const missing: Sighting = { ...unseen, phase: 'unknown', status_raw: 'not_found' };

/** Whoever asks only once may have met the one moment in which the service was not there. */
const patient: RetryPolicy = { attempts: 4, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 10_000 };

/** A gateway that is being restarted answers 404 for a moment. */
const secondLookMs = 1000;

/** A session by its id, with what the journal knows of it. */
export type KnownSession = { session_id: string } & Partial<
  Pick<SessionRecord, 'key_mark' | 'missing_at' | 'missing_uptime_sec'>
> & {
    /** How long this process has seen it missing. */
    missingForMs?: number;
  };

/** Whether the key is that of the join. The engine on this machine has one key for all. */
export function isOwnKey({ endpoint }: PikaClient, { key_mark }: KnownSession): boolean {
  return endpoint.engine === 'local' || key_mark === keyMark(endpoint.key);
}

function missingForMs({ missing_at, missing_uptime_sec, missingForMs = 0 }: KnownSession, nowMs: number) {
  if (!missing_at) return missingForMs;
  const since = momentOf(missing_at, missing_uptime_sec ?? null);
  return Math.max(missingForMs, minElapsedMs(since, momentNow(nowMs)));
}

/** One look: what the session says of itself, or the refusal that does not know it. */
export type Look = { sighting: Sighting } | { refusal: PikaError };

/** @throws {PikaError} every code of the service but `not_found`. */
export async function lookOnce(client: PikaClient, sessionId: string, options: CallOptions): Promise<Look> {
  try {
    return { sighting: interpret(await client.session(sessionId, options)) };
  } catch (error) {
    if (isPikaError(error, 'not_found')) return { refusal: error };
    throw error;
  }
}

/** Whether a 404 came from the service itself: in its own form, and while it answers what needs no session. */
export async function isServiceItself(
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
 * Whether a 404 proves by now that the session is closed (evidence.mjs), and how.
 * @param isTrustedKey the key is that of the join, or has seen the session
 */
export async function judgeMissing(
  client: PikaClient,
  session: KnownSession,
  refusal: PikaError,
  facts: { deleted: 'closed' | 'accepted' | 'missing' | null; isTrustedKey: boolean; nowMs: number },
  options: CallOptions,
): Promise<'delete' | 'status' | 'gone' | undefined> {
  const { deleted, isTrustedKey, nowMs } = facts;
  // Nothing is billed there, and nothing stands before it that could answer in its place.
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

/** The failure that says that another key cannot see the session. */
export function hidden(): PikaError {
  return new PikaError(
    'key_refused',
    'the service does not know the session under this key, and it was joined with another one',
    {
      hint: 'It may still be billed. Set PIKA_DEV_KEY to the key that it was joined with, then run this again',
    },
  );
}

/**
 * Looks at the session. One that the service does not know is looked at twice; it is `missing` until that proves something (evidence.mjs),
 * then `gone`.
 * @throws {PikaError} codes of the service; `key_refused` when it was joined with another key and is not known under this one; or the
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
