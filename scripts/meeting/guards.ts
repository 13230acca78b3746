import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isProcessAlive } from '../cli/process-alive.mjs';
import type { Runtime } from '../cli/runtime.ts';
import { skillDirectory } from '../cli/version.ts';
import { encode, proxySettings, type Transport, type TransportInit } from '../net/transport.ts';
import type { GuardJob, JoinToSend } from './guard.mjs';
import { Journal } from './journal.ts';
import { type LockTaker, withLock } from './lock.ts';
import { type Intent, isLive, minutesAllowed, type SessionRecord } from './session.ts';

const guardModule = path.join(import.meta.dirname, 'guard.mjs');
const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');

/** A heartbeat comes every 5 s; one that is this old belongs to a process that merely has the same number. */
const longestSilenceMs = 120_000;

/** The answer of the service may take this long (reference client). */
const postLimitMs = 180_000;

const heartbeatFile = (journal: Journal, key: string): string => path.join(journal.directory, `${key}.guard`);

function spawnGuard(): ChildProcess {
  const child = spawn(process.execPath, [guardModule], {
    // The project may be deleted while the meeting runs; the guard must not stand on it.
    cwd: skillDirectory,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  // The verb may end while the guard goes on.
  child.unref();
  child.channel?.unref();
  child.on('error', () => {});
  return child;
}

function jobOf(journal: Journal, key: string, intent: Intent, join: JoinToSend | null): GuardJob {
  return {
    journalFile: journal.file(key),
    heartbeatFile: heartbeatFile(journal, key),
    launcher,
    workspace: intent.workspace,
    maxMinutes: minutesAllowed(intent),
    admitMinutes: intent.admit_minutes,
    join,
  };
}

type Answer =
  | { status: number; headers: Record<string, string>; text: string }
  | { failure: { name: string; message: string; code?: string } };

/** Code of the failure when nothing was sent, since the guard was not there. */
export const guardGone = 'EGUARDGONE';

/** Hands the job over. @returns the answer to the join, or a failure that tells nothing about it when the guard dies over it. */
function send(child: ChildProcess, job: GuardJob, signal: AbortSignal | null | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const lost = { name: 'Error', message: 'the guard ended before the answer came' };
    child.once('message', (message) => resolve(message as Answer));
    child.once('disconnect', () => resolve({ failure: lost }));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    child.send(job, (error) => {
      if (error) resolve({ failure: { ...lost, message: 'the guard is not running', code: guardGone } });
    });
  });
}

/** The guard of a session that is being joined: it sends the join, and outlives the verb. */
export class Guard {
  readonly #child: ChildProcess;
  readonly #runtime: Runtime;

  private constructor(child: ChildProcess, runtime: Runtime) {
    this.#child = child;
    this.#runtime = runtime;
  }

  /** Starts the process early, so that it is there when the join is to be sent; without a join it ends with the verb. */
  static start(runtime: Runtime): Guard {
    return new Guard(spawnGuard(), runtime);
  }

  /** Sends the join of the session `key` and keeps watch over it from then on. */
  transport(journal: Journal, key: string, intent: Intent): Transport {
    return async (url, init) => {
      const join = await this.#toSend(url, init);
      this.#child.channel?.ref();
      try {
        const answer = await send(this.#child, jobOf(journal, key, intent, join), init.signal);
        if ('status' in answer) return new Response(answer.text || null, answer);
        const { name, message, code } = answer.failure;
        throw Object.assign(new Error(message), { name, code });
      } finally {
        this.#child.channel?.unref();
      }
    };
  }

  async #toSend(url: URL, init: TransportInit): Promise<JoinToSend> {
    const { body = new Uint8Array(), headers } = await encode(init);
    const proxies = proxySettings(this.#runtime.environment);
    return {
      url: url.href,
      headers,
      body,
      limitMs: postLimitMs,
      proxies: proxies.httpProxy || proxies.httpsProxy ? proxies : null,
    };
  }
}

/** Whether a guard watches over the session. */
export async function isGuarded(journal: Journal, key: string, nowMs: number): Promise<boolean> {
  const file = heartbeatFile(journal, key);
  try {
    const [pid, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return nowMs - mtimeMs < longestSilenceMs && isProcessAlive(Number(pid));
  } catch {
    return false;
  }
}

async function unguarded(journal: Journal, nowMs: number): Promise<SessionRecord[]> {
  const wanted = (await journal.list()).filter((record) => isLive(record) && record.guarded);
  const watched = await Promise.all(wanted.map(({ key }) => isGuarded(journal, key, nowMs)));
  return wanted.filter((_record, place) => !watched[place]);
}

async function startLater(journal: Journal, record: SessionRecord): Promise<void> {
  const child = spawnGuard();
  // Its answer says that it has begun; a channel that is closed before that takes the job with it.
  child.channel?.ref();
  await send(child, jobOf(journal, record.key, record, null), undefined);
  if (child.connected) child.disconnect();
}

/**
 * Gives every live session that was to be guarded a guard, if its own has died. Of many verbs that run at the same time one does it: the
 * verbs of the guards themselves would else start guards without end. @throws {PikaError} `wait_timeout` in all the others.
 */
export async function replaceDeadGuards(taker: LockTaker): Promise<void> {
  const journal = new Journal(taker.home);
  const find = () => unguarded(journal, taker.clock.now());
  if ((await find()).length === 0) return;
  await withLock('guards', 0, taker, async () => {
    for (const record of await find()) await startLater(journal, record);
  });
}
