import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../base/failure.ts';
import { type Lock, readLock, releaseLock, removeDeadLock, takeLock } from '../../base/lock-file.ts';
import { isProcessAlive } from '../../base/process-alive.mjs';
import { PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import type { Runtime } from '../../cli/runtime.ts';

const pollMs = 50;

/** The process that takes a lock. */
export type LockTaker = Pick<Runtime, 'home' | 'clock' | 'random' | 'signal'>;

/** No join holds its lock for this long: such a lock is damaged, or another process now has its holder's ID. */
const longestHoldMs = 10 * 60_000;

function isAbandoned({ holder, ageMs }: Lock): boolean {
  return ageMs > longestHoldMs || (holder !== undefined && !isProcessAlive(holder.pid));
}

async function acquire(file: string, token: string, limitMs: number, taker: LockTaker): Promise<void> {
  const deadline = taker.clock.now() + limitMs;
  while (!(await takeLock(file, token))) {
    const lock = await readLock(file, taker.clock.now());
    if (lock && isAbandoned(lock) && (await removeDeadLock(file, lock))) continue;
    if (taker.clock.now() >= deadline) {
      throw new PikaError('wait_timeout', 'another command is already working on this meeting', {
        hint: `See what is live: ${ownCommand('sessions')}; then run this again`,
      });
    }
    await taker.clock.sleep(pollMs, taker.signal);
  }
}

/**
 * Runs `work` while no other process on this machine holds the lock of the same name. A lock whose process has died is taken over.
 * @throws {PikaError} `wait_timeout` if it is held longer than `limitMs`; `home_unwritable`.
 */
export async function withLock<T>(
  name: string,
  limitMs: number,
  taker: LockTaker,
  work: () => Promise<T>,
): Promise<T> {
  const directory = path.join(taker.home, 'locks');
  const file = path.join(directory, createHash('sha256').update(name).digest('hex').slice(0, 24));
  const token = `${process.pid}-${taker.random().toString(36).slice(2)}`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await acquire(file, token, limitMs, taker);
  } catch (error) {
    if (error instanceof PikaError) throw error;
    const reason = messageOf(error);
    throw new PikaError('home_unwritable', `cannot write a lock: ${reason}`, {
      hint: `Make ${directory} writable with free disk space, or point PIKA_HOME elsewhere`,
      cause: error,
    });
  }
  try {
    return await work();
  } finally {
    await releaseLock(file, token);
  }
}
