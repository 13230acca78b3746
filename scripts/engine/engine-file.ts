import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { PikaError } from '../cli/errors.ts';
import { isProcessAlive } from '../cli/process-alive.ts';
import { type EngineFile, engineFile, engineFileName } from '../pika/local-wire.ts';

const lockName = 'engine.lock';
const startsWithinMs = 15_000;
const answersWithinMs = 3000;

interface Holder {
  pid: number;
  nonce: string;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const [pid, nonce] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  return nonce && /^\d+$/.test(pid ?? '') ? { pid: Number(pid), nonce } : undefined;
}

function alreadyRuns(pid: number): PikaError {
  return new PikaError('engine_unavailable', `another engine runs already, as process ${pid}`, {
    hint: 'Use it, or stop it with: engine stop',
    known: { pid },
  });
}

/** Whether anything speaks HTTP there or is too busy to; a foreign certificate is no matter, the token is not sent. */
async function answers({ base_url }: EngineFile): Promise<boolean> {
  try {
    await fetch(new URL('local/capabilities', base_url), { signal: AbortSignal.timeout(answersWithinMs) });
    return true;
  } catch (error) {
    if (!(error instanceof Error)) return false;
    if (error.name === 'TimeoutError') return true;
    const { cause } = error;
    return cause instanceof Error && 'code' in cause && /CERT|ALTNAME/.test(String(cause.code));
  }
}

/** What `engine.json` says, if it is there and whole. */
export async function readEngineFile(home: string): Promise<EngineFile | undefined> {
  const text = await readFile(path.join(home, engineFileName), 'utf8').catch(() => '');
  try {
    return engineFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * One engine per home: the lock that it holds while it lives, and the file by which it is found. A lock whose process is dead is taken
 * over. `isHeld` is asked now and then: an engine that lost its lock must end.
 */
export class EngineClaim {
  readonly #home: string;
  readonly #lock: string;
  readonly #nonce = randomUUID();

  constructor(home: string) {
    this.#home = home;
    this.#lock = path.join(home, lockName);
  }

  /** @throws {PikaError} `engine_unavailable` when another engine holds the lock; `home_unwritable`. */
  async take(): Promise<void> {
    try {
      await mkdir(this.#home, { recursive: true, mode: 0o700 });
      while (!(await this.#link())) {
        const holder = await readHolder(this.#lock);
        if (holder && (await this.#isServing(holder))) throw alreadyRuns(holder.pid);
        if (holder) await this.#moveAside(holder);
      }
    } catch (error) {
      if (error instanceof PikaError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new PikaError('home_unwritable', `the engine's files cannot be written: ${reason}`, {
        hint: `Make ${this.#home} writable with room on the disk, or point PIKA_HOME elsewhere`,
        cause: error,
      });
    }
  }

  /** Process numbers are used again: a living one counts only with an engine that answers, or one that has only just begun. */
  async #isServing({ pid }: Holder): Promise<boolean> {
    if (!isProcessAlive(pid)) return false;
    const facts = await readEngineFile(this.#home);
    if (facts?.pid === pid) return answers(facts);
    const { mtimeMs } = await stat(this.#lock).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs < startsWithinMs;
  }

  /** Written aside and linked into place, so that nobody ever reads a lock without its holder. */
  async #link(): Promise<boolean> {
    const draft = `${this.#lock}.${this.#nonce}`;
    await writeFile(draft, `${process.pid} ${this.#nonce}`, { mode: 0o600 });
    try {
      await link(draft, this.#lock);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    } finally {
      await unlink(draft);
    }
  }

  /** Whoever moved somebody else's lock by mistake puts it back. */
  async #moveAside(dead: Holder): Promise<void> {
    const aside = `${this.#lock}.${this.#nonce}.old`;
    await rename(this.#lock, aside).catch(() => undefined);
    const moved = await readHolder(aside);
    if (moved && moved.nonce !== dead.nonce) await link(aside, this.#lock).catch(() => undefined);
    await unlink(aside).catch(() => undefined);
  }

  async isHeld(): Promise<boolean> {
    return (await readHolder(this.#lock))?.nonce === this.#nonce;
  }

  async publish(facts: EngineFile): Promise<void> {
    const file = path.join(this.#home, engineFileName);
    await writeFileAtomic(file, `${JSON.stringify(facts)}\n`, { mode: 0o600 });
  }

  /** Gives up the lock and takes back the file, unless another engine has them by now. */
  async release(): Promise<void> {
    if (!(await this.isHeld())) return;
    const facts = await readEngineFile(this.#home);
    if (facts?.pid === process.pid)
      await unlink(path.join(this.#home, engineFileName)).catch(() => undefined);
    await unlink(this.#lock).catch(() => undefined);
  }
}
