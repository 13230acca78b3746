import { createHash } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PikaError } from '../cli/errors.ts';
import { isProcessAlive } from '../cli/process-alive.ts';
import type { Runtime } from '../cli/runtime.ts';

const pollMs = 50;

/** No join holds its lock for so long: such a lock is damaged, or its holder's number has passed to another process. */
const longestHoldMs = 10 * 60_000;

interface Holder {
  pid: number;
  token: string;
  /** Seconds since the machine's start when it was taken: the wall clock may leap between two joins. */
  uptime: number;
}

function parseHolder(text: string): Holder | undefined {
  const [pid, token, uptime] = text.split(' ');
  return token && /^\d+$/.test(pid ?? '') ? { pid: Number(pid), token, uptime: Number(uptime) } : undefined;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  return parseHolder(await readFile(file, 'utf8').catch(() => ''));
}

async function isAbandoned(file: string, holder: Holder | undefined, nowMs: number): Promise<boolean> {
  if (holder && !isProcessAlive(holder.pid)) return true;
  if (holder && Number.isFinite(holder.uptime)) {
    const heldMs = (os.uptime() - holder.uptime) * 1000;
    return heldMs < 0 || heldMs > longestHoldMs;
  }
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && nowMs - found.mtimeMs > longestHoldMs;
}

/** Moves a dead holder's lock out of the way. Whoever moved somebody else's by mistake puts it back. */
async function removeDead(file: string, dead: Holder | undefined, token: string): Promise<void> {
  const aside = `${file}.${token}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readHolder(aside);
  if (moved && moved.token !== dead?.token) await link(aside, file).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

async function take(file: string, token: string): Promise<boolean> {
  // Written aside and linked into place, so that nobody ever reads a lock without its holder.
  const draft = `${file}.${token}.draft`;
  await writeFile(draft, `${process.pid} ${token} ${os.uptime()}`, { mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function acquire(file: string, token: string, limitMs: number, runtime: Runtime): Promise<void> {
  const deadline = runtime.clock.now() + limitMs;
  while (!(await take(file, token))) {
    const holder = await readHolder(file);
    if (await isAbandoned(file, holder, runtime.clock.now())) await removeDead(file, holder, token);
    else if (runtime.clock.now() < deadline) await runtime.clock.sleep(pollMs, runtime.signal);
    else {
      throw new PikaError('wait_timeout', 'another verb is at work on the same thing', {
        hint: 'Look with the verb sessions, then run this again',
      });
    }
  }
}

/**
 * Runs `work` while no other process of this machine holds the lock of the same name. A lock whose process died is taken over.
 * @throws {PikaError} `wait_timeout` when it is held longer than `limitMs`; `home_unwritable`.
 */
export async function withLock<T>(
  name: string,
  limitMs: number,
  runtime: Runtime,
  work: () => Promise<T>,
): Promise<T> {
  const directory = path.join(runtime.home, 'locks');
  const file = path.join(directory, createHash('sha256').update(name).digest('hex').slice(0, 24));
  const token = `${process.pid}-${runtime.random().toString(36).slice(2)}`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await acquire(file, token, limitMs, runtime);
  } catch (error) {
    if (error instanceof PikaError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PikaError('home_unwritable', `a lock cannot be written: ${reason}`, {
      hint: `Make ${directory} writable with room on the disk, or point PIKA_HOME elsewhere`,
      cause: error,
    });
  }
  try {
    return await work();
  } finally {
    await unlink(file).catch(() => undefined);
  }
}
