import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment } from '../../base/child-environment.mjs';
import { isProcessAlive } from '../../base/process-alive.mjs';
import type { Environment } from '../../cli/environment.ts';
import { type ErrorCode, errorCodes, PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { skillDirectory, version } from '../../cli/version.ts';
import type { Endpoint } from '../endpoint.ts';
import { LocalClient } from './client.ts';
import { keptSessions } from './kept-session.ts';
import {
  type Capabilities,
  type EngineFile,
  engineLogName,
  readEngineFile,
  settingsFingerprint,
} from './wire.ts';

/** Well above the second that it takes: a busy machine is not a reason to give up. */
const startsWithinMs = 60_000;
const stopsWithinMs = 10_000;
const pollMs = 40;
const scriptPrefix = 'script:';

/** A running engine that answers. */
export interface RunningEngine {
  endpoint: Endpoint;
  file: EngineFile;
  capabilities: Capabilities;
}

const unavailable = (message: string, hint: string, cause?: unknown): PikaError =>
  new PikaError('engine_unavailable', message, { hint, cause });

/** The engine of this home, if it is running and answers. */
export async function findEngine(runtime: Runtime): Promise<RunningEngine | undefined> {
  const file = await readEngineFile(runtime.home);
  if (!file) return undefined;
  runtime.redaction.add(file.token);
  const endpoint: Endpoint = { engine: 'local', baseUrl: new URL(file.base_url), key: file.token };
  try {
    const capabilities = await new LocalClient(endpoint, runtime).capabilities();
    return capabilities.pid === file.pid ? { endpoint, file, capabilities } : undefined;
  } catch (error) {
    runtime.signal.throwIfAborted();
    if (error instanceof PikaError) return undefined;
    throw error;
  }
}

/** The engine's environment variables, with the absolute path of a script. */
export function engineEnvironment({ environment, cwd }: Runtime): Environment {
  const brain = environment.PIKA_BRAIN;
  if (!brain?.startsWith(scriptPrefix)) return environment;
  const file = path.resolve(cwd, brain.slice(scriptPrefix.length));
  return { ...environment, PIKA_BRAIN: `${scriptPrefix}${file}` };
}

/** Settings come from the runtime, which a test may provide; everything else from this process. */
function processEnvironment(runtime: Runtime): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PIKA_'));
  const source = { ...Object.fromEntries(inherited), ...engineEnvironment(runtime) };
  return childEnvironment('engine', { PIKA_HOME: runtime.home }, source);
}

/** The error in the last line of the engine's log, if it failed to start. */
async function startFailure(logFile: string): Promise<PikaError> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n');
  const hint = `Look at ${logFile}`;
  try {
    const { error, pid } = JSON.parse(lines.at(-1) ?? '');
    const code: ErrorCode = Object.hasOwn(errorCodes, error.code) ? error.code : 'engine_unavailable';
    const details = { hint: error.hint ?? hint, known: { pid } };
    return new PikaError(code, `the engine did not start: ${error.message}`, details);
  } catch {
    return unavailable('the engine exited during start-up', hint);
  }
}

/** Starts the engine as a detached process; calls `failed` if it exits. */
async function launch(
  runtime: Runtime,
  flags: readonly string[],
  failed: (error: PikaError) => void,
): Promise<ChildProcess> {
  const logFile = path.join(runtime.home, engineLogName);
  await mkdir(runtime.home, { recursive: true, mode: 0o700 });
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(
      process.execPath,
      [path.join(skillDirectory, 'scripts', 'pika.mjs'), 'engine', 'serve', '--quiet', ...flags],
      {
        // A folder that will not be removed: Node does not start in a missing one.
        cwd: path.parse(process.execPath).root,
        detached: true,
        env: processEnvironment(runtime),
        stdio: ['ignore', log.fd, log.fd],
        windowsHide: true,
      },
    );
    child.unref();
    child.once('error', (error) => failed(unavailable('cannot start the engine', error.message, error)));
    child.once('exit', () => startFailure(logFile).then(failed));
    return child;
  } finally {
    await log.close();
  }
}

/** An engine that was launched and may have exited since. */
class LaunchedEngine {
  readonly #runtime: Runtime;
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  #failure: PikaError | undefined;

  constructor(runtime: Runtime, flags: readonly string[]) {
    this.#runtime = runtime;
    this.#flags = flags;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async launch(): Promise<void> {
    this.#failure = undefined;
    this.#child = await launch(this.#runtime, this.#flags, (error) => {
      this.#failure = error;
    });
  }

  /**
   * Launches it again if it exited because of another engine that has exited since.
   * @throws {PikaError} its own error.
   */
  async replace(): Promise<void> {
    if (!this.#failure) return;
    const { pid } = this.#failure.known;
    // The other engine, whose process ID it names, came first: that one is about to answer or to exit.
    if (typeof pid !== 'number') throw this.#failure;
    if (!isProcessAlive(pid)) await this.launch();
  }

  /** If it came up later, it would run without anyone knowing. */
  end(): void {
    this.#child?.kill();
  }
}

/**
 * Starts the engine with the flags of `engine serve` and waits until it answers. An engine that another process started first will do.
 * @throws {PikaError} `engine_unavailable`, or the engine's own error. Then no engine is left starting.
 */
export async function startEngine(runtime: Runtime, flags: readonly string[]): Promise<RunningEngine> {
  runtime.progress.step('starting the local engine');
  const launched = new LaunchedEngine(runtime, flags);
  const deadline = runtime.clock.now() + startsWithinMs;
  let found: RunningEngine | undefined;
  try {
    await launched.launch();
    while (runtime.clock.now() < deadline) {
      found = await findEngine(runtime);
      if (found) return found;
      await launched.replace();
      await runtime.clock.sleep(pollMs, runtime.signal);
    }
  } finally {
    if (found?.file.pid !== launched.pid) launched.end();
  }
  throw unavailable(
    `the engine did not answer within ${startsWithinMs / 1000} s`,
    `Look at ${path.join(runtime.home, engineLogName)}`,
  );
}

/** Stops an engine and waits until it has exited. @throws {PikaError} `engine_unavailable` if it does not. */
export async function stopEngine(runtime: Runtime, { endpoint, file }: RunningEngine): Promise<void> {
  await new LocalClient(endpoint, runtime).stop();
  const deadline = runtime.clock.now() + stopsWithinMs;
  while (runtime.clock.now() < deadline) {
    const now = await readEngineFile(runtime.home);
    if (now?.pid !== file.pid) return;
    await runtime.clock.sleep(pollMs, runtime.signal);
  }
  throw unavailable(`the engine (process ${file.pid}) did not stop`, 'End that process, then run this again');
}

type Fitness = 'fits' | 'replace' | 'other_version' | 'other_settings';

/** Whether the running engine is the one this verb would start. Only an idle engine that was not started by hand is replaced. */
function judge({ file, capabilities }: RunningEngine, fingerprint: string): Fitness {
  const isOther = file.version !== version;
  if (!isOther && file.settings === fingerprint) return 'fits';
  const isIdle = capabilities.live_sessions === 0 && capabilities.guests === 0;
  if (file.on_demand && isIdle) return 'replace';
  return isOther ? 'other_version' : 'other_settings';
}

/** What keeps the engine that runs, and what ends that. */
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
      `an engine of version ${engine.file.version} runs; this is ${version}`,
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
