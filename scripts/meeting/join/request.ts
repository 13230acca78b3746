import type { Runtime } from '../../cli/runtime.ts';
import { withoutPasscode } from '../../link/shown-link.ts';
import { type Endpoint, keyMark } from '../../service/endpoint.ts';
import type { LocalSessionFields } from '../../service/wire.ts';
import type { Guard } from '../guard/guards.ts';
import type { Intent } from '../journal/events.ts';
import type { JoinRequest } from './create.ts';
import type { JoinOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** The answer of the join is waited for at least this long: without it a session may run that no one knows. */
const shortestPatienceMs = 60_000;

function intentOf(plan: Plan, options: JoinOptions, endpoint: Endpoint, workspace: string): Intent {
  return {
    engine: endpoint.engine,
    base_url: endpoint.baseUrl.href,
    key_mark: endpoint.engine === 'pika' ? keyMark(endpoint.key) : null,
    platform: plan.link.platform,
    meet_url: withoutPasscode(plan.link.url),
    meeting: plan.link.key,
    title: options.title ?? null,
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
function localFields({ avatar: { rig }, voice: { profile }, language, gender }: Plan) {
  return {
    rig: rig && JSON.stringify(rig),
    voice_profile: profile && JSON.stringify(profile),
    language: language ?? undefined,
    voice_gender: gender ?? undefined,
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

/** What is recorded about the join, and what is sent. */
export function joinRequest(
  plan: Plan,
  options: JoinOptions,
  endpoint: Endpoint,
  guard: Guard | null,
  runtime: Runtime,
): JoinRequest {
  const { bytes, type } = plan.avatar;
  return {
    intent: intentOf(plan, options, endpoint, runtime.cwd),
    fields: fieldsOf(plan, endpoint),
    image: { bytes, name: 'avatar.png', type },
    again: options.again,
    patienceMs: Math.max(options.timeoutSec * 1000, shortestPatienceMs),
    guard,
  };
}
