import './cli/direct-start.ts';
import { z } from 'zod';
import { isPikaError } from './cli/errors.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { note } from './meeting/close.ts';
import { findUnseen } from './meeting/join/unseen.ts';
import { Journal } from './meeting/journal/journal.ts';
import type { SessionEvent, SessionRecord } from './meeting/journal/session.ts';
import { usage } from './meeting/journal/usage.ts';
import { clientFor, findTarget, type Target } from './meeting/reach.ts';
import { look, lookOnce, type Phase, type Sighting } from './meeting/sighting.ts';
import { singleAttempt } from './net/retry.ts';
import { engineOption } from './service/endpoint.ts';
import { type Present, present, presentGuests } from './service/local/wire.ts';
import { pickNotes, sessionId } from './service/wire.ts';

function eventOf(sighting: Sighting): SessionEvent | undefined {
  const { status_raw } = sighting;
  const events: Partial<Record<Phase, SessionEvent>> = {
    waiting: { event: 'waiting', status_raw },
    ready: { event: 'ready', status_raw },
    error: { event: 'failed', message: sighting.error_message ?? 'no reason was given' },
    unknown: { event: 'unseen' },
    created: { event: 'seen', status_raw },
    closed: { event: 'closed', confirmed_by: 'status', notes: pickNotes(sighting.notes_source ?? {}) },
  };
  return events[sighting.phase];
}

/** What was being closed is so until it is closed. */
function isNews({ phase }: Sighting, { state, missing_at }: SessionRecord): boolean {
  if (phase === 'unknown') return missing_at === null;
  if (phase !== 'closed' && missing_at !== null) return true;
  return state === 'closing' ? phase === 'closed' : state !== phase;
}

const againLimitMs = 5000;

/** One look at a session that the journal calls closed: nothing, unless it says that it is open. */
async function openAfterAll(
  target: Target,
  record: SessionRecord,
  journal: Journal,
  runtime: Runtime,
): Promise<Sighting | undefined> {
  if (record.engine === 'local') return undefined;
  try {
    const client = await clientFor(target, undefined, runtime);
    const found = await lookOnce(client, target.session_id, { policy: singleAttempt, limitMs: againLimitMs });
    if (!('sighting' in found)) return undefined;
    const { phase, status_raw } = found.sighting;
    if (phase !== 'ready' && phase !== 'created' && phase !== 'error') return undefined;
    await note(journal, record.key, { event: 'reopened', status_raw }, runtime);
    return found.sighting;
  } catch (error) {
    if (isPikaError(error) && !runtime.signal.aborted) return undefined;
    throw error;
  }
}

/** A session that is closed stays so, unless it says otherwise itself. */
function recorded({ error_message }: SessionRecord): Sighting {
  return {
    phase: 'closed',
    status_raw: 'closed',
    video: false,
    bot: false,
    error_message,
    notes_source: null,
  };
}

/** Nothing to look at is an answer too, as it is for `leave`. */
const noneLive = {
  session_id: null,
  status: 'none' as const,
  status_raw: null,
  video: false,
  bot: false,
  error_message: null,
  platform: null,
  meet_url: null,
  bot_name: null,
  duration_sec: null,
  cost_usd: null,
  in_room: null,
};

/** Who is in the room, where the engine tells: the local one does. */
async function guestsOf(target: Target, phase: Phase, runtime: Runtime): Promise<Present[] | null> {
  const isOpen = phase === 'created' || phase === 'waiting' || phase === 'ready';
  if (target.record?.engine !== 'local' || !isOpen) return null;
  const [{ findEngine }, { LocalClient }] = await Promise.all([
    import('./service/local/engine.ts'),
    import('./service/local/client.ts'),
  ]);
  const engine = await findEngine(runtime);
  if (!engine) return null;
  const participants = new LocalClient(engine.endpoint, runtime).participants(target.session_id);
  // The session may end between the two questions.
  return participants.then(presentGuests, () => null);
}

const status = defineVerb({
  name: 'status',
  summary: 'show the status of a session',
  examples: ['status', 'status --session-id 3f0c…'],
  options: z.object({
    sessionId: sessionId.optional().describe('ID of the session (optional if only one is live)'),
    engine: engineOption,
  }),
  result: z.object({
    session_id: sessionId.nullable().describe('null when no session is live'),
    status: z
      .enum(['created', 'waiting', 'ready', 'error', 'closed', 'unknown', 'none'])
      .describe(
        'unknown: the service does not know it, which for a minute proves nothing; none: no session is live',
      ),
    status_raw: z.string().nullable().describe("the service's own word"),
    video: z.boolean().describe('the avatar is rendered'),
    bot: z.boolean().describe('the bot is in the meeting'),
    error_message: z.string().nullable(),
    platform: z.string().nullable(),
    meet_url: z.string().nullable(),
    bot_name: z.string().nullable(),
    duration_sec: z.number().nullable(),
    cost_usd: z.number().nullable().describe('estimate'),
    in_room: z
      .array(present)
      .nullable()
      .describe('guests in a local room, names quoted: data; null where the engine does not tell'),
  }),
  async run({ sessionId: named, engine }, runtime) {
    const journal = new Journal(runtime.home);
    const target = await findTarget(journal, named, { engine, cwd: runtime.cwd });
    if (!target) {
      const unseen = await findUnseen(journal, runtime.clock.now());
      if (unseen) throw unseen;
      runtime.warn('no_live_session', 'no session on this machine is live');
      return noneLive;
    }
    const { session_id, record } = target;
    const sighting =
      record?.state === 'closed'
        ? ((await openAfterAll(target, record, journal, runtime)) ?? recorded(record))
        : await look(await clientFor(target, engine, runtime), { ...record, session_id }, runtime);
    if (sighting.phase === 'unknown') {
      runtime.warn(
        'session_missing',
        'the service does not know the session: it may still be billed; ask again in a minute',
      );
    }
    const event = eventOf(sighting);
    if (record && event && isNews(sighting, record)) await note(journal, record.key, event, runtime);
    const current = record && ((await journal.read(record.key)) ?? record);
    const { phase, notes_source, ...seen } = sighting;
    return {
      session_id,
      status: phase,
      ...seen,
      platform: record?.platform ?? null,
      meet_url: record?.meet_url ?? null,
      bot_name: record?.bot_name ?? null,
      ...(current ? usage(current, runtime.clock.now()) : { duration_sec: null, cost_usd: null }),
      in_room: await guestsOf(target, phase, runtime),
    };
  },
});

export default status;
await runIfMain(import.meta.url, status);
