import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { childEnvironment } from '../../base/child-environment.mjs';
import { isProcessAlive } from '../../base/process-alive.mjs';
import { readEnvironment } from '../../cli/environment.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { skillDirectory } from '../../cli/version.ts';
import { proxySettings, type Transport, type TransportInit } from '../../net/transport.ts';
import { authorization, findKey, hostedBase, keyMark } from '../../service/endpoint.ts';
import { routes } from '../../service/wire.ts';
import { momentOf } from '../journal/elapsed.ts';
import type { Intent } from '../journal/events.ts';
import { Journal } from '../journal/journal.ts';
import { type LockTaker, withLock } from '../journal/lock.ts';
import { ageMs, isLive, type LiveRecord, msPerMinute, type SessionRecord } from '../journal/session.ts';
import { minutesUntilClose } from '../journal/stay-limits.ts';
import type { GuardJob, JoinToSend } from './guard.mjs';
import type { Service } from './guard-service.mjs';

const guardModule = path.join(import.meta.dirname, 'guard.mjs');
const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');

/** Heartbeats come every 5 s: after this time the guard is stopped, or the machine is very busy. */
const silentAfterSec = 15;

/** A heartbeat this old belongs to another process that merely has the same ID. */
const longestSilenceSec = 120;

/** A guard that has not started by then will not start. */
const replacementLimitMs = 10_000;

const heartbeatFile = (journal: Journal, key: string): string => path.join(journal.directory, `${key}.guard`);

/**
 * A shell that exits immediately keeps the guard from being a child of the command: agents kill a command with its whole process tree.
 * Windows has no such shell.
 */
const program: readonly [string, ...string[]] =
  process.platform === 'win32'
    ? [process.execPath, guardModule]
    : ['sh', '-c', '"$@" &', 'sh', process.execPath, guardModule];

function spawnGuard(home: string): ChildProcess {
  const [command, ...argv] = program;
  const child = spawn(command, argv, {
    // The project and the skill may be deleted during the meeting; the guard must not depend on them.
    cwd: path.parse(process.execPath).root,
    env: childEnvironment('guard', { PIKA_HOME: home }),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  // The command may exit while the guard continues.
  child.unref();
  child.channel?.unref();
  child.on('error', () => {});
  return child;
}

type Task = Pick<GuardJob, 'requested' | 'service' | 'sessionId' | 'join'>;

function jobOf(journal: Journal, key: string, intent: Intent, task: Task): GuardJob {
  return {
    journalFile: journal.file(key),
    heartbeatFile: heartbeatFile(journal, key),
    launcher,
    workspace: intent.workspace,
    engine: intent.engine,
    maxMinutes: minutesUntilClose(intent),
    admitMinutes: intent.admit_minutes,
    ...task,
  };
}

type Answer =
  | { status: number; headers: Record<string, string>; text: string }
  | { failure: { name: string; message: string; code?: string } };

/** The error if the guard did not start. */
function notRunning(cause: Error): PikaError {
  return new PikaError('internal_error', 'the guard of the session could not be started; nothing was sent', {
    hint: 'Run this again; join --no-guard goes without one, but then nothing enforces the limits',
    cause,
  });
}

/**
 * Hands over the job. @returns the answer to the join, or an inconclusive failure if the guard dies first.
 * @throws {PikaError} `internal_error` if no guard took it.
 */
function send(child: ChildProcess, job: GuardJob, signal: AbortSignal | null | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const lost = { name: 'Error', message: 'the guard exited before the answer came' };
    if (!child.connected) return reject(notRunning(new Error('it has exited')));
    child.once('message', (message) => resolve(message as Answer));
    child.once('disconnect', () => resolve({ failure: lost }));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    child.send(job, (error) => {
      if (error) reject(notRunning(error));
    });
  });
}

/** The guard of a new session: it sends the join and outlives the command. */
export class Guard {
  readonly #child: ChildProcess;
  readonly #runtime: Runtime;

  private constructor(child: ChildProcess, runtime: Runtime) {
    this.#child = child;
    this.#runtime = runtime;
  }

  /** Starts the process early, so that it is ready when the join is sent; without a join it exits with the command. */
  static start(runtime: Runtime): Guard {
    return new Guard(spawnGuard(runtime.home), runtime);
  }

  /** Sends the join of the session `key` and watches the session from then on. */
  transport(journal: Journal, key: string, intent: Intent): Transport {
    return async (url, init) => {
      const task: Task = {
        requested: { ms: this.#runtime.clock.now(), uptimeSec: os.uptime() },
        service: this.#serviceOf(intent, init),
        sessionId: null,
        join: toSend(url, init),
      };
      this.#child.channel?.ref();
      try {
        const answer = await send(this.#child, jobOf(journal, key, intent, task), init.signal);
        if ('status' in answer) return new Response(answer.text || null, answer);
        const { name, message, code } = answer.failure;
        throw Object.assign(new Error(message), { name, code });
      } finally {
        this.#child.channel?.unref();
      }
    };
  }

  #serviceOf(intent: Intent, { headers }: TransportInit): Service {
    const { 'content-type': _type, ...others } = headers;
    return {
      baseUrl: intent.base_url,
      headers: others,
      proxies: proxiesOf(this.#runtime.environment),
      keyMark: intent.key_mark ?? null,
      isOwnKey: true,
      isLocal: intent.engine === 'local',
    };
  }
}

function toSend(url: URL, { headers, body = '' }: TransportInit): JoinToSend {
  return {
    url: url.href,
    headers,
    body: typeof body === 'string' ? Buffer.from(body) : body,
    limitMs: routes.createSession.limitMs,
  };
}

function proxiesOf(environment: Runtime['environment']): Service['proxies'] {
  const proxies = proxySettings(environment);
  return proxies.httpProxy || proxies.httpsProxy ? proxies : null;
}

/**
 * How a guard that starts later reaches the service: with the current key, which may differ from the join's. Null without a key, and for
 * the local engine, whose address changes: then it uses commands.
 */
function serviceNow(record: SessionRecord, home: string): Service | null {
  if (record.engine === 'local') return null;
  try {
    const environment = readEnvironment(process.env);
    const found = findKey(environment, home);
    if (!found) return null;
    const mark = keyMark(found.key);
    return {
      baseUrl: hostedBase(record.base_url ? { PIKA_API_BASE_URL: record.base_url } : environment).href,
      headers: { authorization: authorization(found.key), accept: 'application/json' },
      proxies: proxiesOf(environment),
      keyMark: mark,
      isOwnKey: record.key_mark === mark,
      isLocal: false,
    };
  } catch {
    return null;
  }
}

export type GuardState = 'alive' | 'silent' | 'dead';

/** Whether a guard watches the session. Its heartbeat contains the machine's uptime, since clocks get set and differ. */
export async function guardState(journal: Journal, key: string): Promise<GuardState> {
  const text = await readFile(heartbeatFile(journal, key), 'utf8').catch(() => '');
  const [pid, beatAtSec] = text.split(' ').map(Number);
  if (!pid || !beatAtSec) return 'dead';
  const silenceSec = os.uptime() - beatAtSec;
  if (silenceSec <= -1 || silenceSec >= longestSilenceSec || !isProcessAlive(pid)) return 'dead';
  return silenceSec < silentAfterSec ? 'alive' : 'silent';
}

/**
 * Whether the session needs a new guard: its own is dead, or silent when there is something to do, or has a key that the service
 * refuses while a different one is now available.
 */
async function needsGuard(record: LiveRecord, journal: Journal, home: string): Promise<boolean> {
  if (!record.guarded) return false;
  const state = await guardState(journal, record.key);
  if (state === 'dead') return true;
  if (state === 'silent' && ageMs(record, Date.now()) >= minutesUntilClose(record) * msPerMinute) return true;
  const { guard_problem } = record;
  if (guard_problem?.problem !== 'key_refused') return false;
  const now = serviceNow(record, home);
  return now !== null && now.keyMark !== guard_problem.key_mark;
}

async function unguarded(journal: Journal, home: string): Promise<LiveRecord[]> {
  const live = (await journal.list()).filter(isLive);
  const isWanted = await Promise.all(live.map((record) => needsGuard(record, journal, home)));
  return live.filter((_record, place) => isWanted[place]);
}

async function startLater(home: string, journal: Journal, record: LiveRecord): Promise<void> {
  const child = spawnGuard(home);
  const task: Task = {
    requested: momentOf(record.requested_at, record.requested_uptime_sec),
    service: serviceNow(record, home),
    sessionId: record.session_id,
    join: null,
  };
  // Its answer says that it has started; closing the channel before that would lose the job.
  child.channel?.ref();
  const limit = AbortSignal.timeout(replacementLimitMs);
  await send(child, jobOf(journal, record.key, record, task), limit).catch(() => {});
  if (child.connected) child.disconnect();
}

/**
 * Starts a new guard for every live session that should have one but whose guard has died. If several commands run at the same time, only
 * one does it: otherwise the guards' own commands would start guards without end. @throws {PikaError} `wait_timeout` in all the others.
 */
export async function replaceDeadGuards(taker: LockTaker): Promise<void> {
  const journal = new Journal(taker.home);
  if ((await unguarded(journal, taker.home)).length === 0) return;
  await withLock('guards', 0, taker, async () => {
    for (const record of await unguarded(journal, taker.home)) await startLater(taker.home, journal, record);
  });
}
