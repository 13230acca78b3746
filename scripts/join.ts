import './cli/direct-start.ts';
import { isProcessAlive } from './base/process-alive.mjs';
import { ownCommand } from './cli/own-command.ts';
import type { Runtime } from './cli/runtime.ts';
import { defineVerb } from './cli/verb.ts';
import { runIfMain } from './entry.ts';
import type { MeetingLink } from './link/forms.ts';

import { Guard } from './meeting/guard/guards.ts';
import { createSession, findLive } from './meeting/join/create.ts';
import { type JoinOptions, joinOptions } from './meeting/join/options.ts';
import { engineFor, findMeeting, makePlan } from './meeting/join/plan.ts';
import { joinRequest } from './meeting/join/request.ts';
import { describeJoined, describePlanned, joinResult, noteTold } from './meeting/join/result.ts';
import { waitUntilReady } from './meeting/join/wait.ts';
import { Journal } from './meeting/journal/journal.ts';
import type { LiveRecord } from './meeting/journal/session.ts';
import { PikaClient } from './service/client.ts';
import { connect } from './service/connect.ts';
import { getKeyHint } from './service/endpoint.ts';
import { ensureFunded, glanceAtCredits, withOffer } from './service/funding.ts';
import { recordFirstUse } from './voice/library/library.ts';

const joinKeyHint = `${getKeyHint}; or meet the avatar in a room on this machine: ${ownCommand('rehearse')}, or join --engine local --meet-url local:NAME`;

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
  runtime.warn('unguarded', 'running without a guard: only leave ends the session');
  return null;
}

/** A live session keeps its own limits, not those requested now. */
function warnOfLimits(
  record: LiveRecord,
  { maxMinutes, maxCost, guard }: JoinOptions,
  runtime: Runtime,
): void {
  const cost = record.max_cost_usd === null ? '' : ` and $${record.max_cost_usd}`;
  const limits = `${record.max_minutes} minutes${cost}${record.guarded ? '' : ', not enforced'}`;
  const areSame = record.max_minutes === maxMinutes && record.max_cost_usd === (maxCost ?? null);
  if (areSame && record.guarded === guard) return;
  runtime.warn('limits_differ', `the live session keeps its own limits: ${limits}`);
}

/** Creates the session once everything is checked and paid for. */
async function create(
  options: JoinOptions,
  link: MeetingLink,
  client: PikaClient,
  journal: Journal,
  runtime: Runtime,
) {
  // Started early: it takes as long as the checks.
  const guard = startGuard(options, runtime);
  const { plan, balance } = await checkEverything(options, link, client, runtime);
  const sinceMs = runtime.clock.monotonic();
  const request = joinRequest(plan, options, client.endpoint, guard, runtime);
  const created = await createSession(client, journal, request, runtime).catch(async (failure) => {
    throw await withOffer(client, failure, runtime);
  });
  return { ...created, balance, sinceMs };
}

const join = defineVerb({
  name: 'join',
  summary: 'join a meeting as an avatar',
  examples: [
    'join --meet-url https://meet.google.com/abc-defg-hij --bot-name Ada',
    'join --meet-url local:rehearsal --bot-name Ada --image me.png --system-prompt-file briefing.md',
  ],
  options: joinOptions,
  result: joinResult,
  async run(given, runtime) {
    const { link, title } = await findMeeting(given, runtime);
    const options = { ...given, title: title ?? undefined };
    const engine = engineFor(link, options, runtime);
    if (options.dryRun) {
      const plan = await makePlan(options, link, runtime);
      const balance = await glanceAtCredits(engine, runtime);
      return { ...describePlanned(plan, options, engine, runtime.environment), balance };
    }

    const client = new PikaClient(
      await connect(engine, runtime, { start: true, keyHint: joinKeyHint }),
      runtime,
    );
    const journal = new Journal(runtime.home);
    const live = options.again ? undefined : await findLive(client, journal, link.key, runtime);
    const { record, reused, balance, sinceMs } = live
      ? { record: live, reused: true, balance: null, sinceMs: runtime.clock.monotonic() }
      : await create(options, link, client, journal, runtime);

    if (live) warnOfLimits(live, options, runtime);
    // A session that was ready once is someone's meeting: what happens to this command must not end it.
    const isOwner = !reused || (record.ready_at === null && !isProcessAlive(record.pid));
    const { timeoutSec, onTimeout } = options;
    const wait = { timeoutMs: timeoutSec * 1000, sinceMs, onTimeout, isOwner };
    const sighting = await waitUntilReady(client, journal, record, wait, runtime);
    await recordFirstUse(record.voice_id, runtime);
    return describeJoined(record, sighting, { reused, balance });
  },
  taken: noteTold,
});

export default join;
await runIfMain(import.meta.url, join);
