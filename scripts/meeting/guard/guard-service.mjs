// How the guard checks and closes the session by itself: like a command, but without anything from the disk.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterDelete, closedBy, isServiceText, missingLimitMs, readAnswer } from '../evidence.mjs';

/**
 * How the guard reaches the service.
 * @typedef {object} Service
 * @property {string} baseUrl ends with a slash
 * @property {Record<string, string>} headers including the key
 * @property {import('./guard-requests.mjs').Proxies | null} proxies
 * @property {string | null} keyMark of that key
 * @property {boolean} isOwnKey whether it is the key of the join
 * @property {boolean} isLocal whether it is the local engine, which is free
 *
 * @typedef {Record<string, unknown>} Json
 *
 * @typedef {{ kind: 'answer', phase: import('../evidence.mjs').Phase, word: string, json: Json }
 *   | { kind: 'missing', isService: boolean }
 *   | { kind: 'failed', problem: Problem }} Look
 *
 * @typedef {'key_refused' | 'service_away' | 'not_closed' | 'session_missing'} Problem
 *
 * @typedef {{ confirmedBy: 'delete' | 'status' | 'gone', notes: Json } | { problem: Problem }} Closing
 */

const lookLimitMs = 15_000;
/** The route's own limit (reference client): a service that rolls back when its caller hangs up needs the time. */
const deleteLimitMs = 30_000;
const looksAfterDelete = 3;
const betweenLooksMs = 700;

/** Fields that may contain notes (service/wire.ts). */
const notesFields = ['notes', 'meeting_notes', 'notes_url', 'meeting_notes_url', 'summary', 'transcript'];

/** @param {Json} json */
function pickNotes(json) {
  const isFull = (/** @type {unknown} */ value) => value !== undefined && value !== null && value !== '';
  return Object.fromEntries(notesFields.flatMap((name) => (isFull(json[name]) ? [[name, json[name]]] : [])));
}

/**
 * Parses an object, bare or under `data`; undefined for any other text.
 * @param {string} text
 * @returns {Json | undefined}
 */
function readJson(text) {
  if (!isServiceText(text)) return undefined;
  const value = /** @type {Json} */ (JSON.parse(text));
  const { data } = value;
  const isWrapped = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isWrapped ? { ...value, ...data } : value;
}

/** One session at the service. */
export class WatchedSession {
  #service;
  #send;
  #isTrustedKey;
  /** @type {number | undefined} */
  #missingSinceMs;

  /**
   * @param {Service} service
   * @param {import('./guard-requests.mjs').Send} send
   */
  constructor(service, send) {
    this.#service = service;
    this.#send = send;
    this.#isTrustedKey = service.isOwnKey || service.isLocal;
  }

  /** The closing, if the look alone proves it. @param {Look} look @returns {Promise<Closing | undefined>} */
  async judge(look) {
    return this.#judge(null, look, {});
  }

  /**
   * One look at the session.
   * @param {string} id
   * @returns {Promise<Look>}
   */
  async look(id) {
    const answer = await this.#call('GET', `proxy/realtime/session/${id}`, lookLimitMs);
    if (answer?.status === 404) {
      this.#missingSinceMs ??= performance.now();
      return { kind: 'missing', isService: isServiceText(answer.text) };
    }
    const json = answer && isSuccess(answer) ? readJson(answer.text) : undefined;
    if (!json) return { kind: 'failed', problem: problemOf(answer) };
    const { phase, word } = readAnswer(json);
    // A key that sees the session is as good as the join's.
    if (word) this.#isTrustedKey = true;
    this.#missingSinceMs = undefined;
    return { kind: 'answer', phase, word, json };
  }

  /**
   * Sends the DELETE and checks the result.
   * @param {string} id
   * @returns {Promise<Closing>}
   */
  async close(id) {
    if (!this.#isTrustedKey) await this.look(id);
    const answer = await this.#call('DELETE', `proxy/realtime/session/${id}`, deleteLimitMs);
    const json = (answer && readJson(answer.text)) ?? {};
    const isAccepted = Boolean(answer && isSuccess(answer));
    const deleted = isAccepted ? (json.closed === true ? 'closed' : 'accepted') : null;
    let look = await this.look(id);
    for (let count = 1; isAccepted && count < looksAfterDelete && saysOpen(look); count += 1) {
      await sleep(betweenLooksMs);
      look = await this.look(id);
    }
    const notes = isAccepted ? pickNotes(json) : {};
    const closing = await this.#judge(deleted, look, notes);
    if (closing) return closing;
    const isRefused = answer?.status === 401 || answer?.status === 403;
    if (isRefused) return { problem: 'key_refused' };
    if (look.kind === 'failed') return { problem: look.problem };
    return { problem: look.kind === 'missing' ? 'session_missing' : 'not_closed' };
  }

  /**
   * @param {'closed' | 'accepted' | null} deleted
   * @param {Look} look
   * @param {Json} notes
   * @returns {Promise<Closing | undefined>}
   */
  async #judge(deleted, look, notes) {
    const isTrustedKey = this.#isTrustedKey;
    const facts = { deleted, isTrustedKey, isServiceItself: false, missingForMs: 0 };
    if (look.kind === 'answer') {
      const confirmedBy = closedBy({ ...facts, seen: afterDelete(look.phase, look.word) });
      return confirmedBy && { confirmedBy, notes: { ...pickNotes(look.json), ...notes } };
    }
    if (look.kind === 'failed') {
      const confirmedBy = closedBy({ ...facts, seen: null });
      return confirmedBy && { confirmedBy, notes };
    }
    const missingForMs = this.#missingForMs();
    const evidence = { ...facts, seen: /** @type {const} */ ('missing'), missingForMs };
    const verdict = closedBy({ ...evidence, isServiceItself: look.isService });
    if (verdict !== 'gone') return verdict && { confirmedBy: verdict, notes };
    return (await this.#isServiceItself()) ? { confirmedBy: verdict, notes } : undefined;
  }

  #missingForMs() {
    if (this.#service.isLocal) return missingLimitMs;
    return this.#missingSinceMs === undefined ? 0 : performance.now() - this.#missingSinceMs;
  }

  async #isServiceItself() {
    if (this.#service.isLocal) return true;
    const answer = await this.#call('GET', 'developer/balance', lookLimitMs);
    return Boolean(answer && isSuccess(answer) && typeof readJson(answer.text)?.balance === 'number');
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {number} limitMs
   */
  async #call(method, path, limitMs) {
    const { baseUrl, headers } = this.#service;
    return this.#send({ method, url: baseUrl + path, headers, limitMs }).catch(() => undefined);
  }
}

/** @param {import('./guard-requests.mjs').Answer} answer */
function isSuccess({ status }) {
  return status >= 200 && status <= 299;
}

/** @param {import('./guard-requests.mjs').Answer | undefined} answer @returns {Problem} */
function problemOf(answer) {
  return answer?.status === 401 || answer?.status === 403 ? 'key_refused' : 'service_away';
}

/** @param {Look} look */
function saysOpen(look) {
  if (look.kind !== 'answer') return false;
  const phase = afterDelete(look.phase, look.word);
  return phase !== 'closed' && phase !== 'ended';
}
