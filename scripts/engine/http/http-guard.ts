import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { loopbackNames } from '../../base/loopback.ts';
import { Refusal } from '../refusal.ts';

/** The host names, with port, that the engine answers to, and their origins. */
export interface OwnAddresses {
  hosts: ReadonlySet<string>;
  origins: ReadonlySet<string>;
}

/** The addresses of a server that listens on `host` and `port`: loopback has several names, anything else has one. */
export function ownAddresses(scheme: 'http' | 'https', port: number, host: string): OwnAddresses {
  const name = bracketed(host);
  const names = loopbackNames.includes(name) ? loopbackNames : [name];
  const isDefaultPort = port === (scheme === 'https' ? 443 : 80);
  const hosts = names.flatMap((name) => [`${name}:${port}`, ...(isDefaultPort ? [name] : [])]);
  return { hosts: new Set(hosts), origins: new Set(hosts.map((host) => `${scheme}://${host}`)) };
}

/** A host as written in a URL, IPv6 in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase();
}

/**
 * Rejects DNS rebinding: a page of another site whose name resolves to this machine sends that name as Host.
 * @throws {Refusal} 421 for a foreign Host.
 */
export function checkHost(request: IncomingMessage, own: OwnAddresses): void {
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!own.hosts.has(host)) throw new Refusal(421, 'this engine does not answer under that host name');
}

/**
 * Rejects requests from other sites: browsers send the page's Origin, programs send none.
 * @throws {Refusal} 403 for a page that is not the engine's own.
 */
export function checkOrigin(request: IncomingMessage, own: OwnAddresses): void {
  const { origin } = request.headers;
  if (origin !== undefined && !own.origins.has(origin.toLowerCase())) {
    throw new Refusal(403, 'pages from other sites cannot use this engine');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two secrets in constant time. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** @throws {Refusal} 401 unless the request carries `Authorization: DevKey <token>`. */
export function checkToken(request: IncomingMessage, token: string): void {
  if (!isSameSecret(request.headers.authorization ?? '', `DevKey ${token}`)) {
    throw new Refusal(401, "this engine's token is required: Authorization: DevKey <token>");
  }
}
