import { connect } from 'node:tls';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { literalAddress } from '../../net/address.ts';

/** How a mail server is reached. */
export interface MailServer {
  /** Without brackets. For receipts and people too: it holds no user and no password. */
  host: string;
  port: number;
  /** TLS from the first byte; otherwise the server is asked for it by STARTTLS. */
  isSecure: boolean;
  /** Without TLS nothing is sent. */
  needsTls: boolean;
  isLoopback: boolean;
  /** Empty where none is given. */
  user: string;
  password: string;
}

/** RFC 8314, 7.3 and RFC 6409, 3.1. On these two ports the port says what is spoken, whatever the URL's scheme is. */
const [implicitTlsPort, submissionPort] = [465, 587] as const;

/** A lone percent sign in a password is itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What ends the part of a URL in which user and password stand. */
const structural: readonly (readonly [string, string])[] = [
  ['#', '%23'],
  ['/', '%2F'],
  ['?', '%3F'],
];

/** The unescaped characters in user and password that a URL cannot hold there, with how they are written. */
function unescaped(text: string): (readonly [string, string])[] {
  const authority = text.replace(/^[a-z]+:\/\//i, '');
  const userinfo = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  return structural.filter(([sign]) => userinfo.includes(sign));
}

function parsedUrl(text: string): URL {
  const signs = /^smtps?:\/\//i.test(text) ? unescaped(text) : [];
  if (signs.length > 0) {
    const codes = signs.map(([sign, code]) => `${sign} as ${code}`).join(', ');
    throw new PikaError('usage', `PIKA_SMTP_URL: write ${codes} in the user and the password`, {
      hint: `Escape what a URL cannot hold there: ${codes} (and @ as %40, % as %25)`,
    });
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname && /^smtps?:$/.test(url.protocol)) return url;
  throw new PikaError('usage', 'PIKA_SMTP_URL is not the URL of a mail server', {
    hint: 'Set it to smtps://USER:PASSWORD@HOST (or smtp:// with port 587)',
  });
}

function isLoopbackHost(host: string): boolean {
  const address = literalAddress(host);
  if (address) return ipaddr.process(address).range() === 'loopback';
  return /^(?:.+\.)?localhost\.?$/i.test(host);
}

/** The password alone, as a server may repeat it, must not be printed either, nor as it is sent (RFC 4616 and AUTH LOGIN). */
function keepSecret(url: URL, user: string, password: string, { redaction }: Runtime): void {
  if (!password) return;
  const coded = [password, `\0${user}\0${password}`].map((part) => Buffer.from(part).toString('base64'));
  for (const part of [url.password, password, ...coded]) redaction.add(part);
}

/**
 * The server that PIKA_SMTP_URL names. A password never goes out in the clear, and notes do only on this machine or with `allowPlain`.
 * @throws {PikaError} `usage` when it is not the URL of one.
 */
export function mailServer(runtime: Runtime, allowPlain: boolean): MailServer {
  const url = parsedUrl(runtime.environment.PIKA_SMTP_URL ?? '');
  const [user, password] = [decoded(url.username), decoded(url.password)];
  keepSecret(url, user, password, runtime);
  const named = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const host = literalAddress(named) ?? (domainToASCII(named) || named);
  const isSmtps = url.protocol === 'smtps:';
  const port = Number(url.port) || (isSmtps ? implicitTlsPort : submissionPort);
  const isLoopback = isLoopbackHost(host);
  const mayBePlain = isLoopback || (allowPlain && !user);
  return {
    host,
    port,
    isSecure: port === implicitTlsPort || (isSmtps && port !== submissionPort),
    needsTls: isSmtps || !mayBePlain,
    isLoopback,
    user,
    password,
  };
}

const probeLimitMs = 3_000;

/** Whether a port that said nothing speaks TLS from the first byte. Nothing is sent but the handshake. */
export function speaksTls({ host, port }: MailServer): Promise<boolean> {
  return new Promise((resolve) => {
    // Whose certificate it is, is judged when the mail is sent.
    const socket = connect({ host, port, rejectUnauthorized: false });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(probeLimitMs, () => settle(false));
    socket.once('secureConnect', () => settle(true)).once('error', () => settle(false));
  });
}

/** What to do about failures that the server's own words do not tell. */
const remedies: readonly { words: RegExp; hint: string }[] = [
  {
    words: /self[- ]signed|unable to (?:verify|get)|certificate/i,
    hint: 'The certificate of the mail server is not trusted: set NODE_EXTRA_CA_CERTS to the file of its authority',
  },
  {
    words: /STARTTLS/,
    hint: 'The server offers no TLS here: write smtps:// in PIKA_SMTP_URL; --allow-private sends in the clear where no user is set',
  },
  {
    words: /wrong version number|packet length too long|ssl3_get_record|record layer/i,
    hint: 'The server does not speak TLS from the first byte here: write smtp:// in PIKA_SMTP_URL, which asks it for TLS',
  },
  {
    words: /SMTPUTF8/i,
    hint: 'The server takes addresses in ASCII only: give another address of this person',
  },
];

/** What to do next after a failure of the mail server. */
export function remedyFor(message: string): string {
  const known = remedies.find(({ words }) => words.test(message))?.hint;
  return known ?? 'Check PIKA_SMTP_URL, PIKA_MAIL_FROM and the addresses, then run this again';
}
