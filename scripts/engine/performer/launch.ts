import type { ForkOptions } from 'node:child_process';

/** The module of a performer's process, for `forkProcess`. */
export const performerModule = new URL('./main.ts', import.meta.url);

/**
 * How to start it. A small young generation and few malloc arenas spare some 40 MB a bot (measured on Linux with glibc; elsewhere
 * the variable means nothing), and collecting it in one thread spares a tenth of the processor time: a performer
 * allocates little, so waking four threads for it is most of the work.
 */
export function performerForkOptions(environment: NodeJS.ProcessEnv = process.env): ForkOptions {
  return {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--max-semi-space-size=1', '--single-threaded-gc'],
    env: { ...environment, MALLOC_ARENA_MAX: '2' },
  };
}
