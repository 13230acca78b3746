import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { childEnvironment } from '../../base/child-environment.mjs';
import { forkProcess } from './typescript-process.ts';

/** The module of a performer's process. */
export const performerModule = new URL('../performer/main.ts', import.meta.url);

/**
 * A small young generation and few malloc arenas spare some 40 MB a bot (measured on Linux with glibc; elsewhere
 * the variable means nothing), and collecting it in one thread spares a tenth of the processor time: a performer
 * allocates little, so waking four threads for it is most of the work.
 */
const forkOptions = () => ({
  execArgv: ['--max-semi-space-size=1', '--single-threaded-gc'],
  env: childEnvironment('performer', { MALLOC_ARENA_MAX: '2' }),
});

/**
 * Starts a performer, with a directory as its one argument that only this user can read: for sound and pipes on their way. The
 * directory goes with the process, also when that is killed.
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

/** Never fails: what another process still holds open stays for the system to clear. */
export function removeDirectory(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {}
}
