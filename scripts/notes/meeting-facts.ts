import { stay, usage } from '../meeting/journal/usage.ts';
import type { Target } from '../meeting/reach.ts';
import type { EngineName } from '../service/endpoint.ts';

/** What this machine knows of a meeting without asking anyone. */
export interface Meeting {
  session_id: string;
  engine: EngineName | null;
  platform: string | null;
  meet_url: string | null;
  meeting: string | null;
  /** What the user or the invitation called it. */
  title: string | null;
  bot_name: string | null;
  started_at: string | null;
  ended_at: string | null;
  /** From `started_at` to `ended_at`; the cost counts from the join. */
  duration_sec: number | null;
  cost_usd: number | null;
  /** Whether the bot was in the meeting. */
  wasReady: boolean;
  /** What the answer to DELETE gave, under the service's names. */
  answer: Readonly<Record<string, unknown>> | null;
}

/** Without its query: that of a Zoom link holds the passcode. */
function withoutQuery(link: string): string {
  return link.replace(/[?#].*$/s, '');
}

/** An instant some seconds after another; nothing where the seconds are not known. */
export function later(instant: string, seconds: number | null): string | null {
  return seconds === null ? null : new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** The meeting of a session, of which the journal may know nothing. @param answer what the service answered when it was closed. */
export function meetingOf(
  { session_id, record }: Target,
  nowMs: number,
  answer?: Meeting['answer'],
): Meeting {
  if (!record) {
    const names = { platform: null, meet_url: null, meeting: null, title: null, bot_name: null };
    const times = { started_at: null, ended_at: null, duration_sec: null, cost_usd: null };
    return { session_id, engine: null, ...names, ...times, wasReady: true, answer: answer ?? null };
  }
  const { engine, platform, meeting, bot_name } = record;
  const { started_at, duration_sec } = stay(record, nowMs);
  return {
    session_id,
    engine,
    platform,
    meet_url: withoutQuery(record.meet_url),
    meeting: withoutQuery(meeting),
    title: record.title ?? null,
    bot_name,
    started_at,
    ended_at: record.closed_at && later(started_at, duration_sec),
    duration_sec,
    cost_usd: usage(record, nowMs).cost_usd,
    wasReady: record.ready_at !== null,
    answer: answer ?? null,
  };
}
