import { decodeHTML } from 'entities';
import { PikaError } from '../cli/errors.ts';
import { readCalendar, unfolded } from './calendar.ts';
import { decodeText, withWindowsSigns } from './charset.ts';
import { isHtml, textOfHtml } from './html.ts';
import { type Invitation, type InvitationText, plainInvitation } from './invitation.ts';
import { jsonOf, textOfJson, withoutJsonEscapes } from './json-text.ts';
import { isMail, readMail, readQuotedPrintable } from './mail.ts';
import { invalidLink } from './refusals.ts';

/**
 * Invitations in every form that calendars, mail programs and APIs write. The content, never the name, decides what a file is:
 * people paste the source of a mail, or half a calendar file, as often as they save it.
 */

/** Files that are not text, by their first bytes. */
const otherFiles: readonly { starts: string; name: string; hint: string }[] = [
  {
    starts: '\xd0\xcf\x11\xe0',
    name: 'a message of Outlook (.msg) or an old Office file',
    hint: 'Save the message as .eml (or the meeting as .ics), or paste its text into a file',
  },
  { starts: '%PDF-', name: 'a PDF', hint: 'Copy its text into a file, or pass the link' },
  {
    starts: 'PK\x03\x04',
    name: 'a Word file or a ZIP archive',
    hint: 'Copy its text into a file, or pass the link',
  },
  { starts: '{\\rtf', name: 'an RTF file', hint: 'Save it as plain text, or pass the link' },
  { starts: '\x89PNG', name: 'a picture', hint: 'Pass the link, or a text file with the invitation' },
  {
    starts: '\xff\xd8\xff',
    name: 'a picture',
    hint: 'Pass the link, or a text file with the invitation',
  },
  { starts: 'GIF8', name: 'a picture', hint: 'Pass the link, or a text file with the invitation' },
  { starts: '\x1f\x8b', name: 'a compressed file', hint: 'Decompress it first' },
  {
    starts: '\x78\x9f\x3e\x22',
    name: "Outlook's winmail.dat",
    hint: 'Ask for the invitation as .ics, or pass the link',
  },
  { starts: 'bplist', name: 'a binary property list', hint: 'Open it and pass the link in it' },
];

function refuseOtherFiles(bytes: Uint8Array, what: string): void {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const kind = otherFiles.find(({ starts }) => start.startsWith(starts));
  if (kind) throw new PikaError('text_invalid', `${what} is ${kind.name}, not text`, { hint: kind.hint });
}

/** Apple Mail puts the length of the mail in front of it, mailboxes a line "From ". */
const beforeMail = /^(?:\xef\xbb\xbf)?\s*(?:\d{1,9}[ \t]*\r?\n)?(?:From [^\r\n]{1,200}\r?\n)?/;

const calendarStart = /BEGIN:V(?:CALENDAR|EVENT)/i;
/** A calendar's properties in a text without BEGIN and END. */
const loneProperty =
  /^(?:LOCATION|DESCRIPTION|SUMMARY|URL|CONFERENCE|X-[A-Z-]{3,60}|DTSTART|STATUS)(?:;[^:\r\n]{1,200})?:/m;
const softBreak = /=[ \t]*\r?\n(?=\S)/;
/** In quoted-printable every `=` is followed by two hex digits or ends its line. */
const looseEquals = /=(?![\dA-F]{2}|[ \t]*(?:\r?\n|$))/;
/** A link that continues after a soft break. */
const brokenLink = /https?:\/\/[^\s<>"]{1,2000}=\r?\n\S/;
const entity = /&(?:#x?[\da-f]{1,7}|[a-z]{2,8});/i;

/** How many layers, such as HTML in JSON in a mail, are unwrapped. */
const maxCoats = 6;

/** What no plain text has: a link or a line that continues after a soft break, an escaped line end. */
const surelyQuoted = /=0D=0A|=20\r?\n/;

/**
 * Whether a text is quoted-printable without its header. About one passcode in 4,096 starts with `3D` too: a single `=3D`
 * counts only in pasted text, where the file's escapes may have been copied.
 */
function isQuotedPrintable(text: string, isPasted: boolean): boolean {
  if (brokenLink.test(text) || surelyQuoted.test(text)) return true;
  if (looseEquals.test(text)) return false;
  return softBreak.test(text) || (isPasted && text.includes('=3D'));
}

interface Coat {
  fits(text: string, isPasted: boolean): boolean;
  read(text: string): Promise<string> | string;
}

/** Layers around a plain text: each is recognized by its content and removed, until none is left. */
const coats: readonly Coat[] = [
  { fits: isQuotedPrintable, read: readQuotedPrintable },
  { fits: (text) => /https?:\\\/\\\/|\\u00(?:26|3[cde])/i.test(text), read: withoutJsonEscapes },
  { fits: isHtml, read: textOfHtml },
  { fits: (text) => entity.test(text), read: (text) => decodeHTML(text) },
];

/** @param isPasted whether the text's encoding may not have been decoded yet. */
async function uncoated(text: string, isPasted: boolean): Promise<string> {
  let plain = withWindowsSigns(text);
  for (let coat = 0; coat < maxCoats; coat += 1) {
    const before = plain;
    for (const { fits, read } of coats) if (fits(plain, isPasted)) plain = await read(plain);
    if (plain === before) break;
  }
  return plain;
}

async function uncoatedAll(texts: readonly InvitationText[]): Promise<InvitationText[]> {
  return Promise.all(texts.map(async (each) => ({ ...each, text: await uncoated(each.text, false) })));
}

/** The calendar in a text, and the text around it. */
function readMixed(text: string): InvitationText[] {
  const start = text.search(calendarStart);
  const ends = [...text.matchAll(/^END:V(?:CALENDAR|EVENT)[^\r\n]*/gim)];
  const last = ends.at(-1);
  const end = last ? last.index + last[0].length : text.length;
  const around = `${text.slice(0, start)}\n\n${text.slice(end)}`.trim();
  const events = readCalendar(text.slice(start, end));
  return around ? [...events, { title: '', start: '', text: around }] : events;
}

/** In a mailbox every mail starts with such a line, after an empty one. */
const furtherMail = /\n\r?\nFrom \S[^\r\n]{0,200}\d\d:\d\d[^\r\n]{0,40}\r?\n[!-9;-~]{1,76}:/;

function refuseMailbox(text: string): void {
  if (/^\s*From /.test(text) && furtherMail.test(text)) {
    throw invalidLink(
      'the file is a mailbox with several mails, expected one',
      'Save only the one mail as .eml',
    );
  }
}

async function fromMail(source: Uint8Array | string): Promise<Invitation> {
  const { subject, html, text, calendars } = await readMail(source);
  const events = calendars.flatMap((calendar) => readCalendar(calendar));
  const bodies = [html, text].filter((body) => body !== undefined);
  // What a body says of itself counts for more than the mail's subject.
  const [best, other] = (await Promise.all(bodies.map((body) => fromText(body, false)))).map(({ texts }) =>
    texts.map((each) => ({ ...each, title: each.title || subject })),
  );
  return { texts: [...(await uncoatedAll(events)), ...(best ?? [])], otherwise: other ?? [] };
}

async function fromText(source: string, isPasted: boolean): Promise<Invitation> {
  const json = jsonOf(source);
  const text = json === undefined ? source : textOfJson(json);
  if (calendarStart.test(text) && !/<[a-z]/i.test(text.slice(0, text.search(calendarStart)))) {
    return { texts: await uncoatedAll(readMixed(text)), otherwise: [] };
  }
  if (loneProperty.test(text) && /\n[ \t]\S/.test(text)) {
    return { texts: await uncoatedAll(readCalendar(`BEGIN:VEVENT\n${text}\nEND:VEVENT`)), otherwise: [] };
  }
  return plainInvitation(await uncoated(text, isPasted && json === undefined));
}

/** The invitation in a pasted text: plain, or the source of a mail, a calendar or a page. */
export async function readInvitationText(text: string): Promise<Invitation> {
  refuseMailbox(text);
  const mail = text.replace(beforeMail, '');
  return isMail(mail) ? fromMail(mail) : fromText(text.trim(), true);
}

/** A calendar's fold may split a multibyte character: join the lines before decoding them. */
function joinedLines(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (!/^(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR/i.test(start)) return bytes;
  return Buffer.from(unfolded(Buffer.from(bytes).toString('latin1')), 'latin1');
}

/**
 * The invitation in a file's bytes.
 * @param what name of the file in errors.
 * @throws {PikaError} `text_invalid` for files without text, `link_invalid` for calendars and mails without an invitation.
 */
export async function readInvitationFile(bytes: Uint8Array, what: string): Promise<Invitation> {
  refuseOtherFiles(bytes, what);
  const isBytewise = bytes.subarray(0, 4096).indexOf(0) < 0;
  const source = isBytewise ? Buffer.from(bytes).toString('latin1') : '';
  const before = beforeMail.exec(source)?.[0].length ?? 0;
  refuseMailbox(source);
  if (isBytewise && isMail(source.slice(before))) return fromMail(bytes.subarray(before));
  return readInvitationText(decodeText(joinedLines(bytes), what));
}
