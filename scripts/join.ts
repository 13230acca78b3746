import { z } from 'zod';
import { PikaError } from './cli/errors.ts';
import { runIfMain } from './cli/main.ts';
import { isProcessAlive } from './cli/process-alive.mjs';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { leaveCommand, note } from './meeting/close.ts';
import { type Created, createSession, findLive } from './meeting/create.ts';
import { Guard } from './meeting/guards.ts';
import { type JoinOptions, joinOptions } from './meeting/join-options.ts';
import { Journal } from './meeting/journal.ts';
import type { MeetingLink } from './meeting/link.ts';
import { findMeeting, makePlan, type Plan } from './meeting/plan.ts';
import { type Intent, type LiveRecord, usdPerMinute } from './meeting/session.ts';
import { type Sighting, waitUntilReady } from './meeting/wait.ts';
import { PikaClient } from './pika/client.ts';
import { connect } from './pika/connect.ts';
import { chosenEngine, type Endpoint, type EngineName, engineNames, hostedBase } from './pika/endpoint.ts';
import { ensureFunded, withOffer } from './pika/funding.ts';
import { type LocalSessionFields, platforms, sessionId } from './pika/wire.ts';
import { recordFirstUse } from './voice/library.ts';

/** The answer of the join is waited for at least this long: without it a session may run that nobody knows. */
const shortestPatienceMs = 60_000;

const result = z.object({
  session_id: sessionId.nullable().describe('null in a dry run'),
  platform: z.enum(platforms),
  status: z.enum(['ready', 'planned', 'waiting', 'unknown']),
  status_raw: z.string().nullable().describe("the service's own word"),
  video: z.boolean(),
  bot: z.boolean(),
  reused: z.boolean().describe('a live session of the same meeting was found; nothing was created'),
  engine: z.enum(engineNames).nullable(),
  meet_url: z.string(),
  room_url: z.string().nullable().describe('where people join the local room'),
  bot_name: z.string(),
  voice_id: z.string(),
  balance: z.number().nullable().describe('credits before the join'),
  usd_per_minute: z.number(),
  max_minutes: z.number(),
  max_cost_usd: z.number().nullable(),
  leave_command: z.string().nullable(),
  plan: z
    .object({
      image: z.object({ type: z.string(), width: z.number(), height: z.number(), size_bytes: z.number() }),
      system_prompt: z.string().nullable().describe('the exact text that would leave this machine'),
      has_passcode: z.boolean(),
      sends_to: z.string().nullable().describe('origin of the service'),
    })
    .nullable()
    .describe('of a dry run'),
});

/**
 * The engine that can hold this meeting: a link of Meet or Zoom never goes to the local one.
 * @throws {PikaError} `link_unsupported` when the chosen engine cannot.
 */
function engineFor(link: MeetingLink, options: JoinOptions, runtime: Runtime): EngineName | undefined {
  const isLocal = link.platform === 'local';
  const engine = isLocal ? (options.engine ?? 'local') : chosenEngine(options.engine, runtime);
  if (engine === 'local' && !isLocal) {
    throw new PikaError(
      'link_unsupported',
      'the local engine has rooms of its own and cannot enter Meet or Zoom',
      {
        hint: 'Use the hosted engine (--engine pika with a key), or join a local room: --meet-url local:NAME',
      },
    );
  }
  if (engine === 'pika' && isLocal) {
    throw new PikaError('link_unsupported', 'the hosted engine cannot enter a room of this machine', {
      hint: 'Leave --engine out, or use --engine local',
    });
  }
  return engine;
}

/** The plan and the balance at the same time; what is wrong on this machine is said before anything about money. */
async function checkEverything(
  options: JoinOptions,
  link: MeetingLink,
  client: PikaClient,
  runtime: Runtime,
) {
  const stop = new AbortController();
  const balance = client.balance({ signal: AbortSignal.any([stop.signal, runtime.signal]) });
  balance.catch(() => undefined);
  try {
    const plan = await makePlan(options, link, runtime);
    return { plan, balance: await ensureFunded(client, await balance, options.waitForPayment, runtime) };
  } catch (failure) {
    throw await withOffer(client, failure, runtime);
  } finally {
    stop.abort();
  }
}

function startGuard(options: JoinOptions, runtime: Runtime): Guard | null {
  if (options.guard) return Guard.start(runtime);
  runtime.warn('unguarded', 'nothing will close the session but leave: the limits are not enforced');
  return null;
}

function intentOf(plan: Plan, options: JoinOptions, endpoint: Endpoint, workspace: string): Intent {
  return {
    engine: endpoint.engine,
    base_url: endpoint.baseUrl.href,
    platform: plan.link.platform,
    meet_url: plan.link.url,
    meeting: plan.link.key,
    bot_name: plan.bot_name,
    voice_id: plan.voice.voice_id,
    max_minutes: options.maxMinutes,
    max_cost_usd: options.maxCost ?? null,
    admit_minutes: options.admitMinutes,
    guarded: options.guard,
    pid: process.pid,
    workspace,
    briefing_path: plan.briefing.path,
  };
}

/** What the local engine draws the face and the voice from. */
function localFields({ avatar: { rig }, voice: { profile } }: Plan) {
  return {
    rig: rig && JSON.stringify(rig),
    voice_profile: profile && JSON.stringify(profile),
  };
}

function fieldsOf(plan: Plan, { engine }: Endpoint): LocalSessionFields {
  return {
    ...(engine === 'local' && localFields(plan)),
    meet_url: plan.link.url,
    bot_name: plan.bot_name,
    platform: plan.link.platform,
    voice_id: plan.voice.voice_id,
    system_prompt: plan.briefing.text ?? undefined,
    meeting_password: plan.passcode ?? undefined,
  };
}

function describe(record: LiveRecord, sighting: Sighting, reused: boolean, balance: number | null) {
  const { session_id, platform, engine, meet_url, room_url, bot_name, voice_id } = record;
  const { status_raw, video, bot } = sighting;
  return {
    session_id,
    platform,
    status: 'ready' as const,
    status_raw,
    video,
    bot,
    reused,
    engine,
    meet_url,
    room_url,
    bot_name,
    voice_id,
    balance,
    usd_per_minute: engine === 'pika' ? usdPerMinute : 0,
    max_minutes: record.max_minutes,
    max_cost_usd: record.max_cost_usd,
    leave_command: leaveCommand(session_id),
    plan: null,
  };
}

function dryRun(plan: Plan, engine: EngineName | undefined, options: JoinOptions, runtime: Runtime) {
  const { type, width, height, bytes } = plan.avatar;
  return {
    session_id: null,
    platform: plan.link.platform,
    status: 'planned' as const,
    status_raw: null,
    video: false,
    bot: false,
    reused: false,
    engine: engine ?? null,
    meet_url: plan.link.url,
    room_url: null,
    bot_name: plan.bot_name,
    voice_id: plan.voice.voice_id,
    balance: null,
    usd_per_minute: engine === 'local' ? 0 : usdPerMinute,
    max_minutes: options.maxMinutes,
    max_cost_usd: options.maxCost ?? null,
    leave_command: null,
    plan: {
      image: { type, width, height, size_bytes: bytes.length },
      system_prompt: plan.briefing.text,
      has_passcode: plan.passcode !== null,
      sends_to: engine === 'local' ? 'this machine' : hostedBase(runtime.environment).origin,
    },
  };
}

const join = defineVerb({
  name: 'join',
  summary: 'join a meeting as an avatar',
  examples: [
    'join --meet-url https://meet.google.com/abc-defg-hij --bot-name Ada',
    'join --meet-url local:rehearsal --bot-name Ada --image me.png --system-prompt-file briefing.md',
  ],
  options: joinOptions,
  result,
  async run(options, runtime) {
    const link = await findMeeting(options, runtime);
    const engine = engineFor(link, options, runtime);
    if (options.dryRun) return dryRun(await makePlan(options, link, runtime), engine, options, runtime);

    const client = new PikaClient(await connect(engine, runtime, { start: true }), runtime);
    const journal = new Journal(runtime.home);
    const timeoutMs = options.timeoutSec * 1000;
    const enter = async ({ record, reused }: Created, balance: number | null) => {
      const isOwner = !reused || !isProcessAlive(record.pid);
      const wait = { timeoutMs, onTimeout: options.onTimeout, isOwner };
      const sighting = await waitUntilReady(client, journal, record, wait, runtime);
      await recordFirstUse(record.voice_id, runtime);
      return describe(record, sighting, reused, balance);
    };

    const live = options.again ? undefined : await findLive(client, journal, link.key, runtime);
    if (live) return enter({ record: live, reused: true }, null);
    const guard = startGuard(options, runtime);
    const { plan, balance } = await checkEverything(options, link, client, runtime);
    const request = {
      intent: intentOf(plan, options, client.endpoint, runtime.cwd),
      fields: fieldsOf(plan, client.endpoint),
      image: { bytes: plan.avatar.bytes, name: 'avatar.png', type: plan.avatar.type },
      again: options.again,
      patienceMs: Math.max(timeoutMs, shortestPatienceMs),
      guard,
    };
    const created = await createSession(client, journal, request, runtime).catch(async (failure) => {
      throw await withOffer(client, failure, runtime);
    });
    const told = () => note(journal, created.record.key, { event: 'told' }, runtime);
    if (options.onTimeout === 'keep') await told();
    const joined = await enter(created, balance);
    await told();
    return joined;
  },
});

export default join;
await runIfMain(import.meta.url, join);
