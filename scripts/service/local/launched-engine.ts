import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { childEnvironment } from '../../base/child-environment.mjs';
import { parseJson } from '../../base/json.ts';
import { isProcessAlive } from '../../base/process-alive.mjs';
import type { Environment } from '../../cli/environment.ts';
import { type ErrorCode, errorCodes, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { skillDirectory } from '../../cli/version.ts';
import { engineLogName } from './wire.ts';

/** An engine that takes longer than this to stop is killed. */
const endsWithinMs = 5000;
const scriptPrefix = 'script:';

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

interface StartFailure {
  error: { code: string; message: string; hint?: string };
  pid?: number;
}

/** The last error in the engine's log after its first `from` bytes. Several engines may be starting at once. */
async function lastFailure(logFile: string, from: number): Promise<StartFailure | undefined> {
  const log = await readFile(logFile).catch(() => Buffer.alloc(0));
  // A log that has grown too long was replaced by a new one.
  const added = log.subarray(log.length < from ? 0 : from).toString('utf8');
  const printed = added.split('\n').map((line) => parseJson(line) as Partial<StartFailure> | undefined);
  return printed.findLast((line): line is StartFailure => typeof line?.error?.message === 'string');
}

/** Why the engine has exited. */
async function startFailure(logFile: string, from: number): Promise<PikaError> {
  const hint = `Look at ${logFile}`;
  const failure = await lastFailure(logFile, from);
  if (!failure) return new PikaError('engine_unavailable', 'the engine exited during start-up', { hint });
  const { error, pid } = failure;
  const code = Object.hasOwn(errorCodes, error.code) ? (error.code as ErrorCode) : 'engine_unavailable';
  return new PikaError(code, `the engine did not start: ${error.message}`, {
    hint: error.hint ?? hint,
    known: { pid },
  });
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
    const { size } = await log.stat();
    const child = spawn(
      process.execPath,
      [path.join(skillDirectory, 'scripts', 'pika.mjs'), 'engine', 'serve', '--quiet', ...flags],
      {
        // A folder that will not be removed: Node does not start in a missing folder.
        cwd: path.parse(process.execPath).root,
        detached: true,
        env: processEnvironment(runtime),
        stdio: ['ignore', log.fd, log.fd],
        windowsHide: true,
      },
    );
    child.unref();
    child.once('error', (cause) =>
      failed(new PikaError('engine_unavailable', 'cannot start the engine', { hint: cause.message, cause })),
    );
    child.once('exit', () => startFailure(logFile, size).then(failed));
    return child;
  } finally {
    await log.close();
  }
}

/** An engine that was launched and may have exited since. */
export class LaunchedEngine {
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

  /** Stops it, since no one would know about it. It has exited when this resolves. */
  async end(): Promise<void> {
    const child = this.#child;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    child.kill();
    await exited;
    clearTimeout(timer);
  }
}
