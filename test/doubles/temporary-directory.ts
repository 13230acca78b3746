import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder that is removed when the running test ends. */
export async function temporaryDirectory(): Promise<string> {
  // macOS gives a link, and programs report the real path.
  const directory = await realpath(await mkdtemp(path.join(os.tmpdir(), 'pika-test-')));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}
