import { z } from 'zod';
import { roundTo } from '../../base/numbers.ts';
import type { Environment } from '../../cli/environment.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { leftOutList } from '../../context/privacy/left-out.ts';
import { withoutPasscode } from '../../link/shown-link.ts';
import { type EngineName, engineNames, hostedBase } from '../../service/endpoint.ts';
import { platforms, sessionId } from '../../service/wire.ts';
import { leaveCommand } from '../close.ts';
import { Journal } from '../journal/journal.ts';
import type { LiveRecord } from '../journal/session.ts';
import { minutesAllowed, usdPerMinute } from '../journal/stay-limits.ts';
import type { Sighting } from '../sighting.ts';
import type { JoinOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** What a join prints. */
export const joinResult = z.object({
  session_id: sessionId.nullable().describe('null in a dry run'),
  platform: z.enum(platforms),
  status: z.enum(['ready', 'planned', 'waiting', 'unknown']),
  status_raw: z.string().nullable().describe("the service's own word"),
  video: z.boolean(),
  bot: z.boolean(),
  reused: z.boolean().describe('a live session of the same meeting was found, and none was created'),
  engine: z.enum(engineNames).nullable(),
  meet_url: z.string(),
  room_url: z.string().nullable().describe('where people join the local room'),
  bot_name: z.string(),
  voice_id: z.string(),
  balance: z
    .number()
    .nullable()
    .describe(
      'credits before the join; null for the local engine, a reused session, and where a dry run could not see them',
    ),
  usd_per_minute: z.number(),
  max_minutes: z.number(),
  max_cost_usd: z.number().nullable(),
  leave_command: z.string().nullable(),
  plan: z
    .object({
      image: z.object({ type: z.string(), width: z.number(), height: z.number(), size_bytes: z.number() }),
      system_prompt: z.string().nullable().describe('the exact text that would leave this machine'),
      left_out: leftOutList,
      has_passcode: z.boolean(),
      sends_to: z.string().nullable().describe('origin of the service'),
      minutes_at_most: z.number().describe('what --max-minutes and --max-cost allow'),
      usd_at_most: z.number(),
    })
    .nullable()
    .describe('of a dry run'),
});
type JoinResult = z.output<typeof joinResult>;

/** Of a session that is ready. */
export function describeJoined(
  record: LiveRecord,
  { status_raw, video, bot }: Sighting,
  { reused, balance }: Pick<JoinResult, 'reused' | 'balance'>,
): JoinResult {
  const { session_id, platform, engine, meet_url, room_url, bot_name, voice_id } = record;
  return {
    session_id,
    platform,
    status: 'ready',
    status_raw,
    video,
    bot,
    reused,
    engine,
    meet_url,
    room_url,
    bot_name,
    voice_id,
    balance: engine === 'pika' ? balance : null,
    usd_per_minute: engine === 'pika' ? usdPerMinute : 0,
    max_minutes: record.max_minutes,
    max_cost_usd: record.max_cost_usd,
    leave_command: leaveCommand(session_id),
    plan: null,
  };
}

/** Of a dry run. */
export function describePlanned(
  plan: Plan,
  options: JoinOptions,
  engine: EngineName | undefined,
  environment: Environment,
): JoinResult {
  const { type, width, height, bytes } = plan.avatar;
  const usd_per_minute = engine === 'local' ? 0 : usdPerMinute;
  const max_cost_usd = options.maxCost ?? null;
  const limits = { engine: engine ?? 'pika', max_minutes: options.maxMinutes, max_cost_usd };
  const minutes = minutesAllowed(limits);
  return {
    session_id: null,
    platform: plan.link.platform,
    status: 'planned',
    status_raw: null,
    video: false,
    bot: false,
    reused: false,
    engine: engine ?? null,
    meet_url: withoutPasscode(plan.link.url),
    room_url: null,
    bot_name: plan.bot_name,
    voice_id: plan.voice.voice_id,
    balance: null,
    usd_per_minute,
    max_minutes: options.maxMinutes,
    max_cost_usd,
    leave_command: null,
    plan: {
      image: { type, width, height, size_bytes: bytes.length },
      system_prompt: plan.briefing.text,
      left_out: plan.briefing.leftOut,
      has_passcode: plan.passcode !== null,
      sends_to: engine === 'local' ? 'this machine' : hostedBase(environment).origin,
      minutes_at_most: roundTo(minutes, 1),
      usd_at_most: roundTo(minutes * usd_per_minute, 2),
    },
  };
}

/** The states in which a session stays open when its command has ended. */
const open: ReadonlySet<unknown> = new Set(['ready', 'waiting']);

/** Notes that someone knows of the session: until then its guard, or a sweep, takes it for left behind. For `taken` of a command that joins. */
export async function noteTold(
  { status, session_id }: Readonly<Record<string, unknown>>,
  { home, clock }: Runtime,
): Promise<void> {
  if (typeof session_id !== 'string' || !open.has(status)) return;
  const journal = new Journal(home);
  const record = await journal.find(session_id);
  if (record && !record.told) await journal.append(record.key, { event: 'told' }, clock.now());
}
