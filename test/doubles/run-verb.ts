import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { seedCodeCache } from './code-cache.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/*
 * A launch of the program costs a fifth of a second of processor time, a run within the test's own process (cli/host.ts) a hundredth. What
 * is launched are the claims that only a process can keep:
 * - how it starts: the launcher, what it finds missing, the Node that runs it, the code that it keeps, what it may not load;
 * - how it ends: signals, kills, exit codes that a shell sees, a reader that goes away, an error that nobody caught;
 * - what outlives it: a guard whose joiner is killed, a guard that a later command replaces, an engine;
 * - what two processes do to each other: locks, joins at the same time, an environment that is handed on.
 * smoke.ts launches the commands one after the other, on each Node.
 */

export const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');

export interface VerbProcessOptions {
  /** Added to PATH, HOME and PIKA_HOME; nothing else of this process's environment is passed on. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** HOME; the journal is in its `.pika`. */
  home?: string;
  /** Written to stdin, which is then closed. */
  stdin?: string;
  /** A signal that is sent once `when` resolves. */
  signalAfter?: { signal: NodeJS.Signals; when: Promise<unknown> };
  /** The Node that runs it, instead of the one that runs the tests. */
  node?: string;
  /** The script that is run, instead of the launcher. */
  entry?: string;
}

/** A process that has ended. */
interface EndedProcess {
  /** 128 + the number of the signal is the shell's affair: a signal that killed it gives null here. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  elapsedMs: number;
}

/** The same, its stdout being one JSON line. */
export interface VerbOutcome extends EndedProcess {
  line: Record<string, unknown> & {
    ok: boolean;
    command: string;
    error?: { code: string; message: string; hint: string; retryable: boolean };
    warnings: { code: string; message: string }[];
  };
}

/** A command that runs in a process of its own. */
export interface VerbProcess {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Whatever it prints. */
  readonly ended: Promise<EndedProcess>;
  /** Rejects unless stdout is exactly one JSON line and the key of the environment was printed nowhere. */
  outcome(): Promise<VerbOutcome>;
}

/** Starts the real launcher in a clean environment. It is killed when the running test ends. */
export async function startVerbProcess(
  argv: readonly string[],
  options: VerbProcessOptions = {},
): Promise<VerbProcess> {
  const home = options.home ?? (await temporaryDirectory());
  if (!options.entry && !options.node && !options.env?.PIKA_HOME) seedCodeCache(path.join(home, '.pika'));
  const startedAt = performance.now();
  const child = spawn(options.node ?? process.execPath, [options.entry ?? launcher, ...argv], {
    cwd: options.cwd ?? home,
    env: cleanEnvironment(home, options.env),
    stdio: 'pipe',
  });
  const ended = gather(child, startedAt);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended.catch(() => {});
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  options.signalAfter?.when.then(() => child.kill(options.signalAfter?.signal));
  return {
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    ended,
    outcome: async () => withLine(await ended, options.env?.PIKA_DEV_KEY),
  };
}

/** Runs a command to its end through the real launcher. @throws unless stdout is exactly one JSON line. */
export async function runVerbProcess(
  argv: readonly string[],
  options: VerbProcessOptions = {},
): Promise<VerbOutcome> {
  return (await startVerbProcess(argv, options)).outcome();
}

/** What Windows needs to start any program at all. */
const systemNames = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'PATHEXT'];

function cleanEnvironment(home: string, env: VerbProcessOptions['env']): Record<string, string | undefined> {
  const system = Object.fromEntries(systemNames.map((name) => [name, process.env[name]]));
  return { ...system, HOME: home, USERPROFILE: home, PIKA_HOME: path.join(home, '.pika'), ...env };
}

async function gather(child: ChildProcess, startedAt: number): Promise<EndedProcess> {
  if (!child.stdout || !child.stderr) throw new Error('the process has no pipes');
  const [[exitCode, signal], stdout, stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, signal, stdout, stderr, elapsedMs: performance.now() - startedAt };
}

function withLine(ended: EndedProcess, key: string | undefined): VerbOutcome {
  const fail = (what: string) => {
    return new Error(
      `${what}; exit ${ended.exitCode ?? ended.signal}\nstdout: ${ended.stdout}\nstderr: ${ended.stderr}`,
    );
  };
  if (key && (ended.stdout + ended.stderr).includes(key)) throw fail('the key was printed');
  if (!/^[^\n]+\n$/.test(ended.stdout)) throw fail('stdout is not exactly one line');
  try {
    return { ...ended, line: JSON.parse(ended.stdout) };
  } catch {
    throw fail('stdout is not JSON');
  }
}
