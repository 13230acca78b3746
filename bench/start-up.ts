import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { skillDirectory } from '../scripts/cli/version.ts';
import { type HostedApi, startHostedApi } from '../test/doubles/hosted-api.ts';
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

const launcherIn = (skill: string) => path.join(skill, 'scripts', 'pika.mjs');
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

/** Milliseconds for the join beyond the service's own time, where the reference is not measured beside it. */
const joinTargets = { native: 350, translated: 350, tsx: 600 } as const;
/** Of what the reference's join takes. */
const joinShare = 0.5;
/** Times of the line of Python beside it. */
const leaveTargets = { native: 1.3, translated: 1.5, tsx: 3.5 } as const;
type Way = keyof typeof joinTargets;

/** Node 24 runs TypeScript itself; the running Node a translation, or, where it may keep none, through tsx. */
const ways: readonly Way[] = ['native', 'translated', 'tsx'];

interface Setting {
  /** The way, and whose code it is. */
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

/** The Python client that this package is held against, if PIKA_BENCH_REFERENCE names its file. */
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

/** A new home with the avatar in it, and with or without a place for translations. */
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
 * Whole-process times of the verbs against the stand-in, in every way in which Node runs them, beside what they are held against;
 * alternating, so that whatever else the machine does falls on all of them. PIKA_BENCH_BEFORE names the folder of another checkout with
 * its packages, which is measured too.
 * @param runs how often, after one that fills the caches.
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
  const medians = new Map([...times].map(([name, ms]) => [name, median(ms)]));
  return [...times].map(([name, ms]) => ({
    name,
    median_ms: Math.round(median(ms)),
    min_ms: Math.round(Math.min(...ms)),
    runs: ms.length,
    target_ms: targetOf(name, medians),
  }));
}
