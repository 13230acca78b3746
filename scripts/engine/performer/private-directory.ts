import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A directory that only this user can read; it goes with the process. */
export function privateDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'pika-performer-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
