// The guard: one small detached process per session. It sends the join itself, so that the session's id is recorded even if the command is
// killed at that moment, and it closes the session at its limits. It is plain JavaScript with only node: modules: a TypeScript loader and
// the packages would take twice the memory for the whole meeting. It watches and closes with data in memory, since home, skill, packages
// and node itself may be deleted by then; commands fetch the notes, and are tried if it has no working key.
import process from 'node:process';
import { Heartbeat, writeEvent } from './guard-journal.mjs';
import { describeFailure, openWay } from './guard-requests.mjs';
import { WatchedSession } from './guard-service.mjs';
import { Watch, watchOver } from './guard-watch.mjs';

/**
 * The guard's job, sent over IPC and never in arguments, since it contains the key.
 * @typedef {object} GuardJob
 * @property {string} journalFile the session's file, which already contains the intent
 * @property {string} heartbeatFile
 * @property {string} launcher scripts/pika.mjs
 * @property {string} workspace the user's project, where the commands store the notes
 * @property {'pika' | 'local'} engine
 * @property {{ ms: number, uptimeSec: number | null }} requested time of the join
 * @property {number} maxMinutes longest stay, from the join on
 * @property {number} admitMinutes longest time until the bot is in the meeting
 * @property {import('./guard-service.mjs').Service | null} service null if no key was found
 * @property {string | null} sessionId null if the join will return it
 * @property {JoinToSend | null} join null if the session exists
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
// The terminal may close, and Ctrl-C in it reaches every process of the group: the guard survives both.
for (const name of ['SIGINT', 'SIGHUP']) process.on(name, () => {});
// The machine shuts down, or someone stops the guard: a session without a guard must not stay open.
process.on('SIGTERM', () => {
  life.isAskedToEnd = true;
  if (!hasJob) process.exit();
});
// A connection that fails after its answer must not crash the guard.
for (const name of ['uncaughtException', 'unhandledRejection']) process.on(name, () => {});

/** @param {GuardJob} job */
async function guard(job) {
  hasJob = true;
  const heartbeat = new Heartbeat(job.heartbeatFile);
  const isClaimed = await heartbeat.claim();
  // The next command must see a replacement guard, or every command would start another one.
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
 * Sends the join, records the id from the answer, and passes the answer on.
 * @param {GuardJob} job
 * @param {JoinToSend} join
 * @returns {Promise<string | undefined>} the session's id
 */
async function sendJoin(job, join) {
  const outcome = await post(job, join).catch((error) => ({ failure: describeFailure(error) }));
  const id = 'failure' in outcome ? undefined : createdId(outcome);
  // On a full disk the joiner still gets the answer, and closes what it cannot record; without a joiner the id is known here.
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
