import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { skillDirectory } from '../scripts/cli/version.ts';
import { startHostedApi } from '../test/doubles/hosted-api.ts';
import { type Command, median, nativeNode, timeProcess, works } from './processes.ts';

export interface StartUpRow {
  name: string;
  median_ms: number;
  /** The run that was disturbed least. */
  min_ms: number;
  runs: number;
  /** Null where the row is only what another is held against. */
  target_ms: number | null;
}

/**
 * The stand-in says `ready` this long after the join: another time in each round, so that it is not always just before or just after
 * somebody looks.
 */
const readyAfterMs = (round: number): number => 500 + ((round * 137) % 250);

const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');
const portrait = path.join(skillDirectory, 'test', 'fixtures', 'portraits', 'portrait.jpg');
const meeting = ['--meet-url', 'https://meet.google.com/abc-defg-hij', '--bot-name', 'Ada'];
const identity = 'identity';
const python: Command = { program: 'python3', argv: ['-c', 'import requests'] };

/**
 * A session's life, one verb after the other, so that `status` and `leave` have a live session to speak of. The join finds the
 * avatar that prepare-avatar made; a photo as it comes from a phone is prepared by the join itself.
 */
const life = {
  join: ['join', ...meeting],
  status: ['status'],
  leave: ['leave'],
  'join --dry-run': ['join', ...meeting, '--dry-run'],
  'join, a photo as it is': ['join', ...meeting, '--image', portrait],
  'leave, a second time': ['leave'],
  'leave, none live': ['leave'],
} as const;

/** Milliseconds for the join beyond the service's own time. */
const joinTargets = { native: 350, tsx: 600 } as const;
/** Times of the line of Python beside it. */
const leaveTargets = { native: 1.3, tsx: 3.5 } as const;
type Way = keyof typeof joinTargets;

interface Setting {
  way: Way;
  program: string;
  home: string;
  env: Readonly<Record<string, string>>;
  readyMs: number;
}

async function measureLife(
  { program, home, env, way, readyMs }: Setting,
  note: (name: string, ms: number) => void,
): Promise<void> {
  for (const [step, argv] of Object.entries(life)) {
    const elapsedMs = await timeProcess({
      program,
      argv: [launcher, ...argv, '--quiet'],
      cwd: home,
      env: { ...env, HOME: home, USERPROFILE: home, PIKA_HOME: path.join(home, '.pika') },
    });
    const isJoin = step === 'join' || step === 'join, a photo as it is';
    note(`${step} (${way})`, isJoin ? elapsedMs - readyMs : elapsedMs);
  }
}

function targetOf(name: string, pythonMs: number | undefined): number | null {
  for (const way of ['native', 'tsx'] as const) {
    if (name === `join (${way})`) return joinTargets[way];
    if (name === `leave (${way})` && pythonMs) return Math.round(pythonMs * leaveTargets[way]);
  }
  return null;
}

/**
 * Whole-process times of the verbs against the stand-in, natively and through tsx, beside what they are held against; alternating, so
 * that whatever else the machine does falls on all of them.
 * @param runs how often, after one that fills the caches.
 */
export async function benchStartUp(runs: number): Promise<StartUpRow[]> {
  const api = await startHostedApi({ balance: 1e6 });
  const root = await mkdtemp(path.join(os.tmpdir(), 'pika-bench-'));
  const programs = { native: await nativeNode(), tsx: process.execPath } as const;
  const bare: Record<string, Command> = {
    'node -e 0 (native)': { program: programs.native, argv: ['-e', '0'] },
    'node -e 0 (tsx)': { program: programs.tsx, argv: ['-e', '0'] },
    ...((await works(python.program, python.argv)) && { "python3 -c 'import requests'": python }),
  };
  const times = new Map<string, number[]>();
  try {
    await timeProcess({
      program: programs.tsx,
      argv: [launcher, 'prepare-avatar', '--image', portrait, '--quiet'],
      cwd: root,
    });
    for (let round = 0; round <= runs; round += 1) {
      const note = (name: string, ms: number) => {
        if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
      };
      for (const [name, command] of Object.entries(bare)) note(name, await timeProcess(command));
      for (const way of ['native', 'tsx'] as const) {
        const home = path.join(root, `${way}-${round}`);
        await mkdir(home);
        await cp(path.join(root, identity), path.join(home, identity), { recursive: true });
        const readyMs = readyAfterMs(round);
        api.script = [{ status: 'created' }, { status: 'ready', afterMs: readyMs }];
        await measureLife({ way, program: programs[way], home, env: api.environment, readyMs }, note);
      }
    }
  } finally {
    await api.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  const pythonMs = times.get("python3 -c 'import requests'");
  const pythonMedian = pythonMs && median(pythonMs);
  return [...times].map(([name, ms]) => ({
    name,
    median_ms: Math.round(median(ms)),
    min_ms: Math.round(Math.min(...ms)),
    runs: ms.length,
    target_ms: targetOf(name, pythonMedian),
  }));
}
