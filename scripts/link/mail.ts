import PostalMime from 'postal-mime';
import { invalidLink } from './refusals.ts';

/** A mail (RFC 5322 and MIME), read by postal-mime: transfer encodings, charsets, nested parts, flowed text. */

export interface Mail {
  subject: string;
  html: string | undefined;
  text: string | undefined;
  /** The text of every calendar part, attached or inside. */
  calendars: string[];
}

/** Deeper than any mail program nests parts. */
const limits = { maxNestingDepth: 32, maxRfc822NestingDepth: 4, maxHeadersSize: 256 * 1024 };

/** A mail of 1 MiB has about 15,000 lines; the parser takes 10 microseconds for each. */
const maxLines = 100_000;

function hasManyLines(source: Uint8Array | string): boolean {
  let lines = 0;
  const newline = typeof source === 'string' ? '\n' : 10;
  for (const sign of source) if (sign === newline) lines += 1;
  return lines > maxLines;
}

/** Headers that a mail has, but not a text that quotes only a few of its lines. */
const mimeHeader =
  /^(?:mime-version|content-type|content-transfer-encoding|message-id|received|dkim-signature|return-path)[ \t]*:/im;
const headerLine = /^(?:[!-9;-~]{1,76}[ \t]*:(?!\/\/)|[ \t]+\S|>?From )/;
/** How many characters of a mail's headers are searched. */
const longestHeader = 200_000;

/** A part of a mail, copied with its delimiter but without the headers above it. */
const loosePart = /^--([!-~]{1,70})\r?\n(?=content-)/i;

function headerOf(text: string): string {
  const end = /\r?\n[ \t]*\r?\n/.exec(text.slice(0, longestHeader))?.index;
  return text.slice(0, end ?? 0);
}

/** Whether the text is a mail's source: headers, at least one of them technical, before an empty line. */
export function isMail(text: string): boolean {
  if (loosePart.test(text)) return true;
  const header = headerOf(text);
  return mimeHeader.test(header) && header.split(/\r?\n/).every((line) => headerLine.test(line));
}

const calendarStart = /^\s*BEGIN:VCALENDAR/i;

function calendarsOf(
  attachments: readonly { mimeType: string; content: ArrayBuffer | Uint8Array | string }[],
): string[] {
  return attachments
    .map(({ content }) =>
      typeof content === 'string' ? content : new TextDecoder().decode(content.slice(0, 4 * 1024 * 1024)),
    )
    .filter((content) => calendarStart.test(content));
}

/**
 * Parses a mail's source.
 * @throws {PikaError} `link_invalid` for nesting or sizes that no mail program writes, and for Outlook's own format.
 */
export async function readMail(source: Uint8Array | string): Promise<Mail> {
  const text = typeof source === 'string' ? source : '';
  const boundary = loosePart.exec(text)?.[1];
  const whole =
    boundary === undefined ? source : `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n${text}`;
  const mail = await parse(whole);
  const calendars = calendarsOf(mail.attachments);
  const isInTnef = mail.attachments.some(({ mimeType }) => mimeType === 'application/ms-tnef');
  if (isInTnef && calendars.length === 0 && !`${mail.html ?? ''}${mail.text ?? ''}`.trim()) {
    throw invalidLink(
      'the invitation in the mail is in winmail.dat, an Outlook format',
      'Ask for the invitation as .ics, or pass its link',
    );
  }
  return { subject: mail.subject ?? '', html: mail.html, text: mail.text, calendars };
}

async function parse(source: Uint8Array | string) {
  if (hasManyLines(source))
    throw invalidLink(`the mail has more than ${maxLines.toLocaleString('en')} lines`);
  try {
    return await PostalMime.parse(source, limits);
  } catch {
    throw invalidLink(
      'the parts of the mail are nested too deeply',
      'Pass the text of the invitation, or just its link',
    );
  }
}

/** Decodes quoted-printable text without its headers. */
export async function readQuotedPrintable(text: string): Promise<string> {
  const header =
    'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
  return (await parse(header + text)).text ?? '';
}
