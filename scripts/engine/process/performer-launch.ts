import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { childEnvironment } from '../../base/child-environment.mjs';
import { forkProcess } from './typescript-process.ts';

/** The module that a performer's process runs. */
export const performerModule = new URL('../performer/main.ts', import.meta.url);

/**
 * A small young generation and few malloc arenas save about 40 MB per bot (measured on Linux with glibc; the variable
 * has no effect elsewhere), and garbage collection in one thread saves a tenth of the CPU time: a performer allocates
 * little, so waking four threads would be most of the work.
 */
const forkOptions = () => ({
  execArgv: ['--max-semi-space-size=1', '--single-threaded-gc'],
  env: childEnvironment('performer', { MALLOC_ARENA_MAX: '2' }),
});

/**
 * Starts a performer. Its one argument is a directory that only this user can read, for temporary sound files and pipes. The
 * directory is removed with the process, even if that is killed.
 */
export function launchPerformer(module: URL, stderr: 'pipe' | 'inherit' = 'pipe'): ChildProcess {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'pika-performer-'));
  const child = forkProcess(module, [directory], {
    ...forkOptions(),
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
  });
  const remove = () => removeDirectory(directory);
  child.once('exit', remove);
  child.once('error', remove);
  return child;
}

/** Never fails: files that another process still has open are left for the system to clean up. */
export function removeDirectory(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {}
}
