import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { type HostedApi, startHostedApi } from '../doubles/hosted-api.ts';
import { journalDamages } from '../doubles/journal-damage.ts';
import { copySkill } from '../doubles/skill-copy.ts';
import { type Mishap, type Plan, planOf } from './plan.ts';
import { type Place, preparePlace, removePlace } from './surroundings.ts';
import { type StartedVerb, startVerb, type VerbRun } from './verb-run.ts';
import { add, type Counts, judgeDisk, judgeVerb, lineOf, noCounts, untrueClosed } from './verdict.ts';

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
/** And so long where nobody but it can: it may be between two attempts. */
const lonelyGuardLimitMs = 60_000;

/** What only the guard can close has short limits. */
const shortStay = ['--max-minutes', '0.1'];
const takesSkill: ReadonlySet<Mishap | null> = new Set(['skillGone', 'packagesGone']);

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

function killAll(pids: Iterable<number>): void {
  for (const pid of pids) if (pid && isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
}

/** What a run's processes and files are found by. */
interface Scene {
  plan: Plan;
  api: HostedApi;
  home: string;
  place: Place;
  /** The folder of the skill's copy, where one is taken away. */
  skill: string;
  /** Guards that were seen: the files that name them may go. */
  guards: Set<number>;
}

function noteGuards({ guards, place }: Scene): void {
  for (const pid of guardPids(place.pikaHome)) guards.add(pid);
}

/** Once the join is sent, or will not be any more. */
async function happen(scene: Scene, joined: Promise<unknown>): Promise<void> {
  const { plan, api, place, skill } = scene;
  await Promise.race([api.arrived('createSession'), joined]);
  await sleep(plan.seed % 700);
  noteGuards(scene);
  const gone = { homeGone: place.pikaHome, skillGone: skill, packagesGone: path.join(skill, 'node_modules') };
  if (plan.mishap === 'outage') {
    const fault = { kind: 'status', status: 404, body: '<h1>404 Not Found</h1>' } as const;
    api.faultFor(plan.outageMs, ['session', 'deleteSession', 'sessionNotes'], fault);
  }
  if (plan.mishap && plan.mishap in gone) {
    rmSync(gone[plan.mishap as keyof typeof gone], { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Every file of the journal meets the run's damage. */
async function damageJournals({ plan, place }: Scene): Promise<void> {
  const directory = path.join(place.pikaHome, 'sessions');
  const damages = Object.values(journalDamages).filter(({ keepsId }) => keepsId);
  const chosen = damages[Math.floor(plan.damage * damages.length)];
  const names = existsSync(directory) ? readdirSync(directory) : [];
  for (const name of names.filter((found) => found.endsWith('.jsonl'))) {
    await chosen?.damage(path.join(directory, name));
  }
}

async function disturb(plan: Plan, api: HostedApi, place: Place, started: StartedVerb[]): Promise<void> {
  const [first] = started;
  if (plan.kill) {
    await sleep(plan.kill.afterMs);
    if (plan.kill.who === 'verb') first?.child.kill('SIGKILL');
    else killAll(guardPids(place.pikaHome));
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

/** @returns how often a session was called closed that is open. */
async function leaveWithOtherKey({ api }: Scene, run: Run): Promise<number> {
  const argv = ['leave', '--all', '--no-notes'];
  const left = await run(argv, { PIKA_DEV_KEY: api.addKey('another account') });
  const line = lineOf(left);
  // The guard, which has the right key, may have closed it meanwhile.
  return api.openSessions().length > 0 && line?.closed === true ? 1 : 0;
}

async function closedByGuard(scene: Scene, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (scene.api.openSessions().length > 0 && performance.now() < deadline) {
    noteGuards(scene);
    if (![...scene.guards].some(isProcessAlive)) return;
    await sleep(100);
  }
}

type Run = (argv: string[], extra?: Record<string, string>) => Promise<VerbRun>;

async function prepare(seed: number): Promise<Scene> {
  const plan = planOf(seed);
  const home = mkdtempSync(path.join(os.tmpdir(), 'pika-chaos-'));
  const api = await startHostedApi({ script: plan.script });
  return {
    plan,
    api,
    home,
    place: preparePlace(home, plan),
    skill: path.join(home, 'skill'),
    guards: new Set(),
  };
}

/** One run: joins under fire, then the user's own leave, then one sweep; and what is left of it. */
export async function runOnce(seed: number): Promise<RunReport> {
  const scene = await prepare(seed);
  const { plan, api, home, place } = scene;
  const env = { HOME: home, PIKA_HOME: place.pikaHome, ...api.environment };
  try {
    for (const { route, fault, times } of plan.faults) api.fault(route, fault, times);
    const isLonely = plan.mishap === 'homeGone' || takesSkill.has(plan.mishap);
    const entry = takesSkill.has(plan.mishap) ? await copySkill(scene.skill) : undefined;
    const argv = [...join, ...joinTimeout, ...(isLonely ? shortStay : [])];
    const started = Array.from({ length: plan.isTwice ? 2 : 1 }, () =>
      startVerb(argv, home, { ...env, ...place.env }, entry),
    );
    const ended = Promise.all(started.map((verb) => verb.ended));
    const [joined] = await Promise.all([ended, disturb(plan, api, place, started), happen(scene, ended)]);
    if (isLonely) await closedByGuard(scene, lonelyGuardLimitMs);
    const isLeftOpen = isLonely ? api.openSessions().length : 0;
    api.heal();
    place.mend();
    if (plan.mishap === 'journalDamaged') await damageJournals(scene);
    const run: Run = (words, extra = {}) => startVerb(words, home, { ...env, ...extra }).ended;
    const untrue = plan.mishap === 'otherKey' ? await leaveWithOtherKey(scene, run) : 0;
    const left = await leaveWhatIsOpen(joined, run);
    await closedByGuard(scene, guardLimitMs);
    const swept = await run(['sessions', '--sweep']);
    return await judge(scene, [...joined, ...left, swept], {
      untrue_closed: untrue,
      open_sessions: isLeftOpen,
    });
  } finally {
    noteGuards(scene);
    killAll(scene.guards);
    await api.close();
    removePlace(home);
  }
}

async function judge(scene: Scene, verbs: VerbRun[], found: Partial<Counts>): Promise<RunReport> {
  const { plan, api, home, place } = scene;
  const records = await new Journal(place.pikaHome).list();
  const known = new Set(records.map(({ session_id }) => session_id));
  const isDeclared = records.some(({ state }) => state === 'unknown' || state === 'requested');
  const open = api.openSessions();
  const unknowable = open.filter(({ id }) => !known.has(id) && isDeclared).length;
  const printed = verbs.filter(({ stdout, stderr }) => (stdout + stderr).includes(api.key)).length;
  const onDisk = judgeDisk(home, api.key);
  let counts = add(
    noCounts,
    plan.mishap === 'journalDamaged' ? { ...onDisk, torn_journal_files: 0 } : onDisk,
  );
  for (const verb of verbs.filter(({ signal }) => signal !== 'SIGKILL'))
    counts = add(counts, judgeVerb(verb));
  counts = add(counts, found);
  counts = add(counts, {
    open_sessions: open.length - unknowable,
    canary_seen: printed,
    double_sessions: Math.max(0, mostAtOnce(api) - 1),
    untrue_closed: untrueClosed(verbs, new Set(open.map(({ id }) => id))),
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
