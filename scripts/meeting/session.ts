import { z } from 'zod';
import { isProcessAlive } from '../cli/process-alive.mjs';
import { engineNames } from '../pika/endpoint.ts';
import { platforms, routes, sessionId } from '../pika/wire.ts';

/** The states of a session as the journal knows them. `unknown`: a join was sent and its answer was lost. */
export const sessionStates = [
  'requested',
  'created',
  'waiting',
  'ready',
  'closing',
  'error',
  'unknown',
  'not_created',
  'closed',
] as const;
export type SessionState = (typeof sessionStates)[number];

const intent = z.object({
  engine: z.enum(engineNames),
  base_url: z.url(),
  /** Of the key that it was joined with (`keyMark`); nothing for the local engine. */
  key_mark: z.string().nullish(),
  platform: z.enum(platforms),
  meet_url: z.string(),
  /** The same for every spelling of the meeting's link. */
  meeting: z.string(),
  bot_name: z.string(),
  voice_id: z.string(),
  max_minutes: z.number(),
  max_cost_usd: z.number().nullable(),
  /** The session is closed when the bot is not in the meeting by then. */
  admit_minutes: z.number(),
  /** Whether a guard watches over the limits. */
  guarded: z.boolean(),
  /** The process that waits for the session to be ready. */
  pid: z.number().int(),
  /** The user's project, where the notes will lie. */
  workspace: z.string(),
  /** A private briefing file that is deleted when the session ends. */
  briefing_path: z.string().nullable(),
});
export type Intent = z.output<typeof intent>;

const notes = z.record(z.string(), z.unknown());

const event = z.discriminatedUnion('event', [
  z.object({ event: z.literal('requested'), ...intent.shape }),
  z.object({ event: z.literal('created'), session_id: sessionId, room_url: z.string().nullish() }),
  z.object({ event: z.literal('waiting'), status_raw: z.string() }),
  z.object({ event: z.literal('ready'), status_raw: z.string() }),
  z.object({ event: z.literal('told') }),
  z.object({ event: z.literal('failed'), message: z.string() }),
  z.object({ event: z.literal('closing'), reason: z.string() }),
  z.object({
    event: z.literal('closed'),
    confirmed_by: z.enum(['delete', 'status', 'gone']),
    notes: notes.nullish(),
  }),
  z.object({ event: z.literal('unknown'), message: z.string() }),
  z.object({ event: z.literal('not_created'), message: z.string() }),
]);
export type SessionEvent = z.output<typeof event>;

const datedEvent = z.intersection(z.object({ at: z.iso.datetime() }), event);
type DatedEvent = z.output<typeof datedEvent>;

/** Everything the journal knows of one session, derived from its events. Times are ISO 8601 in UTC. */
export interface SessionRecord extends Intent {
  key: string;
  state: SessionState;
  /** The caller of the join has been told of the session. */
  told: boolean;
  requested_at: string;
  session_id: string | null;
  room_url: string | null;
  created_at: string | null;
  ready_at: string | null;
  closed_at: string | null;
  status_raw: string | null;
  error_message: string | null;
  notes: Record<string, unknown> | null;
}

/** The events of a journal file. A torn last line, or one from a newer version, is passed over. */
export function parseEvents(text: string): DatedEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      return datedEvent.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}

/** What was being closed is so until it is closed, whatever the service still says of it. */
function seen(state: SessionState, record: SessionRecord): SessionState {
  return record.state === 'closing' ? 'closing' : state;
}

/** What an event changes. */
function changes(found: DatedEvent, record: SessionRecord): Partial<SessionRecord> {
  switch (found.event) {
    case 'requested':
      return { state: 'requested' };
    case 'created':
      return {
        state: 'created',
        session_id: found.session_id,
        created_at: found.at,
        room_url: found.room_url ?? null,
      };
    case 'waiting':
      return { state: seen('waiting', record), status_raw: found.status_raw };
    case 'ready':
      return { state: seen('ready', record), ready_at: found.at, status_raw: found.status_raw };
    case 'told':
      return { told: true };
    case 'failed':
      return { state: seen('error', record), error_message: found.message };
    case 'closing':
      return { state: 'closing' };
    case 'closed':
      return { state: 'closed', closed_at: found.at, notes: found.notes ?? null };
    case 'unknown':
    case 'not_created':
      // One process may have lost an answer that another one has read: an id that is known makes a session.
      return { state: record.session_id ? record.state : found.event, error_message: found.message };
  }
}

/** Folds the events into a record. Closed is final: a late event of another process does not bring a session back. */
export function toRecord(key: string, events: readonly DatedEvent[]): SessionRecord | undefined {
  const [first] = events;
  if (first?.event !== 'requested') return undefined;
  const { event: _, at, ...rest } = first;
  const record: SessionRecord = {
    ...rest,
    key,
    state: 'requested',
    told: false,
    requested_at: at,
    session_id: null,
    room_url: null,
    created_at: null,
    ready_at: null,
    closed_at: null,
    status_raw: null,
    error_message: null,
    notes: null,
  };
  for (const found of events) {
    if (record.state === 'closed') break;
    Object.assign(record, changes(found, record));
  }
  return record;
}

/** States in which the service holds a session that is billed. */
const liveStates: ReadonlySet<SessionState> = new Set(['created', 'waiting', 'ready', 'closing', 'error']);

export type LiveRecord = SessionRecord & { session_id: string };

/** Whether the session is open at the service as far as the journal knows. */
export function isLive(record: SessionRecord): record is LiveRecord {
  return record.session_id !== null && liveStates.has(record.state);
}

/** No join is under way for longer than its answer may take, and a little more. A process of that number is another. */
const longestJoinMs = routes.createSession.limitMs + 20_000;

/** Whether a join was sent whose answer nobody will ever read: said so, or its process died over it. */
export function isUnknown({ state, pid, requested_at }: SessionRecord, nowMs: number): boolean {
  if (state !== 'requested') return state === 'unknown';
  return nowMs - Date.parse(requested_at) > longestJoinMs || !isProcessAlive(pid);
}

export const msPerMinute = 60_000;

/** Whether a join was sent, or is about to be, whose answer somebody waits for. */
export function isUnderWay(record: SessionRecord, nowMs: number): boolean {
  return record.state === 'requested' && !isUnknown(record, nowMs);
}

/** Whether a session may be open of which nobody knows the id: for as long as it was to stay at the most. */
export function mayRunUnseen(record: SessionRecord, nowMs: number): boolean {
  return (
    isUnknown(record, nowMs) && nowMs - Date.parse(record.requested_at) < record.max_minutes * msPerMinute
  );
}

/** $0.275 a minute, billed from the join until the DELETE (the service's published price). */
export const usdPerMinute = 0.275;

/** Minutes after which the session is closed: the longest stay, or what the cost allows. */
export function minutesAllowed({
  engine,
  max_minutes,
  max_cost_usd,
}: Pick<Intent, 'engine' | 'max_minutes' | 'max_cost_usd'>): number {
  if (max_cost_usd === null || engine === 'local') return max_minutes;
  return Math.min(max_minutes, max_cost_usd / usdPerMinute);
}

/** A join that created nothing has no length; one whose answer was lost has no end, and counts for the stay that it asked for. */
function paidUntilMs(record: SessionRecord, nowMs: number): number {
  const requestedMs = Date.parse(record.requested_at);
  if (record.closed_at) return Date.parse(record.closed_at);
  if (record.state === 'not_created') return requestedMs;
  return record.session_id ? nowMs : Math.min(nowMs, requestedMs + minutesAllowed(record) * msPerMinute);
}

/** How long the session has been, or was, paid for, and the estimate of what that costs. */
export function usage(record: SessionRecord, nowMs: number): { duration_sec: number; cost_usd: number } {
  const seconds = Math.max(0, (paidUntilMs(record, nowMs) - Date.parse(record.requested_at)) / 1000);
  const price = record.engine === 'pika' ? usdPerMinute : 0;
  return {
    duration_sec: Math.round(seconds * 10) / 10,
    cost_usd: Math.round((seconds / 60) * price * 1000) / 1000,
  };
}
