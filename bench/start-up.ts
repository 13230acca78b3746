import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { median } from '../scripts/base/numbers.ts';
import { skillDirectory } from '../scripts/cli/version.ts';
import { type HostedApi, startHostedApi } from '../test/doubles/hosted-api.ts';
import { type Command, nativeNode, timeProcess, works } from './processes.ts';

export interface StartUpRow {
  name: string;
  median_ms: number;
  /** The fastest run. */
  min_ms: number;
  runs: number;
  /** Null if the row is only a reference for others. */
  target_ms: number | null;
}

/**
 * The stand-in reports `ready` this long after the join: different in each round, so that it is not always just before or just after a
 * poll.
 */
const readyAfterMs = (round: number): number => 500 + ((round * 137) % 250);

const launcherIn = (skill: string) => path.join(skill, 'scripts', 'pika.mjs');
const portrait = path.join(skillDirectory, 'test', 'fixtures', 'portraits', 'portrait.jpg');
const meeting = ['--meet-url', 'https://meet.google.com/abc-defg-hij', '--bot-name', 'Ada'];
const identity = 'identity';
const python: Command = { program: 'python3', argv: ['-c', 'import requests'] };

/**
 * A session's life, one verb after the other, so that `status` and `leave` have a live session. The join finds an avatar made by
 * prepare-avatar; a photo from a phone is prepared by the join itself.
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

/** Target for the join beyond the service's time, in milliseconds, if the reference is not measured too. */
const joinTargets = { native: 350, translated: 350, tsx: 600 } as const;
/** Share of the time of the reference's join. */
const joinShare = 0.5;
/** Multiples of the time of the line of Python. */
const leaveTargets = { native: 1.3, translated: 1.5, tsx: 3.5 } as const;
type Way = keyof typeof joinTargets;

/** Node 24 runs TypeScript natively; the running Node runs compiled code or, without a cache, tsx. */
const ways: readonly Way[] = ['native', 'translated', 'tsx'];

interface Setting {
  /** How it is run, and which checkout. */
  label: string;
  launcher: string;
  program: string;
  home: string;
  env: Readonly<Record<string, string>>;
  readyMs: number;
}

async function measureLife(
  { program, launcher, home, env, label, readyMs }: Setting,
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
    note(`${step} (${label})`, isJoin ? elapsedMs - readyMs : elapsedMs);
  }
}

/** The Python client that this package is compared with, if PIKA_BENCH_REFERENCE is its path. */
async function measureReference(
  file: string,
  { home, env, readyMs }: Pick<Setting, 'home' | 'env' | 'readyMs'>,
  api: HostedApi,
  note: (name: string, ms: number) => void,
): Promise<void> {
  const run = (...argv: string[]) =>
    timeProcess({ program: 'python3', argv: [file, ...argv], cwd: home, env: { ...env, HOME: home } });
  const joined = await run('join', ...meeting, '--image', portrait, '--voice-id', 'English_radiant_girl');
  note(referenceJoin, joined - readyMs);
  note('leave (the reference)', await run('leave', '--session-id', api.sessions.at(-1)?.id ?? ''));
}

const referenceJoin = 'join (the reference)';

function targetOf(name: string, medians: ReadonlyMap<string, number>): number | null {
  const pythonMs = medians.get("python3 -c 'import requests'");
  const referenceMs = medians.get(referenceJoin);
  for (const way of ways) {
    if (name === `join (${way})`) return Math.round(referenceMs ? referenceMs * joinShare : joinTargets[way]);
    if (name === `leave (${way})` && pythonMs) return Math.round(pythonMs * leaveTargets[way]);
  }
  return null;
}

/** A new home with the avatar, with or without a cache for compiled code. */
async function newHome(root: string, name: string, way: Way): Promise<string> {
  const home = path.join(root, name);
  await mkdir(path.join(home, '.pika'), { recursive: true, mode: 0o700 });
  await cp(path.join(root, identity), path.join(home, identity), { recursive: true });
  const cache = path.join(home, '.pika', 'cache');
  if (way === 'tsx') await writeFile(cache, '');
  else await cp(path.join(root, `cache-${way}`), cache, { recursive: true }).catch(() => undefined);
  return home;
}

/**
 * Run times of whole processes of the verbs against the stand-in, for each way Node can run them, with their references; alternating,
 * so that other load on the machine affects all of them. PIKA_BENCH_BEFORE is the folder of another checkout with its packages, which is
 * measured too.
 * @param runs number of runs, after one that fills the caches.
 */
export async function benchStartUp(runs: number): Promise<StartUpRow[]> {
  const api = await startHostedApi({ balance: 1e6 });
  const root = await mkdtemp(path.join(os.tmpdir(), 'pika-bench-'));
  const programs = {
    native: await nativeNode(),
    translated: process.execPath,
    tsx: process.execPath,
  } as const;
  const { PIKA_BENCH_BEFORE: before, PIKA_BENCH_REFERENCE: reference } = process.env;
  const bare: Record<string, Command> = {
    'node -e 0 (native)': { program: programs.native, argv: ['-e', '0'] },
    'node -e 0 (translated)': { program: programs.translated, argv: ['-e', '0'] },
    ...((await works(python.program, python.argv)) && { "python3 -c 'import requests'": python }),
  };
  const times = new Map<string, number[]>();
  try {
    await timeProcess({
      program: programs.translated,
      argv: [launcherIn(skillDirectory), 'prepare-avatar', '--image', portrait, '--quiet'],
      cwd: root,
      env: { HOME: root },
    });
    for (let round = 0; round <= runs; round += 1) {
      const note = (name: string, ms: number) => {
        if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
      };
      const readyMs = readyAfterMs(round);
      api.script = [{ status: 'created' }, { status: 'ready', afterMs: readyMs }];
      for (const [name, command] of Object.entries(bare)) note(name, await timeProcess(command));
      for (const way of ways) {
        const home = await newHome(root, `${way}-${round}`, way);
        const setting = { program: programs[way], home, env: api.environment, readyMs };
        await measureLife({ ...setting, label: way, launcher: launcherIn(skillDirectory) }, note);
        const made = path.join(home, '.pika', 'cache');
        if (round === 0 && way !== 'tsx')
          await cp(made, path.join(root, `cache-${way}`), { recursive: true });
      }
      for (const way of before ? (['native', 'tsx'] as const) : []) {
        const home = await newHome(root, `before-${way}-${round}`, 'tsx');
        const setting = { program: programs[way], home, env: api.environment, readyMs };
        await measureLife({ ...setting, label: `before, ${way}`, launcher: launcherIn(before ?? '') }, note);
      }
      if (reference) {
        const home = await newHome(root, `reference-${round}`, 'tsx');
        await measureReference(reference, { home, env: api.environment, readyMs }, api, note);
      }
    }
  } finally {
    await api.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  const medians = new Map([...times].map(([name, ms]) => [name, median(ms) ?? Number.NaN]));
  return [...times].map(([name, ms]) => ({
    name,
    median_ms: Math.round(medians.get(name) ?? Number.NaN),
    min_ms: Math.round(Math.min(...ms)),
    runs: ms.length,
    target_ms: targetOf(name, medians),
  }));
}
