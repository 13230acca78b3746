import { usage } from '../meeting/journal/session.ts';
import type { Target } from '../meeting/reach.ts';
import type { EngineName } from '../service/endpoint.ts';

/** What this machine knows of a meeting without asking anybody. */
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

/** The meeting of a session that the journal knows, or of one of which only the id and what `answer` holds is known. */
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
  return {
    session_id,
    engine,
    platform,
    meet_url: withoutQuery(record.meet_url),
    meeting: withoutQuery(meeting),
    title: record.title ?? null,
    bot_name,
    started_at: record.ready_at ?? record.requested_at,
    ended_at: record.closed_at,
    ...usage(record, nowMs),
    wasReady: record.ready_at !== null,
    answer: answer ?? record.notes,
  };
}
