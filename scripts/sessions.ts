import './cli/direct-start.ts';
import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { ownCommand } from './cli/own-command.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import { forgetBriefing, leaveCommand } from './meeting/close.ts';
import { guardState } from './meeting/guard/guards.ts';
import { Journal } from './meeting/journal/journal.ts';
import {
  isLive,
  isUnderWay,
  isUnknown,
  mayRunUnseen,
  type SessionRecord,
  sessionStates,
} from './meeting/journal/session.ts';
import { usage } from './meeting/journal/usage.ts';
import { heedLocalNews } from './meeting/local/news.ts';
import { sweep } from './meeting/sweep.ts';
import { engineNames } from './service/endpoint.ts';

const listed = z.object({
  record_id: z.string().describe('names the session to --forget'),
  session_id: z.string().nullable(),
  status: z
    .enum(sessionStates)
    .describe('unknown: a join was sent and its answer was lost, or its file is damaged'),
  live: z.boolean().describe('open at the service as far as the journal knows'),
  missing_since: z.string().nullable().describe('since when the service has not known it'),
  damaged: z.boolean().describe('its file is not whole'),
  guard: z
    .enum(['alive', 'silent', 'dead', 'off'])
    .nullable()
    .describe('silent: it has not moved for 15 s; null when there is nothing to guard'),
  guard_problem: z.string().nullable().describe('why the guard cannot do its work'),
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
  return guardState(journal, record.key);
}

async function describe(
  record: SessionRecord,
  journal: Journal,
  nowMs: number,
): Promise<z.output<typeof listed>> {
  const { session_id, state, engine, platform, meet_url, room_url, bot_name } = record;
  const { requested_at, closed_at, damaged } = record;
  return {
    record_id: record.key,
    session_id,
    status: isUnknown(record, nowMs) ? 'unknown' : state,
    live: isLive(record),
    missing_since: isLive(record) ? record.missing_at : null,
    damaged,
    guard: await guardOf(record, journal),
    guard_problem: isLive(record) ? (record.guard_problem?.problem ?? null) : null,
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

/** States in which nothing can be forgotten without money at risk. */
const wellKnown: ReadonlySet<SessionRecord['state']> = new Set(['created', 'waiting', 'ready']);

/**
 * Ends the watch over a session of which nothing more can be learned, by a person's word.
 * @throws {PikaError} `session_not_found`; `usage` for a session that can be left; `home_unwritable`.
 */
async function forget(id: string, journal: Journal, runtime: Runtime): Promise<string> {
  const record = (await journal.list()).find(({ key, session_id }) => key === id || session_id === id);
  if (!record) {
    throw new PikaError('session_not_found', 'no session on this machine has this id', {
      hint: `Take a record_id from: ${ownCommand('sessions --all')}`,
    });
  }
  const isSound = wellKnown.has(record.state) && !record.missing_at && !record.guard_problem;
  if (isSound || isUnderWay(record, runtime.clock.now())) {
    const way = record.session_id
      ? `Leave it: ${leaveCommand(record.session_id)}`
      : 'Wait for its join to end';
    throw new PikaError('usage', 'the session is not unknown: forgetting it would leave it billed', {
      hint: way,
    });
  }
  await journal.forget(record.key, runtime.clock.now());
  await forgetBriefing(journal, record.key, runtime);
  return record.key;
}

const maxShown = 1000;

function warnOfDamaged(records: SessionRecord[], runtime: Runtime): void {
  const keys = records.filter(({ damaged }) => damaged).map(({ key }) => key);
  if (keys.length === 0) return;
  const files = keys.slice(0, 5).join(', ');
  runtime.warn('journal_damaged', `files of sessions that may be open are damaged: ${files}`);
}

const sessions = defineVerb({
  name: 'sessions',
  summary: 'list the sessions on this machine, or close leftovers',
  examples: ['sessions', 'sessions --sweep'],
  options: z.object({
    all: z.boolean().default(false).describe('include finished sessions'),
    sweep: z
      .boolean()
      .default(false)
      .describe('close sessions that are over their limits or were left behind'),
    forget: z.string().optional().meta({
      description: 'remove an unknown session, once no bot is in its meeting',
      placeholder: 'ID',
    }),
    limit: z.number().int().min(1).max(maxShown).default(20).describe('maximum number to list'),
  }),
  result: z.object({
    sessions: z.array(listed).describe('newest first'),
    total: z.number().int().describe('how many there are, those included that --limit leaves out'),
    forgotten: z.string().nullable().describe('with --forget: the record_id'),
    swept: z
      .array(z.object({ session_id: z.string(), reason: z.string(), closed: z.boolean() }))
      .describe('with --sweep: what was closed, and why'),
  }),
  async run(options, runtime) {
    const journal = new Journal(runtime.home);
    const forgotten = options.forget === undefined ? null : await forget(options.forget, journal, runtime);
    const outcomes = options.sweep ? await sweep(journal, runtime) : [];
    await heedLocalNews(journal, runtime);
    const nowMs = runtime.clock.now();
    const isOpen = (record: SessionRecord) =>
      isLive(record) || isUnderWay(record, nowMs) || mayRunUnseen(record, nowMs);
    const wanted = (await journal.list()).filter((record) => options.all || isOpen(record));
    const found = await Promise.all(
      wanted.slice(0, options.limit).map((record) => describe(record, journal, nowMs)),
    );
    const total = wanted.length;
    if (total > found.length) {
      runtime.warn(
        'not_all_shown',
        `${total} sessions, ${found.length} shown: see more with --limit ${Math.min(total, maxShown)}`,
      );
    }
    warnOfDamaged(wanted.filter(isOpen), runtime);
    const swept = outcomes.map(({ session_id, reason, closed }) => ({ session_id, reason, closed }));
    const failure = outcomes.find((outcome) => !outcome.closed)?.failure;
    if (swept.every(({ closed }) => closed)) return { sessions: found, total, forgotten, swept };
    throw new PikaError(
      'close_failed',
      `not everything could be closed: ${failure?.message ?? 'no answer'}`,
      {
        hint: `They may still be billed. Run again: ${ownCommand('sessions --sweep')}`,
        known: { sessions: found, total, swept },
        cause: failure,
      },
    );
  },
});

export default sessions;
await runIfMain(import.meta.url, sessions);
