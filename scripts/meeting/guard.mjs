// The guard: one small detached process per session. It sends the join itself, so that the id of a session is written down even if the
// verb is killed in that moment, and it ends the session at its limits. It is plain JavaScript on node: modules alone: a TypeScript
// loader and the packages would take twice the memory for as long as a meeting lasts. What it does to a session it does by the verbs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, open, readFile, unlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '../base/child-environment.mjs';
import { isProcessAlive } from '../cli/process-alive.mjs';

/**
 * What the guard is to do, sent over IPC: never by arguments, since the request holds the key.
 * @typedef {object} GuardJob
 * @property {string} journalFile the session's file, which holds the intent already
 * @property {string} heartbeatFile
 * @property {string} launcher scripts/pika.mjs
 * @property {string} workspace the user's project, where the verbs leave the notes
 * @property {number} maxMinutes from the join on
 * @property {number} admitMinutes to be in the meeting
 * @property {JoinToSend | null} join null: the session exists
 *
 * @typedef {object} JoinToSend
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {Uint8Array<ArrayBuffer>} body
 * @property {number} limitMs
 * @property {{ httpProxy: string, httpsProxy: string, noProxy: string } | null} proxies
 *
 * @typedef {{ event: string, at: string, session_id?: string, pid?: number, engine?: string }} JournalEvent
 */

const tickMs = 1000;
const heartbeatMs = 5000;
const pollMs = { waiting: 2000, ready: 30_000 };
/** A verb that hangs is ended; its own limits are far shorter. */
const verbLimitMs = 90_000;
/** Characters; an answer to a join has a few hundred. */
const longestAnswer = 1_000_000;
const retryMs = [1000, 2000, 5000, 10_000, 30_000];
/** Whoever was closing the session has given up by then: a little more than its own limit (close.ts). */
const closingLimitMs = 25_000;

const startedAt = performance.now();
let isStarterGone = false;
let isAskedToEnd = false;
let hasJob = false;

process.once('message', (/** @type {GuardJob} */ job) => {
  guard(job).finally(() => process.exit());
});
process.on('disconnect', () => {
  isStarterGone = true;
  if (!hasJob) process.exit();
});
// The terminal may close, and Ctrl-C there reaches every process of the group: the guard outlives both.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => {});
// The machine is shut down, or somebody ends the guard: what nobody watches any more must not stay open.
process.on('SIGTERM', () => {
  isAskedToEnd = true;
  if (!hasJob) process.exit();
});

/** @param {GuardJob} job */
async function guard(job) {
  hasJob = true;
  const isClaimed = await claim(job);
  // One that replaces another must be seen by the next verb, or every verb would start one more.
  if (!isClaimed && !job.join) return;
  const pulse = setInterval(() => beat(job), heartbeatMs);
  try {
    const id = job.join && (await sendJoin(job, job.join));
    if (!job.join) process.send?.('watching');
    await watch(job, id);
  } finally {
    clearInterval(pulse);
    if ((await watcher(job)) === process.pid) await unlink(job.heartbeatFile).catch(() => {});
  }
}

/** The guard's number, and the machine's uptime in seconds: the wall clock, and that of a file server, may differ from each other. */
const heartbeat = () => `${process.pid} ${os.uptime().toFixed(1).padStart(12, '0')}\n`;

/**
 * Makes this process the session's guard.
 * @param {GuardJob} job
 * @returns {Promise<boolean>} whether that could be written down
 */
async function claim({ heartbeatFile }) {
  return writeFile(heartbeatFile, heartbeat(), { mode: 0o600 }).then(
    () => true,
    () => false,
  );
}

/**
 * Renews the heartbeat, in its place, so that it works on a full disk too.
 * @param {GuardJob} job
 */
async function beat(job) {
  if (await isRelieved(job)) return;
  await writeFile(job.heartbeatFile, heartbeat(), { flag: 'r+' }).catch(() => claim(job));
}

/**
 * The number of the guard that claimed the session last.
 * @param {GuardJob} job
 */
async function watcher(job) {
  return Number.parseInt(await readFile(job.heartbeatFile, 'latin1').catch(() => ''), 10);
}

/**
 * Whether another guard watches over the session: one that was started because this one was silent, on a machine that was busy or slept.
 * Of two the younger stays, since the elder reads its number here.
 * @param {GuardJob} job
 */
async function isRelieved(job) {
  const pid = await watcher(job);
  return pid > 0 && pid !== process.pid && isProcessAlive(pid);
}

/**
 * Sends the join, writes down the id that the answer holds, and passes the answer on.
 * @param {GuardJob} job
 * @param {JoinToSend} join
 * @returns {Promise<string | undefined>} the session's id
 */
async function sendJoin(job, join) {
  const outcome = await post(join).catch((error) => ({ failure: describeFailure(error) }));
  const id = 'failure' in outcome ? undefined : createdId(outcome);
  // On a full disk the joiner is told all the same, and closes what it cannot write down; without a joiner the id is known here.
  if (id) await write(job.journalFile, { event: 'created', session_id: id }).catch(() => {});
  if (process.connected) process.send?.(outcome, () => {});
  return id;
}

/** @param {{ status: number, text: string }} answer */
function createdId({ status, text }) {
  if (status < 200 || status > 299) return undefined;
  return /"session_id"\s*:\s*"([A-Za-z0-9][\w:.-]{0,127})"/.exec(text)?.[1];
}

/**
 * Through node:http, since every `fetch` costs memory for as long as the meeting lasts; through undici where a proxy is set.
 * @param {JoinToSend} join
 * @returns {Promise<{ status: number, headers: Record<string, string>, text: string }>}
 */
async function post(join) {
  const signal = AbortSignal.timeout(join.limitMs);
  return join.proxies ? postByProxy(join, join.proxies, signal) : postDirectly(join, signal);
}

/**
 * @param {JoinToSend} join
 * @param {AbortSignal} signal
 */
async function postDirectly({ url, headers, body }, signal) {
  // Required, not imported: an import touches every export of node:http, and with WebSocket comes all of undici (15 MB on Node 24).
  const require = createRequire(import.meta.url);
  const { request } = /** @type {typeof import('node:http')} */ (
    require(url.startsWith('https:') ? 'node:https' : 'node:http')
  );
  const sent = request(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': body.length },
    signal,
  });
  sent.end(body);
  const [response] = /** @type {[import('node:http').IncomingMessage]} */ (await once(sent, 'response'));
  const parts = [];
  let size = 0;
  for await (const part of response) {
    size += part.length;
    if (size > longestAnswer) throw new Error('the answer is too long');
    parts.push(part);
  }
  const single = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(single),
    text: Buffer.concat(parts).toString(),
  };
}

/**
 * @param {JoinToSend} join
 * @param {NonNullable<JoinToSend['proxies']>} proxies
 * @param {AbortSignal} signal
 */
async function postByProxy({ url, headers, body }, proxies, signal) {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent(proxies);
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal, dispatcher });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  };
}

/** @param {unknown} error */
function describeFailure(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { name = 'Error', message = String(cause), code = undefined } = /** @type {any} */ (cause) ?? {};
  return { name, message, code };
}

/**
 * @param {string} file
 * @param {Omit<JournalEvent, 'at'>} event
 */
async function write(file, event) {
  // The line break before it ends a line that a full disk has torn.
  await appendFile(file, `\n${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  const handle = await open(file, 'r');
  await handle.sync().catch(() => {});
  await handle.close();
}

/** What a read says of a journal that was deleted: of the file, or of a folder above it. */
const deleted = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * @param {GuardJob} job
 * @param {JournalEvent[]} before what was read last, for a file that cannot be read in this moment
 * @returns {Promise<JournalEvent[] | undefined>} nothing when the journal was deleted
 */
async function readEvents(job, before) {
  let text = '';
  try {
    text = await readFile(job.journalFile, 'utf8');
  } catch (error) {
    return deleted.has(/** @type {NodeJS.ErrnoException} */ (error).code ?? '') ? undefined : before;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [/** @type {JournalEvent} */ (JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

/**
 * Watches over the session until it is closed.
 * @param {GuardJob} job
 * @param {string | null | undefined} ownId the id that this guard has read itself; the journal may lack it
 */
async function watch(job, ownId) {
  /** @type {JournalEvent[]} */
  let events = [];
  let nextPoll = performance.now() + pollMs.waiting;
  for (;;) {
    const found = await readEvents(job, events);
    events = found ?? events;
    const id = events.findLast((event) => event.session_id)?.session_id ?? ownId;
    const has = (/** @type {string} */ name) => events.some((event) => event.event === name);
    if (await isRelieved(job)) return;
    if (has('closed')) {
      // Whoever leaves brings the notes; of a meeting that ended by itself nobody has them yet.
      if (id && has('ready') && !has('closing')) await verb(job, ['notes', '--session-id', id, '--quiet']);
      return;
    }
    const isJoinerGone = isEnded(job, events);
    if (!found && isJoinerGone) {
      // With its journal nobody else knows the session any more.
      if (id) await verb(job, ['leave', '--session-id', id, '--no-notes', '--quiet']);
      return;
    }
    // Nothing was created, or nobody can ever learn its id: the joiner has said so, or is gone.
    if (!id && (isJoinerGone || has('not_created'))) return;
    if (id && (isAskedToEnd || isDue(job, events, isJoinerGone))) {
      return end(job, id, events[0]?.engine === 'local');
    }
    if (id && isJoinerGone && performance.now() >= nextPoll) {
      await verb(job, ['status', '--session-id', id, '--quiet'], process.cwd());
      nextPoll = performance.now() + (has('ready') ? pollMs.ready : pollMs.waiting);
      continue;
    }
    await sleep(tickMs);
  }
}

/**
 * Whether the joiner's work is done. Who started a later guard is any verb; the joiner may still be at work.
 * @param {GuardJob} job
 * @param {JournalEvent[]} events
 */
function isEnded(job, events) {
  const isTold = events.some(({ event }) => event === 'told');
  return isStarterGone && (Boolean(job.join) || isTold || !isProcessAlive(events[0]?.pid ?? 0));
}

const sightings = new Set(['waiting', 'ready', 'failed']);

/**
 * Whether the session is to be closed: at its limits, when nobody was told of it, when it has failed, or when somebody wanted to close it
 * and could not.
 * @param {GuardJob} job
 * @param {JournalEvent[]} events
 * @param {boolean} isJoinerGone
 */
function isDue(job, events, isJoinerGone) {
  const has = (/** @type {string} */ name) => events.some((event) => event.event === name);
  const minutes = minutesSince(events[0]);
  if (minutes >= job.maxMinutes || (!has('ready') && minutes >= job.admitMinutes)) return true;
  const closing = events.findLast(({ event }) => event === 'closing');
  if (closing && Date.now() - Date.parse(closing.at) > closingLimitMs) return true;
  // As long as there is a joiner, it decides.
  if (!isJoinerGone) return false;
  return !has('told') || events.findLast(({ event }) => sightings.has(event))?.event === 'failed';
}

/**
 * Both clocks count: the wall clock goes on while a laptop sleeps, the monotonic one does not go back when the clock is set.
 * @param {JournalEvent | undefined} requested
 */
function minutesSince(requested) {
  const ownMs = performance.now() - startedAt;
  const wallMs = requested ? Date.now() - Date.parse(requested.at) : 0;
  return Math.max(ownMs, wallMs) / 60_000;
}

/**
 * Closes the session and keeps trying: it is paid for until this has worked. One of this machine costs nothing: with its journal gone,
 * nobody misses it.
 * @param {GuardJob} job
 * @param {string} id
 * @param {boolean} isLocal
 */
async function end(job, id, isLocal) {
  for (let attempt = 0; ; attempt += 1) {
    if (await isRelieved(job)) return;
    if (isLocal && !existsSync(job.journalFile)) return;
    if ((await verb(job, ['leave', '--session-id', id, '--quiet'])) === 0) return;
    await sleep(retryMs[Math.min(attempt, retryMs.length - 1)]);
  }
}

/**
 * Runs a verb to its end, in the user's project, where the notes are left, as long as that is there.
 * @param {GuardJob} job
 * @param {string[]} argv
 * @param {string} cwd
 * @returns {Promise<number | null>} its exit code
 */
function verb(job, argv, cwd = existsSync(job.workspace) ? job.workspace : process.cwd()) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [job.launcher, ...argv], {
      cwd,
      env: childEnvironment('guard'),
      stdio: 'ignore',
      windowsHide: true,
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), verbLimitMs);
    child.once('error', () => resolve(null));
    child.once('exit', (code) => {
      clearTimeout(limit);
      resolve(code);
    });
  });
}
