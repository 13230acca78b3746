import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { runIfMain } from './cli/main.ts';
import { defineVerb } from './cli/verb.ts';
import { note } from './meeting/close.ts';
import { Journal } from './meeting/journal.ts';
import { clientFor, findTarget } from './meeting/reach.ts';
import { type SessionEvent, type SessionRecord, usage } from './meeting/session.ts';
import { look, type Phase, type Sighting } from './meeting/sighting.ts';
import { engineOption } from './pika/endpoint.ts';
import { pickNotes, sessionId } from './pika/wire.ts';

function eventOf(sighting: Sighting): SessionEvent | undefined {
  const { status_raw } = sighting;
  const events: Partial<Record<Phase, SessionEvent>> = {
    waiting: { event: 'waiting', status_raw },
    ready: { event: 'ready', status_raw },
    error: { event: 'failed', message: sighting.error_message ?? 'no reason was given' },
    closed: { event: 'closed', confirmed_by: 'status', notes: pickNotes(sighting.notes_source ?? {}) },
  };
  return events[sighting.phase];
}

/** What was being closed is so until it is closed. */
function isNews({ phase }: Sighting, { state }: SessionRecord): boolean {
  return state === 'closing' ? phase === 'closed' : state !== phase;
}

/** A session that is closed stays so: nobody needs to be asked. */
function recorded(record: SessionRecord | null): Sighting | undefined {
  if (record?.state !== 'closed') return undefined;
  const { error_message } = record;
  return {
    phase: 'closed',
    status_raw: 'closed',
    video: false,
    bot: false,
    error_message,
    notes_source: null,
  };
}

const status = defineVerb({
  name: 'status',
  summary: 'ask how a session is doing',
  examples: ['status', 'status --session-id 3f0c…'],
  options: z.object({
    sessionId: sessionId.optional().describe('the session (not needed when one is live)'),
    engine: engineOption,
  }),
  result: z.object({
    session_id: sessionId,
    status: z.enum(['created', 'waiting', 'ready', 'error', 'closed']),
    status_raw: z.string().describe("the service's own word"),
    video: z.boolean().describe('the avatar is rendered'),
    bot: z.boolean().describe('the bot is in the meeting'),
    error_message: z.string().nullable(),
    platform: z.string().nullable(),
    meet_url: z.string().nullable(),
    bot_name: z.string().nullable(),
    duration_sec: z.number().nullable(),
    cost_usd: z.number().nullable().describe('estimate'),
  }),
  async run({ sessionId: named, engine }, runtime) {
    const journal = new Journal(runtime.home);
    const target = await findTarget(journal, named);
    if (!target) {
      throw new PikaError('session_not_found', 'no session of this machine is live', {
        hint: 'Name one with --session-id, or see all with: sessions --all',
      });
    }
    const { session_id, record } = target;
    const sighting =
      recorded(record) ??
      (await look(await clientFor(target, engine, runtime), { ...record, session_id }, runtime));
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
    };
  },
});

export default status;
await runIfMain(import.meta.url, status);
