// How the guard talks to the service: with data in memory and with modules loaded in advance, since everything on the disk may be
// deleted by then.

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { readStream } from '../../base/bounded-stream.mjs';

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {Uint8Array<ArrayBuffer>} [body]
 * @property {number} limitMs
 *
 * @typedef {{ status: number, headers: Record<string, string>, text: string }} Answer
 *
 * @typedef {(request: Request) => Promise<Answer>} Send
 *
 * @typedef {{ httpProxy: string, httpsProxy: string, noProxy: string }} Proxies
 */

/** Bytes; the largest answer is a DELETE with notes (service/answer.ts has the same limit). */
const longestAnswer = 32 * 1024 * 1024;

/**
 * Loads what requests to this URL need.
 * @param {string} url
 * @param {Proxies | null} proxies
 * @returns {Promise<Send>}
 */
export async function openWay(url, proxies) {
  return proxies ? byProxy(proxies) : directly(url);
}

/**
 * Sends through node:http, since `fetch` would use more memory for as long as the meeting lasts.
 * @param {string} url
 * @returns {Send}
 */
function directly(url) {
  // Required, not imported: an import touches every export of node:http, and WebSocket loads all of undici (15 MB on Node 24).
  const require = createRequire(import.meta.url);
  const { request } = /** @type {typeof import('node:http')} */ (
    require(url.startsWith('https:') ? 'node:https' : 'node:http')
  );
  return async ({ method, url: target, headers, body, limitMs }) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    // A connection kept for the next poll would be dead by then.
    const sent = request(target, {
      method,
      headers: { ...headers, ...length },
      signal: AbortSignal.timeout(limitMs),
      agent: false,
    });
    sent.end(body);
    const [response] = /** @type {[import('node:http').IncomingMessage]} */ (await once(sent, 'response'));
    const single = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return {
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(single),
      text: await readText(response),
    };
  };
}

/**
 * Sends through undici, for proxies.
 * @param {Proxies} proxies
 * @returns {Promise<Send>}
 */
async function byProxy(proxies) {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent(proxies);
  return async ({ method, url, headers, body, limitMs }) => {
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal, dispatcher });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: response.body ? await readText(response.body) : '',
    };
  };
}

/** @param {AsyncIterable<Uint8Array>} body */
async function readText(body) {
  const bytes = await readStream(body, longestAnswer);
  if (!bytes) throw new Error('the answer is too large');
  return bytes.toString();
}

/** @param {unknown} error */
export function describeFailure(error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { name = 'Error', message = String(cause), code = undefined } = /** @type {any} */ (cause) ?? {};
  return { name, message, code };
}
