// What counts as closed, in one place for the commands and the guard. Plain JavaScript, since the guard loads nothing else. Only a positive
// answer closes a session. A 404 proves little: a restarting gateway sends it, and so does the service to a different key.

/**
 * @typedef {'created' | 'waiting' | 'ready' | 'error' | 'closed'} Phase
 *
 * @typedef {object} Evidence
 * @property {'closed' | 'accepted' | 'missing' | null} deleted the answer to the DELETE: 2xx with `closed: true`, another 2xx, 404; null if none
 * @property {Phase | 'ended' | 'missing' | null} seen what a look after it showed; null if inconclusive
 * @property {boolean} isTrustedKey whether the key is the join's or has seen the session
 * @property {boolean} isServiceItself whether the 404 was JSON, and the service returned the balance within the same minute
 * @property {number} missingForMs how long the service has answered 404 without interruption
 */

/** A 404 counts if it is repeated for this long: no deployment of a gateway takes longer. */
export const missingLimitMs = 60_000;

/** The status words that are certain (reference client); any other means that the session is in progress. */
const phases = /** @type {Readonly<Record<string, Phase>>} */ ({
  created: 'created',
  ready: 'ready',
  error: 'error',
  closed: 'closed',
});

/** Undocumented words for an end. They count only after an accepted DELETE. */
const endWords = new Set([
  'closing',
  'ended',
  'ending',
  'finished',
  'completed',
  'stopped',
  'stopping',
  'terminated',
  'deleted',
  'left',
  'expired',
  'cancelled',
  'canceled',
]);

/**
 * Interprets a session's own answer. Ready means that status, or both connections established.
 * @param {{ status?: unknown, video_worker_connected?: unknown, video_connected?: unknown, meeting_bot_connected?: unknown }} answer
 */
export function readAnswer(answer) {
  const word = typeof answer.status === 'string' ? answer.status : '';
  const video = answer.video_worker_connected === true || answer.video_connected === true;
  const bot = answer.meeting_bot_connected === true;
  const said = Object.hasOwn(phases, word) ? /** @type {Phase} */ (phases[word]) : 'waiting';
  const isUnderWay = said === 'created' || said === 'waiting';
  return { word, video, bot, phase: isUnderWay && video && bot ? 'ready' : said };
}

/**
 * The phase, with the words for an end as a separate one.
 * @param {Phase} phase
 * @param {string} word
 * @returns {Phase | 'ended'}
 */
export function afterDelete(phase, word) {
  return phase === 'waiting' && endWords.has(word.toLowerCase()) ? 'ended' : phase;
}

/**
 * What proves that the session is closed; undefined if nothing does.
 * @param {Evidence} evidence
 * @returns {'delete' | 'status' | 'gone' | undefined}
 */
export function closedBy({ deleted, seen, isTrustedKey, isServiceItself, missingForMs }) {
  const isAccepted = deleted === 'closed' || deleted === 'accepted';
  if (seen === 'closed') return deleted === 'closed' ? 'delete' : 'status';
  if (seen === 'ended') return isAccepted ? 'delete' : undefined;
  // It exists, whatever the answer to the DELETE was.
  if (seen !== 'missing' && seen !== null) return undefined;
  // The service hides sessions of other accounts, and still reports that a DELETE has succeeded.
  if (!isTrustedKey) return undefined;
  if (deleted === 'closed') return 'delete';
  if (seen !== 'missing' || !isServiceItself) return undefined;
  return isAccepted || missingForMs >= missingLimitMs ? 'gone' : undefined;
}

/**
 * Whether a body comes from the service, which sends JSON objects, and not from a gateway.
 * @param {string} text
 */
export function isServiceText(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
