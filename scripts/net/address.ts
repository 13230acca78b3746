import ipaddr from 'ipaddr.js';

/**
 * The IPv6 range assigned to the public internet (IANA, "IPv6 Global Unicast Address Assignments"). Addresses outside it,
 * such as the old site-local and IPv4-compatible forms, do not belong in a public URL.
 */
const publicIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Documentation (RFC 9637). */
const documentationIpv6 = ipaddr.IPv6.parseCIDR('3fff::/20');

/**
 * Whether an IP address, in any notation, is a host on the public internet. Addresses that embed an IPv4 address (v4-mapped,
 * NAT64, 6to4, Teredo) and those with a zone are not: where they lead depends on the network they are used in.
 */
export function isPublicAddress(text: string): boolean {
  if (text.includes('%') || !ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4) return true;
  return address.match(publicIpv6) && !address.match(documentationIpv6);
}

/** The IP address in a URL's host, without brackets; undefined if the host is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) ? bare : undefined;
}
