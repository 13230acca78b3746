import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * How the engine starts a process or a thread from a `.ts` file. Node runs it natively since 22.18; older versions run compiled code
 * or tsx, which a thread on Node 20 gets neither from its parent nor from `execArgv: ['--import', 'tsx']` (ERR_UNKNOWN_FILE_EXTENSION).
 * So both start with a small JavaScript module, which imports the real one as the launcher does.
 */
const bootstrap = new URL('./typescript-bootstrap.mjs', import.meta.url);

/** What a thread started by `startThread` finds in `workerData`. */
export interface ThreadData<Data> {
  module: string;
  data: Data;
}

/**
 * Starts the TypeScript module at `module` as a worker thread; it reads `data` as `workerData.data` (see ThreadData).
 * The flags of this process are not passed on.
 */
export function startThread<Data>(module: URL, data: Data, options: WorkerOptions = {}): Worker {
  const workerData: ThreadData<Data> = { module: module.href, data };
  return new Worker(bootstrap, { execArgv: [], ...options, workerData });
}

/**
 * Starts the TypeScript module at `module` as a Node process with an IPC channel; `process.argv` there is
 * `[node, module, ...args]`. The flags of this process are not passed on.
 */
export function forkProcess(
  module: URL,
  args: readonly string[],
  options: ForkOptions & { env: Record<string, string> },
): ChildProcess {
  return fork(bootstrap, [module.href, ...args], { execArgv: [], ...options });
}
