import { isIP } from 'node:net';
import os from 'node:os';
import ipaddr from 'ipaddr.js';
import type { SignalContent } from './protocol.ts';

/** Lower ports belong to services such as DNS, to which a guest could make us send. Browsers use much higher ones. */
const minPort = 1024;
/** A browser has a handful of addresses, and each candidate costs a packet. */
const maxCandidates = 40;

/** An address in one spelling: without its zone, and IPv4 within IPv6 as IPv4. Undefined for anything else, such as a name. */
function plainAddress(text: string): string | undefined {
  const [address = ''] = text.split('%', 1);
  return isIP(address) ? ipaddr.process(address).toNormalizedString() : undefined;
}

function isLoopback(address: string): boolean {
  return ipaddr.parse(address).range() === 'loopback';
}

/** The addresses on this machine: a browser here may name any of them. */
function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return new Set(all.flatMap(({ address }) => plainAddress(address) ?? []));
}

/** Tells which of a guest's candidates the avatar may send packets to, by where the guest's own socket comes from. */
export class CandidateFilter {
  readonly #guest: string | undefined;
  readonly #isHere: boolean;
  #count = 0;

  /** `guestAddress` is the remote address of the guest's socket. */
  constructor(guestAddress: string) {
    this.#guest = plainAddress(guestAddress);
    this.#isHere = this.#guest !== undefined && this.#isOwn(this.#guest);
  }

  #isOwn(address: string): boolean {
    return isLoopback(address) || ownAddresses().has(address);
  }

  /**
   * Whether we may send to a candidate (RFC 8839, 5.1: foundation, component, transport, priority, address, port …): by UDP, to the guest
   * and to nothing else in anyone's network. Dropped candidates cost no connection: the guest's browser reaches us, and we answer there.
   */
  allows(candidate: string): boolean {
    const [, , transport, , address = '', port] = candidate.replace(/^a=/, '').trim().split(/\s+/);
    const plain = plainAddress(address);
    if (transport?.toLowerCase() !== 'udp' || plain === undefined) return false;
    if (!(Number(port) >= minPort && Number(port) <= 65_535)) return false;
    if (plain !== this.#guest && !(this.#isHere && this.#isOwn(plain))) return false;
    this.#count += 1;
    return this.#count <= maxCandidates;
  }

  /** What may be passed on of a guest's signal, if anything. An empty candidate means that there are no more. */
  filter({ description, candidate }: SignalContent): SignalContent | undefined {
    if (candidate) {
      const isFine = candidate.candidate === '' || this.allows(candidate.candidate);
      return isFine ? { candidate } : undefined;
    }
    if (!description) return undefined;
    // A new description starts a new round.
    this.#count = 0;
    const lines = description.sdp.split(/\r\n|\r|\n/);
    const kept = lines.filter((line) => !/^\s*a=candidate:/i.test(line) || this.allows(line));
    return { description: { ...description, sdp: kept.join('\r\n') } };
  }
}
