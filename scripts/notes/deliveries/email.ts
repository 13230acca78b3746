import type { SendMailOptions, Transporter } from 'nodemailer';
import { escapeHtml } from '../../base/escape.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { type RetryPolicy, retry } from '../../net/retry.ts';
import { factsLine, ownership, paragraphs, toMarkdown } from '../report/notes-markdown.ts';
import { reportPage } from '../report/page.ts';
import { each, when } from '../report/text.ts';
import { type Notes, titleOf } from '../schema.ts';
import { formatClockTime } from '../time-forms.ts';
import type { Delivery, DeliveryInput } from './delivery.ts';
import { formatAddress, mailAddresses } from './mail-addresses.ts';
import { type MailServer, mailServer, remedyFor, speaksTls } from './mail-server.ts';

/** Connection and greeting; then every answer of the server. */
const connectLimitMs = 10_000;
const socketLimitMs = 20_000;
const overallLimitMs = 60_000;
const policy: RetryPolicy = { attempts: 3, firstDelayMs: 1000, longestDelayMs: 4000, budgetMs: 30_000 };

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

/** The part for mail programs: they support neither style sheets nor scripts, so all styles are inline. */
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

/** Accepts self-signed certificates of a bridge on this machine: no one is in between. */
async function createTransporter(server: MailServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { host, port, isSecure, needsTls, isLoopback, user, password } = server;
  return createTransport({
    host,
    port,
    secure: isSecure,
    requireTLS: !isSecure && needsTls,
    ...(isLoopback && { tls: { rejectUnauthorized: false } }),
    ...(user && { auth: { user, pass: password } }),
    connectionTimeout: connectLimitMs,
    greetingTimeout: connectLimitMs,
    socketTimeout: socketLimitMs,
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

/** Connected, but the server never answered: a retry would end the same way. */
function isSilent(error: unknown): boolean {
  return isMailFailure(error) && /greeting never received/i.test(error.message);
}

/** Refused for now by a 4xx of the server, or never connected: it was not taken, so it may be sent again (RFC 5321, 4.2.1). */
function mailJudge(error: unknown): { again: boolean } {
  if (!isMailFailure(error)) return { again: false };
  const { responseCode = 0, command } = error;
  const isUnconnected = command === 'CONN' && !isSilent(error);
  return { again: (responseCode >= 400 && responseCode < 500) || isUnconnected };
}

function mailError(error: unknown, { host }: MailServer, runtime: Runtime): PikaError {
  const { responseCode, message } = isMailFailure(error)
    ? error
    : { responseCode: undefined, message: String(error) };
  const words = runtime.redaction.scrub(message).replace(/\s+/g, ' ').slice(0, 200);
  const code = responseCode && responseCode >= 500 ? 'request_refused' : 'network_failed';
  return new PikaError(code, `the mail server ${host}: ${words}`, { hint: remedyFor(message), cause: error });
}

async function sendBy(
  server: MailServer,
  mail: SendMailOptions,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random } = runtime;
  const transporter = await createTransporter(server);
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    const options = { clock, random, signal, judge: mailJudge };
    await Promise.race([retry(() => transporter.sendMail(mail), policy, options), stopped]);
  } finally {
    transporter.close();
  }
}

/** A server that waits for TLS says nothing until it comes, so that is tried next. */
async function sendMail(server: MailServer, mail: SendMailOptions, runtime: Runtime): Promise<void> {
  const limit = AbortSignal.any([runtime.signal, AbortSignal.timeout(overallLimitMs)]);
  try {
    await sendBy(server, mail, runtime, limit).catch(async (error: unknown) => {
      if (server.isSecure || !isSilent(error) || !(await speaksTls(server))) throw error;
      runtime.warn(
        'mail_tls',
        `the mail server speaks TLS from the first byte on port ${server.port}: write smtps:// in PIKA_SMTP_URL`,
      );
      await sendBy({ ...server, isSecure: true }, mail, runtime, limit);
    });
  } catch (error) {
    runtime.signal.throwIfAborted();
    throw mailError(error, server, runtime);
  }
}

const longestSubject = 200;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** On one line, cut between what readers take for characters. */
function subjectOf(notes: Notes): string {
  let subject = '';
  for (const { segment } of graphemes.segment(`Notes: ${titleOf(notes)}`.replace(/\s+/g, ' '))) {
    if (subject.length + segment.length > longestSubject) break;
    subject += segment;
  }
  return subject.trim();
}

/**
 * A mail with a plain and an HTML part and the report attached.
 * @throws {PikaError} `usage` for a server or addresses of the wrong form.
 */
export async function emailDelivery(input: DeliveryInput): Promise<Delivery> {
  const { notes, runtime } = input;
  const { PIKA_MAIL_FROM, PIKA_MAIL_TO } = runtime.environment;
  const server = mailServer(runtime, input.allowPrivate);
  const [from] = mailAddresses(PIKA_MAIL_FROM ?? '', 'PIKA_MAIL_FROM');
  const to = mailAddresses(input.to ?? PIKA_MAIL_TO ?? '', input.to ? '--to' : 'PIKA_MAIL_TO');
  // Blanks and commas alone are not an address.
  if (!from || to.length === 0) {
    const empty = from ? 'PIKA_MAIL_TO or --to' : 'PIKA_MAIL_FROM';
    throw new PikaError('usage', `${empty} holds no e-mail address`, {
      hint: 'Give addresses such as ada@example.com, separated by commas',
    });
  }
  const receivers = to.map(formatAddress).join(', ');
  const text = mailText(notes);
  const mail: SendMailOptions = {
    from,
    to,
    subject: subjectOf(notes),
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
  return {
    target: 'email',
    destination: receivers.toLowerCase(),
    to: receivers,
    preview: text,
    // By the id of the message.
    isRepeatable: true,
    send,
  };
}
