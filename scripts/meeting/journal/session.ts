import { isProcessAlive } from '../../base/process-alive.mjs';
import { routes } from '../../service/wire.ts';
import { maxElapsedMs, momentNow, momentOf } from './elapsed.ts';
import type { DatedEvent, Intent } from './events.ts';

/**
 * The states of a session in the journal. `unknown`: a join was sent but its answer was lost, or the file cannot be parsed at all.
 * `forgotten`: a person said that it no longer needs watching.
 */
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
  'forgotten',
] as const;
export type SessionState = (typeof sessionStates)[number];

/** Everything the journal knows about one session, derived from its events. Times are ISO 8601 in UTC. */
export interface SessionRecord extends Intent {
  key: string;
  state: SessionState;
  /** The file is damaged: this is what could be recovered from it. */
  damaged: boolean;
  /** The join's caller has been told about the session. */
  told: boolean;
  requested_at: string;
  requested_uptime_sec: number | null;
  /** The machine's run in which it was requested; the uptimes of other runs are null. */
  boot_id: string | null;
  session_id: string | null;
  room_url: string | null;
  created_at: string | null;
  ready_at: string | null;
  ready_uptime_sec: number | null;
  closed_at: string | null;
  closed_uptime_sec: number | null;
  /** Since when the service does not know it. */
  missing_at: string | null;
  missing_uptime_sec: number | null;
  /** Why its guard cannot do its work, and with which key. */
  guard_problem: { problem: string; key_mark: string | null } | null;
  status_raw: string | null;
  error_message: string | null;
  /** What the service answered when it was closed, if the journal itself holds it; `Journal.answer` reads it wherever it is. */
  notes: Record<string, unknown> | null;
  answer_file: string | null;
}

const present = { missing_at: null, missing_uptime_sec: null };

/** A session that is being closed stays in that state until it is closed, whatever the service reports. */
function seen(state: SessionState, record: SessionRecord): SessionState {
  return record.state === 'closing' ? 'closing' : state;
}

/** The uptime at an event, in the run of the machine that the record counts in. */
function uptimeOf({ uptime_sec, boot_id }: DatedEvent, record: SessionRecord): number | null {
  const isOtherRun = boot_id && record.boot_id && boot_id !== record.boot_id;
  return isOtherRun ? null : (uptime_sec ?? null);
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
      return { ...present, state: seen('waiting', record), status_raw: found.status_raw };
    case 'ready':
      return {
        ...present,
        state: seen('ready', record),
        ready_at: found.at,
        ready_uptime_sec: uptimeOf(found, record),
        status_raw: found.status_raw,
      };
    case 'seen':
      return { ...present, status_raw: found.status_raw };
    case 'unseen':
      return record.missing_at ? {} : { missing_at: found.at, missing_uptime_sec: uptimeOf(found, record) };
    case 'guard_trouble':
      return { guard_problem: { problem: found.problem, key_mark: found.key_mark ?? null } };
    case 'reopened':
      return {
        ...present,
        state: 'created',
        closed_at: null,
        closed_uptime_sec: null,
        notes: null,
        answer_file: null,
      };
    case 'forgotten':
      return { state: 'forgotten' };
    case 'told':
      return { told: true };
    case 'failed':
      return { ...present, state: seen('error', record), error_message: found.message };
    case 'closing':
      return { state: 'closing' };
    case 'closed':
      return {
        state: 'closed',
        closed_at: found.at,
        closed_uptime_sec: uptimeOf(found, record),
        notes: found.notes ?? null,
        answer_file: found.answer_file ?? null,
        guard_problem: null,
      };
    case 'unknown':
    case 'not_created':
      // One process may have lost an answer that another one has read: a known id means that there is a session.
      return { state: record.session_id ? record.state : found.event, error_message: found.message };
  }
}

/** The initial record of a session. */
export function blankRecord(key: string, wanted: Intent, requestedAt: string): SessionRecord {
  return {
    ...wanted,
    key,
    state: 'requested',
    damaged: false,
    told: false,
    requested_at: requestedAt,
    requested_uptime_sec: null,
    boot_id: null,
    session_id: null,
    room_url: null,
    created_at: null,
    ready_at: null,
    ready_uptime_sec: null,
    closed_at: null,
    closed_uptime_sec: null,
    missing_at: null,
    missing_uptime_sec: null,
    guard_problem: null,
    status_raw: null,
    error_message: null,
    notes: null,
    answer_file: null,
  };
}

/** Final states, not changed by late events of other processes; only a session that was found open leaves them. */
const finalStates: ReadonlySet<SessionState> = new Set(['closed', 'forgotten']);

/** Applies the events to the record, in order. */
export function foldEvents(record: SessionRecord, events: readonly DatedEvent[]): SessionRecord {
  for (const found of events) {
    if (finalStates.has(record.state) && found.event !== 'reopened') continue;
    Object.assign(record, changes(found, record));
  }
  return record;
}

/** The record of the events; undefined if they do not start with an intent. */
export function toRecord(key: string, events: readonly DatedEvent[]): SessionRecord | undefined {
  const [first] = events;
  if (first?.event !== 'requested') return undefined;
  const { event: _, at, uptime_sec = null, boot_id = null, ...rest } = first;
  const requested = { requested_uptime_sec: uptime_sec, boot_id };
  return foldEvents({ ...blankRecord(key, rest, at), ...requested }, events);
}

/** States in which the service holds a session that is billed. */
const liveStates: ReadonlySet<SessionState> = new Set(['created', 'waiting', 'ready', 'closing', 'error']);

export type LiveRecord = SessionRecord & { session_id: string };

/** Whether the session is open at the service, as far as the journal knows. */
export function isLive(record: SessionRecord): record is LiveRecord {
  return record.session_id !== null && liveStates.has(record.state);
}

/** A little longer than a join's answer may take. A process with the joiner's ID after that time is a different one. */
const longestJoinMs = routes.createSession.limitMs + 20_000;

/** Whether a join was sent whose answer will never be read: it was recorded as lost, or its process died. */
export function isUnknown(record: SessionRecord, nowMs: number): boolean {
  if (record.state !== 'requested') return record.state === 'unknown';
  return ageMs(record, nowMs) > longestJoinMs || !isProcessAlive(record.pid);
}

/** The most milliseconds that may have passed since the join; infinite if the clock was set back and no other clock helps. */
export function ageMs(
  { requested_at, requested_uptime_sec }: Pick<SessionRecord, 'requested_at' | 'requested_uptime_sec'>,
  nowMs: number,
): number {
  return maxElapsedMs(momentOf(requested_at, requested_uptime_sec), momentNow(nowMs));
}

export const msPerMinute = 60_000;

/** Whether a join was sent, or is about to be, and a process waits for its answer. */
export function isUnderWay(record: SessionRecord, nowMs: number): boolean {
  return record.state === 'requested' && !isUnknown(record, nowMs);
}

/**
 * Whether a session with an unknown id may be open. On the hosted engine only a person can end this: the service has no known maximum
 * stay. The local engine is free and ends its sessions by itself.
 */
export function mayRunUnseen(record: SessionRecord, nowMs: number): boolean {
  if (!isUnknown(record, nowMs)) return false;
  return record.engine !== 'local' || ageMs(record, nowMs) < record.max_minutes * msPerMinute;
}
