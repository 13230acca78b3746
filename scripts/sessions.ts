import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { runIfMain } from './cli/main.ts';
import { defineVerb } from './cli/verb.ts';
import { isGuarded } from './meeting/guards.ts';
import { Journal } from './meeting/journal.ts';
import { heedLocalNews } from './meeting/local-news.ts';
import {
  isLive,
  isUnderWay,
  isUnknown,
  mayRunUnseen,
  type SessionRecord,
  sessionStates,
  usage,
} from './meeting/session.ts';
import { sweep } from './meeting/sweep.ts';
import { engineNames } from './pika/endpoint.ts';

const listed = z.object({
  session_id: z.string().nullable(),
  status: z.enum(sessionStates).describe('unknown: a join was sent and its answer was lost'),
  live: z.boolean().describe('open at the service as far as the journal knows'),
  guard: z.enum(['alive', 'dead', 'off']).nullable().describe('null when there is nothing to guard'),
  engine: z.enum(engineNames),
  platform: z.string(),
  meet_url: z.string(),
  room_url: z.string().nullable(),
  bot_name: z.string(),
  requested_at: z.string(),
  closed_at: z.string().nullable(),
  duration_sec: z.number(),
  cost_usd: z.number().describe('estimate'),
});

async function guardOf(record: SessionRecord, journal: Journal) {
  if (!isLive(record)) return null;
  if (!record.guarded) return 'off' as const;
  return (await isGuarded(journal, record.key)) ? ('alive' as const) : ('dead' as const);
}

async function describe(
  record: SessionRecord,
  journal: Journal,
  nowMs: number,
): Promise<z.output<typeof listed>> {
  const { session_id, state, engine, platform, meet_url, room_url, bot_name } = record;
  const { requested_at, closed_at } = record;
  return {
    session_id,
    status: isUnknown(record, nowMs) ? 'unknown' : state,
    live: isLive(record),
    guard: await guardOf(record, journal),
    engine,
    platform,
    meet_url,
    room_url,
    bot_name,
    requested_at,
    closed_at,
    ...usage(record, nowMs),
  };
}

const sessions = defineVerb({
  name: 'sessions',
  summary: 'the sessions of this machine; --sweep closes what should not be open',
  examples: ['sessions', 'sessions --sweep'],
  options: z.object({
    all: z.boolean().default(false).describe('also those that are over'),
    sweep: z.boolean().default(false).describe('close what is over its limits or was left behind'),
    limit: z.number().int().min(1).max(1000).default(20).describe('how many at the most'),
  }),
  result: z.object({
    sessions: z.array(listed).describe('newest first'),
    swept: z
      .array(z.object({ session_id: z.string(), reason: z.string(), closed: z.boolean() }))
      .describe('with --sweep: what was closed, and why'),
  }),
  async run(options, runtime) {
    const journal = new Journal(runtime.home);
    const outcomes = options.sweep ? await sweep(journal, runtime) : [];
    await heedLocalNews(journal, runtime);
    const nowMs = runtime.clock.now();
    const isOpen = (record: SessionRecord) =>
      isLive(record) || isUnderWay(record, nowMs) || mayRunUnseen(record, nowMs);
    const wanted = (await journal.list()).filter((record) => options.all || isOpen(record));
    const found = await Promise.all(
      wanted.slice(0, options.limit).map((record) => describe(record, journal, nowMs)),
    );
    const swept = outcomes.map(({ session_id, reason, closed }) => ({ session_id, reason, closed }));
    const failure = outcomes.find((outcome) => !outcome.closed)?.failure;
    if (swept.every(({ closed }) => closed)) return { sessions: found, swept };
    throw new PikaError(
      'close_failed',
      `not everything could be closed: ${failure?.message ?? 'no answer'}`,
      {
        hint: 'They may still be billed. Run again: sessions --sweep',
        known: { sessions: found, swept },
        cause: failure,
      },
    );
  },
});

export default sessions;
await runIfMain(import.meta.url, sessions);
