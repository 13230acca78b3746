import type { Fault } from '../doubles/faults.ts';
import type { SessionStep } from '../doubles/session-script.ts';

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32, Tommy Ettinger, public domain). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const routesUnderFire = ['balance', 'createSession', 'session', 'deleteSession', 'products'] as const;

interface PlannedFault {
  route: (typeof routesUnderFire)[number];
  fault: Fault;
  times: number;
}

/** What is wrong with the machine. */
const surroundings = ['sound', 'sound', 'sound', 'sound', 'readOnlyHome', 'fullDisk', 'clockJump'] as const;
type Surrounding = (typeof surroundings)[number];

/** Who is killed with SIGKILL, and when. */
interface Kill {
  who: 'verb' | 'guard';
  afterMs: number;
}

/**
 * What happens to the disk, the key or the service while a meeting runs. `homeGone`, `skillGone`, `packagesGone`: taken away once the join
 * has been sent; then only the guard can close. `otherKey`: someone leaves with the key of another account.
 */
const mishaps = ['homeGone', 'skillGone', 'packagesGone', 'journalDamaged', 'otherKey', 'outage'] as const;
export type Mishap = (typeof mishaps)[number];

export interface Plan {
  seed: number;
  script: readonly SessionStep[];
  faults: PlannedFault[];
  surrounding: Surrounding;
  kill: Kill | null;
  /** Two joins of the same meeting at once. */
  isTwice: boolean;
  signal: 'SIGINT' | 'SIGTERM' | null;
  clockJumpMs: number;
  mishap: Mishap | null;
  /** Milliseconds of an outage in which the gateway answers 404. */
  outageMs: number;
  /** Which of the damages of a journal, 0 <= x < 1. */
  damage: number;
}

const scripts: readonly (readonly SessionStep[])[] = [
  [{ status: 'created' }, { status: 'ready', afterMs: 100 }],
  [{ status: 'created' }, { status: 'pending' }],
  [
    { status: 'created' },
    { status: 'error', error_message: 'Worker disconnected unexpectedly', afterMs: 150 },
  ],
  [{ status: 'created' }, { status: 'closed', afterMs: 150 }],
  [{ status: 'created' }, { gone: true, afterMs: 150 }],
  [{ status: 'created' }, { status: 'brewing', video_connected: true, meeting_bot_connected: true }],
];

const faults: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 402 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 500, acts: true },
  { kind: 'status', status: 404, body: '<h1>404 Not Found</h1>' },
  { kind: 'lie', answer: { closed: true, status: 'created' } },
  { kind: 'slow', ms: 1500 },
  { kind: 'reset' },
  { kind: 'lostAnswer' },
  { kind: 'late', ms: 400 },
  { kind: 'drip', everyMs: 5 },
  { kind: 'html' },
  { kind: 'truncated' },
  { kind: 'wrongTypes' },
  { kind: 'empty' },
];

/** Longest time after its start at which a process is killed: joins are over by then. */
const longestKillMs = 1500;
const longestJumpMs = 2 * 60 * 60 * 1000;
const longestOutageMs = 3000;

/** With its home or its skill gone a session has one keeper and one memory: neither is taken away as well. */
function withMishap(plan: Plan): Plan {
  const isLonely =
    plan.mishap === 'homeGone' || plan.mishap === 'skillGone' || plan.mishap === 'packagesGone';
  if (!isLonely) return plan;
  const faults = plan.faults.filter(({ route }) => route !== 'createSession');
  return { ...plan, faults, surrounding: 'sound', kill: null, isTwice: false, signal: null };
}

/** The plan of one run; the same seed gives the same plan. */
export function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const count = Math.floor(random() * 3);
  const planned = Array.from({ length: count }, () => ({
    route: pick(routesUnderFire),
    fault: pick(faults),
    times: 1 + Math.floor(random() * 3),
  }));
  const isKilled = random() < 0.5;
  return withMishap({
    seed,
    script: pick(scripts),
    faults: planned,
    surrounding: pick(surroundings),
    kill: isKilled
      ? { who: pick(['verb', 'verb', 'guard'] as const), afterMs: random() * longestKillMs }
      : null,
    isTwice: random() < 0.2,
    signal: !isKilled && random() < 0.2 ? pick(['SIGINT', 'SIGTERM'] as const) : null,
    clockJumpMs: (random() * 2 - 1) * longestJumpMs,
    mishap: random() < 0.4 ? pick(mishaps) : null,
    outageMs: random() * longestOutageMs,
    damage: random(),
  });
}
