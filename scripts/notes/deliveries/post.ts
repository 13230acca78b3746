import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { BodyInit, Dispatcher, Response } from 'undici';
import { codeOf } from '../../base/failure.ts';
import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Redaction } from '../../cli/redaction.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { version } from '../../cli/version.ts';
import { isPublicAddress, literalAddress } from '../../net/address.ts';
import { checkedLookup } from '../../net/download-rules.ts';
import { retryAfterSec, wasNeverSent } from '../../net/failed-request.ts';
import { type RetryPolicy, retry } from '../../net/retry.ts';
import { hasProxy, proxySettings } from '../../net/transport.ts';
import { serverWords } from '../../service/answer.ts';

export interface PostOptions {
  /** Names the receiver in errors, without secrets. */
  what: string;
  headers: Readonly<Record<string, string>>;
  body: BodyInit;
  limitMs: number;
  allowPrivate: boolean;
  runtime: Runtime;
}

export interface Posted {
  status: number;
  /** Its start. */
  text: string;
}

const privateHint = 'Only public https addresses are delivered to; --allow-private allows others';

function refused(what: string, problem: string): PikaError {
  return new PikaError('address_refused', `${what}: ${problem}`, { hint: privateHint });
}

/** Shorter parts of a path are words; longer ones may be what makes it secret. */
const shortestSecretPart = 16;

/** A receiver may repeat its own address, or the part of it that is secret. */
function keepSecret({ pathname, search }: URL, redaction: Redaction): void {
  const parts = [...pathname.split('/'), ...new URLSearchParams(search).values()];
  const long = parts.filter((part) => part.length >= shortestSecretPart);
  for (const secret of [pathname + search, pathname, search, ...long]) redaction.add(secret);
}

/**
 * The URL of a receiver, if everything that can be judged before connecting allows it. Its path and query may be secret and are not told.
 * @throws {PikaError} `usage` for what is no URL; `address_refused`.
 */
export function receiverUrl(text: string, what: string, allowPrivate: boolean, redaction: Redaction): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new PikaError('usage', `${what} is not a URL`, {
      hint: 'Give an address such as https://example.com/hook',
    });
  }
  keepSecret(url, redaction);
  if (url.username || url.password) throw refused(what, 'the URL has a user name in it');
  if (allowPrivate) return url;
  if (url.protocol !== 'https:') throw refused(what, 'the URL is not https');
  const address = literalAddress(url.hostname);
  if (address && !isPublicAddress(address)) throw refused(what, `${address} is not a public address`);
  return url;
}

const longestAnswer = 64 * 1024;

/** What came of an answer. That it was cut short does not undo what its status says: a message called failed would be sent again. */
async function beginning(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > longestAnswer) break;
      chunks.push(chunk);
    }
  } catch (error) {
    if (!response.ok) throw error;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** How undici words that a proxy opened no way to the receiver. */
const tunnelRefused = 'when HTTP Tunneling';

function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let cause = error; cause instanceof Error && found.length < 5; cause = cause.cause) found.push(cause);
  return found;
}

function connectionError(error: unknown, limit: AbortSignal, { what, runtime }: PostOptions): PikaError {
  const chain = causes(error);
  if (chain.some((cause) => isPikaError(cause, 'address_refused'))) {
    return refused(what, 'its host has no public address');
  }
  const codes = chain.map(codeOf);
  const root = chain.at(-1);
  const reason = limit.aborted ? 'no answer in time' : ((root?.message || codes.at(-1)) ?? 'no connection');
  return new PikaError('network_failed', `${what}: ${runtime.redaction.scrub(reason).slice(0, 200)}`, {
    hint: 'Check the network and the address, then run this again: only what is missing is delivered',
    known: { sent: !wasNeverSent(error) && !root?.message.includes(tunnelRefused) },
    cause: error,
  });
}

function statusError(response: Response, text: string, { what, runtime }: PostOptions): PikaError {
  const { status } = response;
  const words = serverWords(text, (said) => runtime.redaction.scrub(said));
  const said = words ? `: ${words}` : '';
  const isRedirect = status >= 300 && status < 400;
  const problem = isRedirect ? 'redirects, which is not followed' : `refused it (HTTP ${status})${said}`;
  const code = status === 429 ? 'rate_limited' : status >= 500 ? 'service_failed' : 'request_refused';
  return new PikaError(code, `${what} ${status >= 500 ? `failed (HTTP ${status})${said}` : problem}`, {
    hint: 'Check the address and the token, then run this again: only what is missing is delivered',
    known: {
      http_status: status,
      retry_after_sec: retryAfterSec(response.headers.get('retry-after'), runtime.clock.now()),
    },
  });
}

/** Names that mean something on one network only (RFC 6761, RFC 6762, RFC 8375, and the customary ones). */
const localName =
  /^[^.]+$|(?:^|\.)(?:localhost|local|internal|intranet|private|corp|home|lan|localdomain|home\.arpa)\.?$/i;
/** A name server may be out of reach where a proxy is needed. */
const resolveLimitMs = 2_000;

/**
 * A proxy resolves names itself, where its answer cannot be checked. So a name is refused that this machine knows to be private; one that
 * only the proxy can resolve is the proxy's to judge, which the machine's owner has chosen.
 */
async function refuseKnownPrivate({ hostname }: URL, what: string): Promise<void> {
  const isLiteral = literalAddress(hostname) !== undefined;
  if (!isLiteral && localName.test(hostname)) throw refused(what, 'its host is on a private network');
  const limit = AbortSignal.timeout(resolveLimitMs);
  const tooLate = once(limit, 'abort').then(() => []);
  const found = await Promise.race([lookup(hostname, { all: true }).catch(() => []), tooLate]);
  if (found.length > 0 && !found.some(({ address }) => isPublicAddress(address))) {
    throw refused(what, 'its host has no public address');
  }
}

async function withDispatcher<T>(
  url: URL,
  { what, allowPrivate, limitMs, runtime }: PostOptions,
  work: (dispatcher: Dispatcher) => Promise<T>,
): Promise<T> {
  const { EnvHttpProxyAgent } = await import('undici');
  const proxies = proxySettings(runtime.environment);
  if (!allowPrivate && hasProxy(proxies)) await refuseKnownPrivate(url, what);
  // undici heeds `connect` where it connects by itself, and not on the way to a proxy.
  const connect = { timeout: limitMs, ...(!allowPrivate && { lookup: checkedLookup(false, {}) }) };
  const dispatcher = new EnvHttpProxyAgent({ ...proxies, connections: 1, connect });
  try {
    return await work(dispatcher);
  } finally {
    await dispatcher.destroy();
  }
}

/**
 * Sends once, through the proxies that the environment names. Redirects are not followed; without `allowPrivate` a connection of our own is
 * made to public addresses only, checked as it is made.
 * @throws {PikaError} `address_refused`, `network_failed`, `rate_limited`, `service_failed`, `request_refused`; the signal's reason.
 */
export async function post(url: URL, options: PostOptions): Promise<Posted> {
  const { headers, body, limitMs, runtime } = options;
  const { fetch } = await import('undici');
  const limit = AbortSignal.timeout(limitMs);
  return withDispatcher(url, options, async (dispatcher) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'user-agent': `pikastream-video-meeting/${version}`, ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([runtime.signal, limit]),
        dispatcher,
      });
      const text = await beginning(response);
      if (response.ok) return { status: response.status, text };
      throw statusError(response, text, options);
    } catch (error) {
      if (isPikaError(error)) throw error;
      runtime.signal.throwIfAborted();
      throw connectionError(error, limit, options);
    }
  });
}

const policy: RetryPolicy = { attempts: 4, firstDelayMs: 500, longestDelayMs: 8_000, budgetMs: 45_000 };
const longestRetryAfterMs = 30_000;

/**
 * Repeats a POST. `once`: the receiver cannot tell a repetition, so it is repeated only when it certainly did not arrive (no connection, or
 * 429); `repeatable`: the receiver knows the message's id, so it is repeated after any passing failure.
 */
export function persistently<T>(
  kind: 'once' | 'repeatable',
  attempt: () => Promise<T>,
  runtime: Runtime,
): Promise<T> {
  const { clock, random, signal } = runtime;
  const judge = (error: unknown) => {
    if (!isPikaError(error)) return { again: false };
    const { sent, retry_after_sec: seconds = 0 } = error.known;
    const isUnsent = isPikaError(error, 'rate_limited') || sent === false;
    const isPassing = isPikaError(error, 'network_failed', 'service_failed', 'rate_limited');
    const afterMs = Math.min(seconds * 1000, longestRetryAfterMs);
    return { again: kind === 'once' ? isUnsent : isPassing, afterMs };
  };
  return retry(attempt, policy, { clock, random, signal, judge });
}
