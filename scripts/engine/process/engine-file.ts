import { randomUUID } from 'node:crypto';
import { mkdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, messageOf } from '../../base/failure.ts';
import { readLock, releaseLock, removeDeadLock, takeLock } from '../../base/lock-file.ts';
import { isProcessAlive } from '../../base/process-alive.mjs';
import { writeWhole } from '../../base/whole-file.ts';
import { PikaError } from '../../cli/errors.ts';
import { ownCommand } from '../../cli/own-command.ts';
import {
  type EngineFile,
  engineFileName,
  engineLockName,
  engineStartsWithinMs,
  readEngineFile,
} from '../../service/local/wire.ts';

const connectsWithinMs = 3000;
const pollMs = 20;

function alreadyRuns(pid: number): PikaError {
  return new PikaError('engine_unavailable', `another engine is already running (process ${pid})`, {
    hint: `Use it, or stop it with: ${ownCommand('engine stop')}`,
    known: { pid },
  });
}

/** Whether anything listens there, even if it is too busy to answer: only a refused connection says that nothing does. */
function listens({ base_url }: EngineFile): Promise<boolean> {
  const { hostname, port, protocol } = new URL(base_url);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  const socket = connect(Number(port) || defaultPort, hostname.replace(/^\[|\]$/g, ''));
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', (error) => resolve(codeOf(error) !== 'ECONNREFUSED'));
    socket.setTimeout(connectsWithinMs, () => resolve(true));
  }).finally(() => socket.destroy());
}

/**
 * Ensures one engine per home, with a lock it holds while running and the file by which it is found. A lock whose process is dead is
 * taken over. `isHeld` is checked now and then: an engine that has lost its lock must stop.
 */
export class EngineClaim {
  readonly #home: string;
  readonly #lock: string;
  readonly #token = randomUUID();

  constructor(home: string) {
    this.#home = home;
    this.#lock = path.join(home, engineLockName);
  }

  /**
   * Takes the lock, or gives up when `signal` is aborted.
   * @throws {PikaError} `engine_unavailable` if another engine holds the lock; `home_unwritable`.
   */
  async take(signal?: AbortSignal): Promise<void> {
    try {
      await mkdir(this.#home, { recursive: true, mode: 0o700 });
      while (!(await takeLock(this.#lock, this.#token))) {
        signal?.throwIfAborted();
        const lock = await readLock(this.#lock, Date.now());
        const pid = lock?.holder?.pid;
        if (pid && (await this.#isServing(pid, lock.ageMs))) throw alreadyRuns(pid);
        if (lock && !(await removeDeadLock(this.#lock, lock))) await delay(pollMs);
      }
    } catch (error) {
      if (error instanceof PikaError) throw error;
      const reason = messageOf(error);
      throw new PikaError('home_unwritable', `cannot write the engine's files: ${reason}`, {
        hint: `Make ${this.#home} writable with free disk space, or set PIKA_HOME to another folder`,
        cause: error,
      });
    }
  }

  /** Process IDs are reused: a live one counts only if the engine answers or has only just started. */
  async #isServing(pid: number, ageMs: number): Promise<boolean> {
    if (!isProcessAlive(pid)) return false;
    const facts = await readEngineFile(this.#home);
    return facts?.pid === pid ? listens(facts) : ageMs < engineStartsWithinMs;
  }

  /** False only if the lock was read or is missing: an engine with too many open files still holds its lock. */
  async isHeld(): Promise<boolean> {
    try {
      return (await readLock(this.#lock, Date.now()))?.holder?.token === this.#token;
    } catch {
      return true;
    }
  }

  async publish(facts: EngineFile): Promise<void> {
    const file = path.join(this.#home, engineFileName);
    await writeWhole(file, `${JSON.stringify(facts)}\n`, 0o600);
  }

  /** Releases the lock and removes the file, unless another engine has taken them over. */
  async release(): Promise<void> {
    if (!(await this.isHeld())) return;
    const facts = await readEngineFile(this.#home);
    if (facts?.pid === process.pid)
      await unlink(path.join(this.#home, engineFileName)).catch(() => undefined);
    await releaseLock(this.#lock, this.#token);
  }
}
