import { createHash } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { codeOf } from './failure.ts';

/** Removing a dead lock takes milliseconds; a process that takes longer than this has died. */
const removalLastsMs = 10_000;

/** An existing lock. */
export interface Lock {
  /** The file's content, which tells one lock from the next. */
  text: string;
  /** Undefined if the file is damaged. */
  holder?: { pid: number; token: string };
  /** Milliseconds since it was taken; infinite if the machine has restarted since. */
  ageMs: number;
}

/** The holder's process ID, its token, and the machine's uptime in seconds: the wall clock may jump while the lock is held. */
function parse(text: string): Pick<Lock, 'holder' | 'ageMs'> | undefined {
  const [, pid, token, uptime] = /^(\d+) (\S+) ([\d.]+)$/.exec(text) ?? [];
  if (!pid || !token) return undefined;
  const ageMs = (os.uptime() - Number(uptime)) * 1000;
  return { holder: { pid: Number(pid), token }, ageMs: ageMs < 0 ? Number.POSITIVE_INFINITY : ageMs };
}

/**
 * The lock at `file`, if there is one. A damaged lock is as old as its file at `nowMs`.
 * @throws the file system's error if it cannot be read.
 */
export async function readLock(file: string, nowMs: number): Promise<Lock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return { text, ...(parse(text) ?? { ageMs: nowMs - mtimeMs }) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Takes the lock at `file` for this process, unless it is held. It is written to a temporary file and linked into place, so that no
 * process ever reads a lock without its holder. @returns whether it was taken. @throws the file system's error, except EEXIST.
 */
export async function takeLock(file: string, token: string): Promise<boolean> {
  const draft = `${file}.${token}.draft`;
  await writeFile(draft, `${process.pid} ${token} ${os.uptime()}`, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Releases the lock if it still has this token. */
export async function releaseLock(file: string, token: string): Promise<void> {
  const lock = await readLock(file, 0).catch(() => undefined);
  if (lock?.holder?.token === token) await unlink(file).catch(() => undefined);
}

/**
 * Removes a dead lock. If several processes find it dead, only the one that creates the marker file named after it does so. A process
 * that comes late finds a different lock and leaves it. @returns whether this process removed it.
 */
export async function removeDeadLock(file: string, dead: Lock): Promise<boolean> {
  const mark = `${file}.${createHash('sha256').update(dead.text).digest('hex').slice(0, 12)}.dead`;
  try {
    await writeFile(mark, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const found = await stat(mark).catch(() => undefined);
    if (found && Math.abs(Date.now() - found.mtimeMs) > removalLastsMs)
      await unlink(mark).catch(() => undefined);
    return false;
  }
  try {
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== dead.text) return false;
    await unlink(file);
    return true;
  } finally {
    await unlink(mark).catch(() => undefined);
  }
}
