import type { SendMailOptions, Transporter } from 'nodemailer';
import { z } from 'zod';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { type RetryPolicy, retry } from '../../net/retry.ts';
import { factsLine, ownership, paragraphs, toMarkdown } from '../markdown.ts';
import { reportPage } from '../report-page.ts';
import { each, escapeHtml, when } from '../report-text.ts';
import { type Notes, titleOf } from '../schema.ts';
import { formatClockTime } from '../time-forms.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';

/** Connection and greeting; then every answer of the server. */
const connectLimitMs = 10_000;
const socketLimitMs = 20_000;
const overallLimitMs = 60_000;
const policy: RetryPolicy = { attempts: 3, firstDelayMs: 1000, longestDelayMs: 4000, budgetMs: 30_000 };

const address = z.email();

/** `Ada <ada@example.com>, ben@example.com` as its addresses. @throws {PikaError} `usage` when one of them is none. */
export function mailAddresses(text: string, what: string): string[] {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  for (const part of parts) {
    const bare = /<([^<>]+)>$/.exec(part)?.[1] ?? part;
    if (address.safeParse(bare).success && !/[\r\n]/.test(part)) continue;
    throw new PikaError('usage', `${what}: “${part.slice(0, 80)}” is not an e-mail address`, {
      hint: 'Give addresses such as ada@example.com, separated by commas',
    });
  }
  return parts;
}

const plainEscape = (text: string) => text.replace(/\s+/g, ' ');

/** The part for readers of plain text: the notes without transcript. */
export function mailText(notes: Notes): string {
  return toMarkdown(notes, { quote: plainEscape, withTranscript: false });
}

function block(title: string, body: string): string {
  return when(
    body,
    () => `<h2 style="font:600 16px sans-serif;margin:24px 0 6px;color:#0e6660">${title}</h2>${body}`,
  );
}

function bullets(items: readonly string[], style = 'padding-left:20px'): string {
  const lines = each(items, (item) => `<li style="margin:4px 0">${item}</li>`);
  return when(lines, () => `<ul style="margin:0;${style}">${lines}</ul>`);
}

/** Its boxes are marks enough. */
const checklist = 'padding:0;list-style:none';

/** The part for mail programs: they know no style sheets and no scripts, so everything stands in the elements. */
export function mailHtml(notes: Notes): string {
  const people = notes.participants.map(({ name }) => name).join(', ');
  const items = notes.action_items.map((item) => {
    const who = ownership(item);
    return `${item.done ? '☑' : '☐'} ${escapeHtml(item.text)}${who ? ` <span style="color:#687175">(${escapeHtml(who)})</span>` : ''}`;
  });
  const chapters = notes.chapters.map(
    ({ start_sec, title }) => `${formatClockTime(start_sec)} ${escapeHtml(title)}`,
  );
  const summary = each(
    paragraphs(notes.summary ?? ''),
    (text) => `<p style="margin:0 0 10px">${escapeHtml(text)}</p>`,
  );
  return `<!doctype html><html><body style="margin:0;padding:24px;background:#faf8f3;color:#1f2527;font:16px/1.5 sans-serif"><div style="max-width:640px;margin:auto">
<h1 style="font:500 28px Georgia,serif;margin:0 0 6px">${escapeHtml(titleOf(notes))}</h1>
<p style="margin:0;color:#687175">${escapeHtml([factsLine(notes), people].filter(Boolean).join(' · '))}</p>
${block('Summary', summary)}${block('Decisions', bullets(notes.decisions.map(({ text }) => escapeHtml(text))))}${block('Action items', bullets(items, checklist))}${block('Chapters', bullets(chapters))}
<p style="margin-top:24px;color:#687175;font-size:14px">${notes.transcript.length > 0 ? 'The whole conversation is in the attached page.' : 'The same as a page is attached.'}</p>
</div></body></html>`;
}

interface Server {
  url: URL;
  /** For receipts and people: no user, no password. */
  name: string;
}

/** A lone percent sign in a password is itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function smtpServer(runtime: Runtime): Server {
  const text = runtime.environment.PIKA_SMTP_URL ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol)) {
    throw new PikaError(
      'usage',
      text ? 'PIKA_SMTP_URL is not the URL of a mail server' : 'no mail server is set',
      {
        hint: 'Set PIKA_SMTP_URL to smtps://USER:PASSWORD@HOST (or smtp:// with port 587), and PIKA_MAIL_FROM',
      },
    );
  }
  // The password alone, as a server may repeat it, must not be printed either, nor as it is sent (RFC 4616 and AUTH LOGIN).
  const password = decoded(url.password);
  const coded = [password, `\0${decoded(url.username)}\0${password}`].map((part) =>
    Buffer.from(part).toString('base64'),
  );
  if (password) for (const part of [url.password, password, ...coded]) runtime.redaction.add(part);
  return { url, name: url.hostname };
}

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

async function createTransporter({ url }: Server): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const isSecure = url.protocol === 'smtps:';
  const user = decoded(url.username);
  return createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (isSecure ? 465 : 587),
    secure: isSecure,
    // A password never goes out in the clear, except on this machine.
    requireTLS: !isSecure && user !== '' && !loopbackHosts.has(url.hostname),
    ...(user && { auth: { user, pass: decoded(url.password) } }),
    connectionTimeout: connectLimitMs,
    greetingTimeout: connectLimitMs,
    socketTimeout: socketLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

interface MailFailure {
  code?: string;
  responseCode?: number;
  command?: string;
  message: string;
}

function isMailFailure(error: unknown): error is MailFailure & Error {
  return error instanceof Error;
}

/** Refused for now by a 4xx of the server, or never connected: it was not taken, so it may be sent again (RFC 5321, 4.2.1). */
function mailJudge(error: unknown): { again: boolean } {
  if (!isMailFailure(error)) return { again: false };
  const { responseCode = 0, command } = error;
  return { again: (responseCode >= 400 && responseCode < 500) || command === 'CONN' };
}

function mailError(error: unknown, { name }: Server, runtime: Runtime): PikaError {
  const { responseCode, message } = isMailFailure(error)
    ? error
    : { responseCode: undefined, message: String(error) };
  const words = runtime.redaction.scrub(message).replace(/\s+/g, ' ').slice(0, 200);
  const code = responseCode && responseCode >= 500 ? 'request_refused' : 'network_failed';
  return new PikaError(code, `the mail server ${name}: ${words}`, {
    hint: 'Check PIKA_SMTP_URL, PIKA_MAIL_FROM and the addresses, then run this again',
    cause: error,
  });
}

async function sendMail(server: Server, mail: SendMailOptions, runtime: Runtime): Promise<void> {
  const transporter = await createTransporter(server);
  const limit = AbortSignal.any([runtime.signal, AbortSignal.timeout(overallLimitMs)]);
  const stopped = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason), { once: true });
  });
  const { clock, random } = runtime;
  try {
    const sending = retry(() => transporter.sendMail(mail), policy, {
      clock,
      random,
      signal: limit,
      judge: mailJudge,
    });
    await Promise.race([sending, stopped]);
  } catch (error) {
    runtime.signal.throwIfAborted();
    throw mailError(error, server, runtime);
  } finally {
    transporter.close();
  }
}

/**
 * A mail with a plain and an HTML part and the report attached.
 * @throws {PikaError} `usage` without server, sender or receiver.
 */
export async function emailDelivery(input: DeliveryInput): Promise<Delivery> {
  const { notes, runtime } = input;
  const { PIKA_MAIL_FROM, PIKA_MAIL_TO } = runtime.environment;
  const server = smtpServer(runtime);
  const [from] = mailAddresses(PIKA_MAIL_FROM ?? '', 'PIKA_MAIL_FROM');
  const to = mailAddresses(input.to ?? PIKA_MAIL_TO ?? '', input.to ? '--to' : 'PIKA_MAIL_TO');
  if (!from || to.length === 0) {
    throw new PikaError('usage', from ? 'no e-mail address is named to send to' : 'no sender is set', {
      hint: 'Set PIKA_MAIL_FROM, and PIKA_MAIL_TO or --to email=ADDRESS',
    });
  }
  const receivers = to.join(', ');
  const text = mailText(notes);
  const mail: SendMailOptions = {
    from,
    to,
    subject: `Notes: ${titleOf(notes)}`.replace(/\s+/g, ' ').slice(0, 200),
    text,
    html: mailHtml(notes),
    attachments: [{ filename: 'report.html', content: reportPage(notes), contentType: 'text/html' }],
    // Mail programs show a message with the same id once.
    messageId: `<${input.messageId(receivers)}@pikastream-video-meeting.invalid>`,
  };
  const send = async () => {
    await sendMail(server, mail, runtime);
    return {};
  };
  return { target: 'email', destination: receivers.toLowerCase(), to: receivers, preview: text, send };
}
