import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive } from '../../scripts/cli/process-alive.mjs';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { Journal } from '../../scripts/meeting/journal.ts';
import { type HostedApi, startHostedApi } from '../doubles/hosted-api.ts';
import { type Plan, planOf } from './plan.ts';
import { type Place, preparePlace, removePlace } from './surroundings.ts';
import { type StartedVerb, startVerb, type VerbRun } from './verb-run.ts';
import { add, type Counts, judgeDisk, judgeVerb, lineOf, noCounts } from './verdict.ts';

const portrait = path.join(skillDirectory, 'test', 'fixtures', 'portraits', 'portrait.jpg');
const join = [
  'join',
  '--meet-url',
  'https://meet.google.com/abc-defg-hij',
  '--bot-name',
  'Ada',
  '--image',
  portrait,
];
const joinTimeout = ['--timeout-sec', '2'];

/** A guard has this long to close what nobody was told of, before the sweep. */
const guardLimitMs = 5000;

const longestStartMs = 3000;

export interface RunReport {
  plan: Plan;
  counts: Counts;
  /** Sessions whose id never reached this machine; each is shown as unknown. */
  unknowable: number;
  /** What went wrong, for a person. */
  faults: string[];
}

function guardPids(pikaHome: string): number[] {
  try {
    const directory = path.join(pikaHome, 'sessions');
    const names = readdirSync(directory).filter((name) => name.endsWith('.guard'));
    return names.map((name) => Number.parseInt(readFileSync(path.join(directory, name), 'utf8'), 10));
  } catch {
    return [];
  }
}

function killGuards(pikaHome: string): void {
  for (const pid of guardPids(pikaHome)) if (pid && isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
}

async function disturb(plan: Plan, api: HostedApi, place: Place, started: StartedVerb[]): Promise<void> {
  const [first] = started;
  if (plan.kill) {
    await sleep(plan.kill.afterMs);
    if (plan.kill.who === 'verb') first?.child.kill('SIGKILL');
    else killGuards(place.pikaHome);
  }
  if (plan.signal) {
    // Before its first request the process may still be Node's alone, which ends without a word.
    await Promise.race([api.arrived('balance'), sleep(longestStartMs)]);
    await sleep(plan.seed % 500);
    first?.child.kill(plan.signal);
  }
}

/** The user does what the results say: leaves what is said to be open. */
async function leaveWhatIsOpen(
  runs: VerbRun[],
  run: (argv: string[]) => Promise<VerbRun>,
): Promise<VerbRun[]> {
  const ids = runs.flatMap((ended) => {
    const line = lineOf(ended);
    const isOpen = line && line.closed !== true && typeof line.session_id === 'string';
    return isOpen ? [String(line.session_id)] : [];
  });
  return Promise.all([...new Set(ids)].map((id) => run(['leave', '--session-id', id, '--no-notes'])));
}

async function closedByGuard(api: HostedApi, pikaHome: string): Promise<void> {
  const deadline = performance.now() + guardLimitMs;
  while (api.openSessions().length > 0 && performance.now() < deadline) {
    if (!guardPids(pikaHome).some(isProcessAlive)) return;
    await sleep(100);
  }
}

/** One run: joins under fire, then the user's own leave, then one sweep; and what is left of it. */
export async function runOnce(seed: number): Promise<RunReport> {
  const plan = planOf(seed);
  const home = mkdtempSync(path.join(os.tmpdir(), 'pika-chaos-'));
  const api = await startHostedApi({ script: plan.script });
  const place = preparePlace(home, plan);
  const env = { HOME: home, PIKA_HOME: place.pikaHome, ...api.environment };
  try {
    for (const { route, fault, times } of plan.faults) api.fault(route, fault, times);
    const start = (argv: string[], extra = {}) => startVerb(argv, home, { ...env, ...extra });
    const started = Array.from({ length: plan.isTwice ? 2 : 1 }, () =>
      start([...join, ...joinTimeout], place.env),
    );
    const [, ...joined] = await Promise.all([
      disturb(plan, api, place, started),
      ...started.map(({ ended }) => ended),
    ]);
    api.heal();
    place.mend();
    const run = (argv: string[]) => start(argv).ended;
    const left = await leaveWhatIsOpen(joined, run);
    await closedByGuard(api, place.pikaHome);
    const swept = await run(['sessions', '--sweep']);
    const verbs = [...joined, ...left, swept];
    return await judge(plan, api, home, place, verbs);
  } finally {
    killGuards(place.pikaHome);
    await api.close();
    removePlace(home);
  }
}

async function judge(
  plan: Plan,
  api: HostedApi,
  home: string,
  place: Place,
  verbs: VerbRun[],
): Promise<RunReport> {
  const records = await new Journal(place.pikaHome).list();
  const known = new Set(records.map(({ session_id }) => session_id));
  const isDeclared = records.some(({ state }) => state === 'unknown' || state === 'requested');
  const open = api.openSessions();
  const unknowable = open.filter(({ id }) => !known.has(id) && isDeclared).length;
  const printed = verbs.filter(({ stdout, stderr }) => (stdout + stderr).includes(api.key)).length;
  let counts = add(noCounts, judgeDisk(home, api.key));
  for (const verb of verbs.filter(({ signal }) => signal !== 'SIGKILL'))
    counts = add(counts, judgeVerb(verb));
  counts = add(counts, {
    open_sessions: open.length - unknowable,
    canary_seen: printed,
    double_sessions: Math.max(0, mostAtOnce(api) - 1),
  });
  const isClean = Object.values(counts).every((count) => count === 0);
  const faults = isClean
    ? []
    : verbs.map(
        ({ verb, exitCode, signal, stdout, stderr }) => `${verb} ${exitCode ?? signal}: ${stdout}${stderr}`,
      );
  return { plan, counts, unknowable, faults };
}

/** How many sessions of the one meeting were open at the same time. */
function mostAtOnce({ sessions }: HostedApi): number {
  const end = ({ closedAt }: HostedApi['sessions'][number]) => closedAt ?? Number.POSITIVE_INFINITY;
  return Math.max(
    0,
    ...sessions.map(
      (one) => sessions.filter((other) => other.openedAt <= one.openedAt && end(other) > one.openedAt).length,
    ),
  );
}
