// What counts as closed, in one place, for the verbs and for the guard alike: plain JavaScript, since the guard loads nothing else.
// Only a positive answer closes. A 404 proves little: a gateway that is restarted gives it, and so does a service asked with another key.

/**
 * @typedef {'created' | 'waiting' | 'ready' | 'error' | 'closed'} Phase
 *
 * @typedef {object} Evidence
 * @property {'closed' | 'accepted' | 'missing' | null} deleted how the DELETE was answered: 2xx with `closed: true`, another 2xx, 404; null: not at all
 * @property {Phase | 'ended' | 'missing' | null} seen what one look after it showed; null: nothing that tells
 * @property {boolean} isTrustedKey the key is that of the join, or has seen the session
 * @property {boolean} isServiceItself the 404 was JSON, and the balance was told within the same minute
 * @property {number} missingForMs how long the service has answered 404 without a break
 */

/** A 404 counts when it is repeated over this time: no deployment of a gateway takes longer. */
export const missingLimitMs = 60_000;

/** The status words that are known for certain (reference client); any other means that the session is under way. */
const phases = /** @type {Readonly<Record<string, Phase>>} */ ({
  created: 'created',
  ready: 'ready',
  error: 'error',
  closed: 'closed',
});

/** Words for an end that no document names. They count only after a DELETE that was accepted. */
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
 * What a session's own answer means. Ready is the word, or both connections standing.
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
 * The phase, with the words for an end told apart.
 * @param {Phase} phase
 * @param {string} word
 * @returns {Phase | 'ended'}
 */
export function afterDelete(phase, word) {
  return phase === 'waiting' && endWords.has(word.toLowerCase()) ? 'ended' : phase;
}

/**
 * What proves that the session is closed; nothing when that is not proved.
 * @param {Evidence} evidence
 * @returns {'delete' | 'status' | 'gone' | undefined}
 */
export function closedBy({ deleted, seen, isTrustedKey, isServiceItself, missingForMs }) {
  const isAccepted = deleted === 'closed' || deleted === 'accepted';
  if (seen === 'closed') return deleted === 'closed' ? 'delete' : 'status';
  if (seen === 'ended') return isAccepted ? 'delete' : undefined;
  // It is there: whatever the DELETE was answered with.
  if (seen !== 'missing' && seen !== null) return undefined;
  // Another account is told of no session but its own, and is told that its DELETE has worked.
  if (!isTrustedKey) return undefined;
  if (deleted === 'closed') return 'delete';
  if (seen !== 'missing' || !isServiceItself) return undefined;
  return isAccepted || missingForMs >= missingLimitMs ? 'gone' : undefined;
}

/**
 * Whether a body is that of the service, which speaks JSON objects, and not a page of something before it.
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
