import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { PikaError } from '../cli/errors.ts';
import { isPublicAddress, literalAddress } from './address.ts';

/** What a download takes from the machine's network; the defaults are the strict ones. */
export interface Network {
  /** All addresses of a name. */
  resolve(hostname: string): Promise<LookupAddress[]>;
  /** Whether an address may be connected to. */
  allowAddress(address: string): boolean;
  /** The port that counts as https's own. */
  httpsPort: number;
  /** Certificates trusted instead of the well-known ones. */
  ca: string | undefined;
}

export interface AddressRules {
  ownOrigin: string | undefined;
  network: Partial<Network>;
}

/** Longest URL that is taken; signed ones stay below 4,000 characters. */
const longestUrl = 8_192;

/** A failure `address_refused`. The message must hold no query: it may be signed. */
export function destinationRefused(problem: string): PikaError {
  return new PikaError('address_refused', `download refused: ${problem}`, {
    hint: 'Only https addresses of public hosts are downloaded; save the file yourself and pass its path',
  });
}

/** Whether the URL lies on the engine's own origin. */
export function isOwn(url: URL, { ownOrigin }: AddressRules): boolean {
  return ownOrigin !== undefined && url.origin === new URL(ownOrigin).origin;
}

/**
 * The URL without its fragment, if everything that can be judged before connecting allows it. Numbers in any base that stand
 * for an IPv4 address are addresses after parsing (url.spec.whatwg.org, "IPv4 parser").
 * @throws {PikaError} `address_refused`.
 */
export function checkedUrl(source: string | URL, rules: AddressRules): URL {
  const text = String(source);
  if (text.length > longestUrl || !URL.canParse(text)) throw destinationRefused('this is not a URL');
  const url = new URL(text);
  url.hash = '';
  if (url.username || url.password) throw destinationRefused('the URL has a user name in it');
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
  if (Number(url.port || 443) !== httpsPort) return 'the URL names a port of its own';
  const address = literalAddress(url.hostname);
  return address && !allowAddress(address) ? `${address} is not a public address` : undefined;
}

async function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return lookup(hostname, { all: true });
}

/**
 * The lookup of a connector: gives only addresses that may be connected to. There is no second resolution after it, so the
 * address that was checked is the one that is used. Addresses of the engine's own origin are not judged.
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
