import { createHash } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';

/** Somebody who takes a dead lock away needs milliseconds; after this they have died over it. */
const removalLastsMs = 10_000;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A lock as it was found. */
export interface Lock {
  /** What the file says, by which one lock is told from the next. */
  text: string;
  /** Nothing when the file is damaged. */
  holder?: { pid: number; token: string };
  /** Milliseconds since it was taken; infinite when the machine was started since. */
  ageMs: number;
}

/** A holder's number, its token, and the machine's uptime in seconds: the wall clock may leap while the lock is held. */
function parse(text: string): Pick<Lock, 'holder' | 'ageMs'> | undefined {
  const [, pid, token, uptime] = /^(\d+) (\S+) ([\d.]+)$/.exec(text) ?? [];
  if (!pid || !token) return undefined;
  const ageMs = (os.uptime() - Number(uptime)) * 1000;
  return { holder: { pid: Number(pid), token }, ageMs: ageMs < 0 ? Number.POSITIVE_INFINITY : ageMs };
}

/**
 * The lock that stands at `file`, if one does. A damaged one is as old as its file is at `nowMs`.
 * @throws what the file system says when it cannot be read.
 */
export async function readLock(file: string, nowMs: number): Promise<Lock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return { text, ...(parse(text) ?? { ageMs: nowMs - mtimeMs }) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Takes the lock at `file` for this process, unless one stands there. It is written aside and linked into place, so that nobody ever
 * reads a lock without its holder. @returns whether it was taken. @throws what the file system says, but for its being taken.
 */
export async function takeLock(file: string, token: string): Promise<boolean> {
  const draft = `${file}.${token}.draft`;
  await writeFile(draft, `${process.pid} ${token} ${os.uptime()}`, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

/** Gives the lock back, if it is still the one of this token. */
export async function releaseLock(file: string, token: string): Promise<void> {
  const lock = await readLock(file, 0).catch(() => undefined);
  if (lock?.holder?.token === token) await unlink(file).catch(() => undefined);
}

/**
 * Takes a dead lock away. Of many that find it dead only one does: the one that makes the mark named after it. Whoever comes late finds
 * another lock behind the mark, and leaves it. @returns whether this one did it.
 */
export async function removeDeadLock(file: string, dead: Lock): Promise<boolean> {
  const mark = `${file}.${createHash('sha256').update(dead.text).digest('hex').slice(0, 12)}.dead`;
  try {
    await writeFile(mark, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
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
