import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.ts';

/** The names under which the engine may be spoken to, each with its port, and the origins that belong to them. */
export interface OwnAddresses {
  hosts: ReadonlySet<string>;
  origins: ReadonlySet<string>;
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** What a server that listens on `host` and `port` is called: loopback has several names, anything else its one. */
export function ownAddresses(scheme: 'http' | 'https', port: number, host: string): OwnAddresses {
  const name = bracketed(host);
  const names = loopbackNames.includes(name) ? loopbackNames : [name];
  const isDefaultPort = port === (scheme === 'https' ? 443 : 80);
  const hosts = names.flatMap((name) => [`${name}:${port}`, ...(isDefaultPort ? [name] : [])]);
  return { hosts: new Set(hosts), origins: new Set(hosts.map((host) => `${scheme}://${host}`)) };
}

/** An IPv6 address as it stands in a URL. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase();
}

/**
 * A page of another site that resolves its own name to this machine (DNS rebinding) sends its own name as Host.
 * @throws {Refusal} 421 for a foreign Host.
 */
export function checkHost(request: IncomingMessage, own: OwnAddresses): void {
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!own.hosts.has(host)) throw new Refusal(421, 'this engine does not answer under that host name');
}

/**
 * Browsers name the page that a request comes from; programs send no Origin.
 * @throws {Refusal} 403 for a page that is not the engine's own.
 */
export function checkOrigin(request: IncomingMessage, own: OwnAddresses): void {
  const { origin } = request.headers;
  if (origin !== undefined && !own.origins.has(origin.toLowerCase())) {
    throw new Refusal(403, 'pages of other sites may not use this engine');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether two secrets are the same, in a time that does not tell how much of them is. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** @throws {Refusal} 401 unless the request carries `Authorization: DevKey <token>`. */
export function checkToken(request: IncomingMessage, token: string): void {
  if (!isSameSecret(request.headers.authorization ?? '', `DevKey ${token}`)) {
    throw new Refusal(401, 'the token of this engine is needed: Authorization: DevKey <token>');
  }
}
