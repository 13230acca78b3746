import { domainToASCII } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import { PikaError } from '../../cli/errors.ts';

/** One receiver or sender. */
export interface MailAddress {
  /** Empty where none is given. */
  name: string;
  address: string;
}

/** RFC 5321, 4.5.3.1. */
const longest = { localPart: 64, domain: 255 } as const;
/** A dot-atom with the letters of all scripts (RFC 6531, 3.3), or a quoted string. */
const localPart =
  /^(?:[^\s@"(),:;<>[\\\]\p{Cc}.]+(?:\.[^\s@"(),:;<>[\\\]\p{Cc}.]+)*|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")$/u;
/** In ASCII, with at least one dot and a last part that is not a number. */
const domainName = /^(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+(?!\d+$)[a-z\d](?:[a-z\d-]*[a-z\d])?$/i;

function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const isShort = Buffer.byteLength(local) <= longest.localPart && domain.length <= longest.domain;
  return at > 0 && isShort && localPart.test(local) && domainName.test(domainToASCII(domain));
}

/** Two addresses without a comma between them: the parser takes one for the name of the other, which would get nothing. */
function holdsAnother({ name, address }: MailAddress): boolean {
  const other = /[^\s@]+@[^\s@]+\.[^\s@]+/.exec(name)?.[0];
  return other !== undefined && other.toLowerCase() !== address.toLowerCase();
}

/**
 * The addresses of a list such as `"Okafor, Ben" <ben@example.com>, ada@example.com`, as RFC 5322 and RFC 6531 write them; semicolons
 * separate too.
 * @throws {PikaError} `usage` when one of them is not an address.
 */
export function mailAddresses(text: string, what: string): MailAddress[] {
  // A line end would begin another header.
  const parsed = addressparser(text, { flatten: true }).map(({ name, address }) => ({ name, address }));
  const wrong = /\p{Cc}/u.test(text)
    ? { name: text, address: '' }
    : parsed.find((entry) => !isAddress(entry.address) || holdsAnother(entry));
  if (!wrong) return parsed;
  const shown = [wrong.name, wrong.address]
    .filter(Boolean)
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ');
  throw new PikaError('usage', `${what}: “${shown.slice(0, 80)}” is not an e-mail address`, {
    hint: 'Give addresses such as ada@example.com or "Okafor, Ben" <ben@example.com>, separated by commas',
  });
}

/** An address as it is written in a header. */
export function formatAddress({ name, address }: MailAddress): string {
  if (!name) return address;
  const isPlain = /^[\p{L}\p{M}\p{N} '’_-]+$/u.test(name);
  return `${isPlain ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}
