import type { Agent, Dispatcher } from 'undici';
import { readStream } from '../base/bounded-stream.mjs';
import { messageOf } from '../base/failure.ts';
import type { Environment } from '../cli/environment.ts';
import { isPikaError, PikaError } from '../cli/errors.ts';
import { version } from '../cli/version.ts';
import {
  type AddressRules,
  checkedLookup,
  checkedUrl,
  destinationRefused,
  isOwn,
  type Network,
} from './download-rules.ts';

export interface DownloadOptions {
  /** Largest body that is accepted, bytes. */
  limitBytes: number;
  /** Time limit for everything: DNS, TLS, redirects, body. */
  limitMs: number;
  signal: AbortSignal;
  /** The engine's own origin: allowed even over plain http, on another port, or on this machine. */
  ownOrigin?: string;
  /** Used only to say in a hint that its proxies are not used. */
  environment?: Environment;
  /** How names are resolved and which addresses are allowed; tests pass their own. */
  network?: Partial<Network>;
}

export interface Download {
  bytes: Uint8Array;
  /** The URL the bytes finally came from. May be signed: do not log it. */
  url: string;
  /** The server's media type in lowercase, without parameters. Do not trust it: check the bytes. */
  contentType?: string;
}

const maxRedirects = 3;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Downloads an untrusted URL: only https on the default port, and only from public addresses, which are checked as the
 * connection is made, so that a name cannot resolve to one address for the check and to another for the connection.
 * Redirects must stay within the origin. No key or cookie is sent. Proxies are not used: a proxy resolves names itself,
 * where addresses cannot be checked.
 * @throws {PikaError} `address_refused`, `network_failed` or `answer_unexpected`; or the signal's reason.
 */
export async function download(source: string | URL, options: DownloadOptions): Promise<Download> {
  const { signal, limitMs } = options;
  signal.throwIfAborted();
  const rules = { ownOrigin: options.ownOrigin, network: options.network ?? {} };
  const first = checkedUrl(source, rules);
  const limit = AbortSignal.timeout(limitMs);
  const agent = await createAgent(isOwn(first, rules), rules, limitMs);
  try {
    return await follow(first, {
      agent,
      rules,
      limitBytes: options.limitBytes,
      signal: AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    if (isPikaError(error)) throw error;
    if (signal.aborted) throw signal.reason;
    throw networkError(
      first.hostname,
      limit.aborted ? `not finished within ${limitMs / 1000} s` : error,
      options.environment,
    );
  } finally {
    await agent.destroy();
  }
}

async function createAgent(own: boolean, { network }: AddressRules, limitMs: number): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({
    connections: 1,
    connect: { lookup: checkedLookup(own, network), timeout: limitMs, ca: network.ca },
  });
}

interface Exchange {
  agent: Agent;
  rules: AddressRules;
  limitBytes: number;
  signal: AbortSignal;
}

async function follow(first: URL, exchange: Exchange): Promise<Download> {
  const { request } = await import('undici');
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await request(url, {
      dispatcher: exchange.agent,
      signal: exchange.signal,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        'user-agent': `pikastream-video-meeting/${version}`,
      },
    });
    if (!redirectStatuses.has(response.statusCode)) return receive(url, response, exchange.limitBytes);
    discard(response);
    url = redirected(url, header(response, 'location'), exchange.rules);
  }
  throw unexpected(url, `redirected more than ${maxRedirects} times`);
}

/** The redirect target, checked like the first URL. */
function redirected(from: URL, location: string | undefined, rules: AddressRules): URL {
  if (!location || !URL.canParse(location, from.href))
    throw unexpected(from, 'redirected without a location');
  const next = checkedUrl(new URL(location, from), rules);
  if (next.origin === from.origin) return next;
  throw destinationRefused(`${from.hostname} redirects to another host, ${shortHost(next)}`);
}

async function receive(url: URL, response: Dispatcher.ResponseData, limitBytes: number): Promise<Download> {
  const problem = problemOf(response, limitBytes);
  if (problem) {
    discard(response);
    throw unexpected(url, problem, response.statusCode);
  }
  const bytes = await readStream(response.body, limitBytes);
  if (!bytes) throw unexpected(url, tooLarge(limitBytes));
  const contentType = header(response, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return { bytes: new Uint8Array(bytes), url: url.href, ...(contentType && { contentType }) };
}

function problemOf(response: Dispatcher.ResponseData, limitBytes: number): string | undefined {
  if (response.statusCode !== 200) return `answered HTTP ${response.statusCode}, expected 200`;
  const encoding = header(response, 'content-encoding')?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity') return 'sent a compressed body that was not requested';
  return Number(header(response, 'content-length') ?? 0) > limitBytes ? tooLarge(limitBytes) : undefined;
}

/** Closes the body unread, and ignores the error that this causes on the stream. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => {}).destroy();
}

function header(response: Dispatcher.ResponseData, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function tooLarge(limitBytes: number): string {
  return `sent more than the limit of ${limitBytes.toLocaleString('en')} bytes`;
}

const longestHost = 80;

function shortHost({ hostname }: URL): string {
  return hostname.length > longestHost ? `${hostname.slice(0, longestHost)}…` : hostname;
}

function unexpected(url: URL, problem: string, status?: number): PikaError {
  return new PikaError('answer_unexpected', `download: ${shortHost(url)} ${problem}`, {
    hint: 'Check the URL in a browser, or save the file yourself and pass its path',
    retryable: status !== undefined && (status >= 500 || status === 429),
    ...(status !== undefined && { known: { http_status: status } }),
  });
}

function networkError(host: string, error: unknown, environment: Environment = {}): PikaError {
  const reason = messageOf(error);
  const viaProxy = environment.HTTPS_PROXY ?? environment.ALL_PROXY ?? environment.HTTP_PROXY;
  const hint = viaProxy
    ? 'Downloads do not use a proxy: save the file yourself and pass its path'
    : 'Check the network and the URL, then run this again';
  const words = reason.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200);
  return new PikaError('network_failed', `download from ${host.slice(0, longestHost)}: ${words}`, {
    hint,
    cause: error,
  });
}
