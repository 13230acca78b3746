import { existsSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../../base/failure.ts';
import { readLock } from '../../base/lock-file.ts';
import { isProcessAlive } from '../../base/process-alive.mjs';
import { PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { version } from '../../cli/version.ts';
import type { Endpoint } from '../endpoint.ts';
import { LocalClient } from './client.ts';
import { keptSessions } from './kept-session.ts';
import { engineEnvironment, LaunchedEngine } from './launched-engine.ts';
import {
  type Capabilities,
  type EngineFile,
  engineLockName,
  engineLogName,
  engineStartsWithinMs,
  readEngineFile,
  settingsFingerprint,
} from './wire.ts';

/** An engine closes its sessions first. One that takes longer than this is killed. */
const stopsWithinMs = 30_000;
/** A killed process exits at once, unless the system is stuck. */
const diesWithinMs = 10_000;
const pollMs = 40;

/** A running engine that answers. */
export interface RunningEngine {
  endpoint: Endpoint;
  file: EngineFile;
  capabilities: Capabilities;
}

const unavailable = (message: string, hint: string, cause?: unknown): PikaError =>
  new PikaError('engine_unavailable', message, { hint, cause });

/** What was found of an engine in this home. `silent`: its process is alive and did not answer in time. */
type Sighting =
  | { state: 'absent' }
  | { state: 'answers'; engine: RunningEngine }
  | { state: 'silent'; file: EngineFile };

/** Whether nothing listens at its address any more, or another program does: one that knows neither its routes nor its token. */
function isNotEngine(error: PikaError): boolean {
  const { http_status } = error.known;
  if (typeof http_status === 'number') return http_status < 500;
  if (error.code !== 'network_failed') return true;
  const { cause } = error;
  return [cause, cause instanceof Error && cause.cause].some((one) => codeOf(one) === 'ECONNREFUSED');
}

async function lookForEngine(runtime: Runtime): Promise<Sighting> {
  const file = await readEngineFile(runtime.home);
  if (!file) return { state: 'absent' };
  runtime.redaction.add(file.token);
  const endpoint: Endpoint = { engine: 'local', baseUrl: new URL(file.base_url), key: file.token };
  try {
    const capabilities = await new LocalClient(endpoint, runtime).capabilities();
    if (capabilities.pid !== file.pid) return { state: 'absent' };
    return { state: 'answers', engine: { endpoint, file, capabilities } };
  } catch (error) {
    runtime.signal.throwIfAborted();
    if (!(error instanceof PikaError)) throw error;
    const isSilent = isProcessAlive(file.pid) && !isNotEngine(error);
    return isSilent ? { state: 'silent', file } : { state: 'absent' };
  }
}

/** The engine of this home, if it is running and answers. */
export async function findEngine(runtime: Runtime): Promise<RunningEngine | undefined> {
  const sighting = await lookForEngine(runtime);
  return sighting.state === 'answers' ? sighting.engine : undefined;
}

/**
 * The engine of this home, if it is running. One that is just starting or stopping is waited for.
 * @throws {PikaError} `engine_unavailable` for one that runs and does not answer.
 */
export async function settledEngine(runtime: Runtime): Promise<RunningEngine | undefined> {
  const deadline = runtime.clock.monotonic() + stopsWithinMs;
  for (;;) {
    const sighting = await lookForEngine(runtime);
    if (sighting.state === 'answers') return sighting.engine;
    if (sighting.state === 'silent') {
      throw unavailable(
        `the engine (process ${sighting.file.pid}) is running and does not answer`,
        'Wait until the machine is less busy and run this again, or end that process',
      );
    }
    const isStopping = await isHeldByPublished(runtime);
    const isWaiting = isStopping ? runtime.clock.monotonic() < deadline : await isStarting(runtime);
    if (!isWaiting) return undefined;
    await runtime.clock.sleep(pollMs, runtime.signal);
  }
}

async function holderOf({ home, clock }: Runtime): Promise<{ pid: number; ageMs: number } | undefined> {
  const lock = await readLock(path.join(home, engineLockName), clock.now()).catch(() => undefined);
  if (!lock?.holder || !isProcessAlive(lock.holder.pid)) return undefined;
  return { pid: lock.holder.pid, ageMs: lock.ageMs };
}

/** Whether a published engine still holds its lock: it is closing its sessions. */
async function isHeldByPublished(runtime: Runtime): Promise<boolean> {
  const [holder, file] = await Promise.all([holderOf(runtime), readEngineFile(runtime.home)]);
  return holder !== undefined && holder.pid === file?.pid;
}

/** Whether an engine has taken the lock so recently that it may still be starting. */
async function isStarting(runtime: Runtime): Promise<boolean> {
  const holder = await holderOf(runtime);
  return holder !== undefined && holder.ageMs < engineStartsWithinMs;
}

/**
 * Starts the engine with the flags of `engine serve` and waits until it answers. An engine that another process started first will do.
 * @throws {PikaError} `engine_unavailable`, or the engine's own error. Then no engine is left starting.
 */
export async function startEngine(runtime: Runtime, flags: readonly string[]): Promise<RunningEngine> {
  runtime.progress.step('starting the local engine');
  const launched = new LaunchedEngine(runtime, flags);
  const deadline = runtime.clock.monotonic() + engineStartsWithinMs;
  let found: RunningEngine | undefined;
  try {
    await launched.launch();
    while (runtime.clock.monotonic() < deadline) {
      found = await findEngine(runtime);
      if (found) return found;
      await launched.replace();
      await runtime.clock.sleep(pollMs, runtime.signal);
    }
  } finally {
    if (found?.file.pid !== launched.pid) await launched.end();
  }
  throw unavailable(
    `the engine did not answer within ${engineStartsWithinMs / 1000} s`,
    `Look at ${path.join(runtime.home, engineLogName)}`,
  );
}

/**
 * Stops an engine: its process has exited when this resolves. One that takes the request and does not exit is killed.
 * @throws {PikaError} `engine_unavailable` if it is still there.
 */
export async function stopEngine(runtime: Runtime, { endpoint, file }: RunningEngine): Promise<void> {
  await new LocalClient(endpoint, runtime).stop();
  if (await hasExited(runtime, file, stopsWithinMs)) return;
  if (file.pid !== process.pid) endProcess(file.pid);
  if (await hasExited(runtime, file, diesWithinMs)) return;
  throw unavailable(`the engine (process ${file.pid}) did not stop`, 'End that process, then run this again');
}

async function hasExited(runtime: Runtime, file: EngineFile, limitMs: number): Promise<boolean> {
  const deadline = runtime.clock.monotonic() + limitMs;
  while (await isThere(runtime, file)) {
    if (runtime.clock.monotonic() >= deadline) return false;
    await runtime.clock.sleep(pollMs, runtime.signal);
  }
  return true;
}

/** For an engine in this process, only its file tells. */
async function isThere({ home }: Runtime, { pid }: EngineFile): Promise<boolean> {
  if (pid !== process.pid) return isProcessAlive(pid);
  return (await readEngineFile(home))?.pid === pid;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just exited.
  }
}

type Fitness = 'fits' | 'replace' | 'other_version' | 'other_settings';

/** Whether the running engine is the one this command would start. Only an idle engine that was not started by hand is replaced. */
function judge({ file, capabilities }: RunningEngine, fingerprint: string): Fitness {
  const isOther = file.version !== version;
  if (!isOther && file.settings === fingerprint) return 'fits';
  const isIdle = capabilities.live_sessions === 0 && capabilities.guests === 0;
  if (file.on_demand && isIdle) return 'replace';
  return isOther ? 'other_version' : 'other_settings';
}

/** Why the running engine keeps its settings, and how to change that. */
function settingsDiffer({ file }: RunningEngine): string {
  const reason = file.on_demand ? 'it has a session or a guest' : 'it was started with the command engine';
  return `the running engine keeps its own PIKA_BRAIN, PIKA_SPEECH, PIKA_EARS and PIKA_ICE_SERVERS settings, since ${reason}; to apply these, stop it, which closes its sessions: ${ownCommand('engine stop')}; then run this again`;
}

async function fitting(engine: RunningEngine, runtime: Runtime): Promise<RunningEngine> {
  const fitness = judge(engine, settingsFingerprint(engineEnvironment(runtime)));
  if (fitness === 'replace') {
    await stopEngine(runtime, engine);
    return startEngine(runtime, ['--on-demand']);
  }
  if (fitness === 'other_version') {
    throw unavailable(
      `an engine of version ${engine.file.version} is running; this is version ${version}`,
      `Stop it, which closes its sessions: ${ownCommand('engine stop')}; then run this again`,
    );
  }
  if (fitness === 'other_settings') {
    runtime.warn('engine_settings_differ', settingsDiffer(engine));
  }
  return engine;
}

export interface LocalEngineOptions {
  start: boolean;
  /** Without `start`: whether an earlier engine left sessions that a new one must account for. */
  isNeeded?: () => Promise<boolean>;
}

/**
 * The local engine. With `start`, starts it if it is not running, and replaces an idle one with another version or other settings.
 * Without, starts it only if an earlier engine left sessions behind.
 * @throws {PikaError} `engine_unavailable`.
 */
export async function localEndpoint(
  runtime: Runtime,
  { start, isNeeded = async () => true }: LocalEngineOptions,
): Promise<Endpoint> {
  const running = await findEngine(runtime);
  if (running) return start ? (await fitting(running, runtime)).endpoint : running.endpoint;
  const hasLeftovers = existsSync(path.join(runtime.home, keptSessions));
  if (!start && !(hasLeftovers && (await isNeeded()))) {
    throw unavailable(
      'the local engine is not running',
      `Start it with a rehearsal: ${ownCommand('rehearse')}`,
    );
  }
  return (await startEngine(runtime, ['--on-demand'])).endpoint;
}
