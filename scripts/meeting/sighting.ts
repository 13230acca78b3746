import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import type { RetryPolicy } from '../net/retry.ts';
import type { CallOptions, PikaClient } from '../pika/client.ts';
import { keyMark } from '../pika/endpoint.ts';
import type { SessionAnswer } from '../pika/wire.ts';
import { msPerMinute, type SessionRecord } from './session.ts';

export type Phase = 'created' | 'waiting' | 'ready' | 'error' | 'closed';

/** The status words that are known for certain (reference client); any other means that it is still under way. */
const phases: ReadonlyMap<string, Phase> = new Map([
  ['created', 'created'],
  ['ready', 'ready'],
  ['error', 'error'],
  ['closed', 'closed'],
]);

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
  const status = answer.status ?? '';
  const video = Boolean(answer.video_worker_connected || answer.video_connected);
  const bot = Boolean(answer.meeting_bot_connected);
  const said = phases.get(status) ?? 'waiting';
  const isUnderWay = said === 'created' || said === 'waiting';
  return {
    phase: isUnderWay && video && bot ? 'ready' : said,
    status_raw: status,
    video: video || said === 'ready',
    bot: bot || said === 'ready',
    error_message: answer.error_message ?? null,
    notes_source: answer,
  };
}

/** Of a session that the service does not know (any more). */
export const gone: Sighting = {
  phase: 'closed',
  status_raw: 'gone',
  video: false,
  bot: false,
  error_message: null,
  notes_source: null,
};

/** Whoever asks only once may have met the one moment in which the service was not there. */
const patient: RetryPolicy = { attempts: 4, firstDelayMs: 250, longestDelayMs: 2000, budgetMs: 10_000 };

/** A gateway that is being restarted answers 404 too, and a session that was called closed is watched by nobody: so it is asked twice. */
const secondLookMs = 1000;

async function lookOnce(
  client: PikaClient,
  sessionId: string,
  options: CallOptions,
): Promise<Sighting | undefined> {
  try {
    return interpret(await client.session(sessionId, options));
  } catch (error) {
    if (isPikaError(error, 'not_found')) return undefined;
    throw error;
  }
}

/** A session by its id, with what the journal knows of it. */
export type KnownSession = { session_id: string } & Partial<
  Pick<SessionRecord, 'key_mark' | 'requested_at' | 'max_minutes'>
>;

/**
 * Whether the session may be there all the same, and be billed: a service tells nobody of the sessions of another account. After the
 * longest stay it is over under any key.
 */
function isHidden(
  { key_mark, requested_at = '', max_minutes = 0 }: KnownSession,
  key: string,
  nowMs: number,
): boolean {
  const isOtherKey = Boolean(key_mark) && key_mark !== keyMark(key);
  return isOtherKey && nowMs - Date.parse(requested_at) < max_minutes * msPerMinute;
}

function hidden(): PikaError {
  return new PikaError(
    'key_refused',
    'the service does not know the session under this key, and it was joined with another one',
    {
      hint: 'It may still be billed. Set PIKA_DEV_KEY to the key that it was joined with, then run this again',
    },
  );
}

/**
 * Looks at the session. One that the service does not know, twice, is `gone`.
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
  if (first) return first;
  await clock.sleep(secondLookMs, signal);
  const second = await lookOnce(client, session.session_id, { ...options, signal });
  if (second) return second;
  if (isHidden(session, client.endpoint.key, clock.now())) throw hidden();
  return gone;
}
