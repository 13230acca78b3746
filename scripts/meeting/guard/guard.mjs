// The guard: one small detached process per session. It sends the join itself, so that the id of a session is written down even if the
// verb is killed in that moment, and it ends the session at its limits. It is plain JavaScript on node: modules alone: a TypeScript
// loader and the packages would take twice the memory for as long as a meeting lasts. It watches and closes with what it holds in memory,
// since home, skill, packages and node itself may be gone by then; verbs bring the notes, and are tried where it holds no key that works.
import process from 'node:process';
import { Heartbeat, writeEvent } from './guard-journal.mjs';
import { describeFailure, openWay } from './guard-requests.mjs';
import { WatchedSession } from './guard-service.mjs';
import { Watch, watchOver } from './guard-watch.mjs';

/**
 * What the guard is to do, sent over IPC: never by arguments, since it holds the key.
 * @typedef {object} GuardJob
 * @property {string} journalFile the session's file, which holds the intent already
 * @property {string} heartbeatFile
 * @property {string} launcher scripts/pika.mjs
 * @property {string} workspace the user's project, where the verbs leave the notes
 * @property {'pika' | 'local'} engine
 * @property {{ ms: number, uptimeSec: number | null }} requested when
 * @property {number} maxMinutes from the join on
 * @property {number} admitMinutes to be in the meeting
 * @property {import('./guard-service.mjs').Service | null} service null: no key was found
 * @property {string | null} sessionId null: the join brings it
 * @property {JoinToSend | null} join null: the session exists
 *
 * @typedef {object} JoinToSend
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {Uint8Array<ArrayBuffer>} body
 * @property {number} limitMs
 */

const heartbeatMs = 5000;

/** What has happened to this process. */
const life = { isStarterGone: false, isAskedToEnd: false };
let hasJob = false;

process.once('message', (/** @type {GuardJob} */ job) => {
  guard(job).finally(() => process.exit());
});
process.on('disconnect', () => {
  life.isStarterGone = true;
  if (!hasJob) process.exit();
});
// The terminal may close, and Ctrl-C there reaches every process of the group: the guard outlives both.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => {});
// The machine is shut down, or somebody ends the guard: what nobody watches any more must not stay open.
process.on('SIGTERM', () => {
  life.isAskedToEnd = true;
  if (!hasJob) process.exit();
});
// A connection that fails after its answer has come must not end the guard.
for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, () => {});

/** @param {GuardJob} job */
async function guard(job) {
  hasJob = true;
  const heartbeat = new Heartbeat(job.heartbeatFile);
  const isClaimed = await heartbeat.claim();
  // One that replaces another must be seen by the next verb, or every verb would start one more.
  if (!isClaimed && !job.join) return;
  const pulse = setInterval(() => heartbeat.beat().catch(() => {}), heartbeatMs);
  try {
    const watched = await openSession(job);
    const id = job.join ? await sendJoin(job, job.join) : job.sessionId;
    if (!job.join) process.send?.('watching');
    await watchOver(new Watch(job, watched, heartbeat, life), id ?? undefined);
  } finally {
    clearInterval(pulse);
    await heartbeat.stop();
  }
}

/** @param {GuardJob} job */
async function openSession({ service }) {
  if (!service) return undefined;
  return new WatchedSession(service, await openWay(service.baseUrl, service.proxies));
}

/**
 * Sends the join, writes down the id that the answer holds, and passes the answer on.
 * @param {GuardJob} job
 * @param {JoinToSend} join
 * @returns {Promise<string | undefined>} the session's id
 */
async function sendJoin(job, join) {
  const outcome = await post(job, join).catch((error) => ({ failure: describeFailure(error) }));
  const id = 'failure' in outcome ? undefined : createdId(outcome);
  // On a full disk the joiner is told all the same, and closes what it cannot write down; without a joiner the id is known here.
  if (id) await writeEvent(job.journalFile, { event: 'created', session_id: id }).catch(() => {});
  if (process.connected) process.send?.(outcome, () => {});
  return id;
}

/**
 * @param {GuardJob} job
 * @param {JoinToSend} join
 */
async function post({ service }, join) {
  const send = await openWay(join.url, service?.proxies ?? null);
  return send({ method: 'POST', ...join });
}

/** @param {import('./guard-requests.mjs').Answer} answer */
function createdId({ status, text }) {
  if (status < 200 || status > 299) return undefined;
  return /"session_id"\s*:\s*"([A-Za-z0-9][\w:.-]{0,127})"/.exec(text)?.[1];
}
