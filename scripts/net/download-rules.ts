import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { PikaError } from '../cli/errors.ts';
import { isPublicAddress, literalAddress } from './address.ts';

/** What a download may use of the machine's network; the defaults are the strict ones. */
export interface Network {
  /** Resolves all addresses of a name. */
  resolve(hostname: string): Promise<LookupAddress[]>;
  /** Whether an address may be connected to. */
  allowAddress(address: string): boolean;
  /** The port that counts as the default for https. */
  httpsPort: number;
  /** Certificates to trust instead of the well-known ones. */
  ca: string | undefined;
}

export interface AddressRules {
  ownOrigin: string | undefined;
  network: Partial<Network>;
}

/** Longest accepted URL; signed URLs stay below 4,000 characters. */
const longestUrl = 8_192;

/** An `address_refused` error. The message must not contain the query: it may be signed. */
export function destinationRefused(problem: string): PikaError {
  return new PikaError('address_refused', `download refused: ${problem}`, {
    hint: 'Only https URLs on public hosts can be downloaded; save the file yourself and pass its path',
  });
}

/** Whether the URL is on the engine's own origin. */
export function isOwn(url: URL, { ownOrigin }: AddressRules): boolean {
  return ownOrigin !== undefined && url.origin === new URL(ownOrigin).origin;
}

/**
 * The URL without its fragment, if it passes every check that needs no connection. A number in any base that stands for an
 * IPv4 address is an address after parsing (url.spec.whatwg.org, "IPv4 parser").
 * @throws {PikaError} `address_refused`.
 */
export function checkedUrl(source: string | URL, rules: AddressRules): URL {
  const text = String(source);
  if (text.length > longestUrl || !URL.canParse(text)) throw destinationRefused('not a valid URL');
  const url = new URL(text);
  url.hash = '';
  if (url.username || url.password) throw destinationRefused('the URL contains a user name or password');
  if (isOwn(url, rules)) return url;
  const problem = problemOf(url, rules.network);
  if (problem) throw destinationRefused(problem);
  return url;
}

function problemOf(
  url: URL,
  { httpsPort = 443, allowAddress = isPublicAddress }: Partial<Network>,
): string | undefined {
  if (url.protocol !== 'https:') return 'the URL is not https';
  if (Number(url.port || 443) !== httpsPort) return 'the URL has a non-default port';
  const address = literalAddress(url.hostname);
  return address && !allowAddress(address) ? `${address} is not a public address` : undefined;
}

async function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return lookup(hostname, { all: true });
}

/**
 * The connector's lookup: returns only allowed addresses. The name is not resolved again, so the checked address is the one
 * that is used. Addresses of the engine's own origin are not checked.
 */
export function checkedLookup(own: boolean, network: Partial<Network>): LookupFunction {
  const { resolve = resolveAll, allowAddress = isPublicAddress } = network;
  const find = async (hostname: string): Promise<LookupAddress[]> => {
    const found = await resolve(hostname);
    const allowed = own ? found : found.filter(({ address }) => allowAddress(address));
    if (allowed.length > 0) return allowed;
    throw destinationRefused(`${hostname.slice(0, 80)} has no public address`);
  };
  return (hostname, { all }, callback) => {
    find(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all || !first) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}
