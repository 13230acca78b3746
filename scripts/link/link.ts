import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Platform } from '../service/wire.ts';
import { endsWhole, restOf } from './cut-links.ts';
import { type MeetingLink, readGoogleMeet, readRoomAddress, readRoomName, readZoom } from './forms.ts';
import { unsupportedService, zoomRealm } from './hosts.ts';
import { findMeetingNumbers, mayHoldNumber, namesOtherService } from './meeting-number.ts';
import { findPasscode } from './passcode.ts';
import { type Piece, piecesOf } from './pieces.ts';
import {
  invalidLink,
  isHarmless,
  LookAlike,
  NoLink,
  refuse,
  SealedLink,
  SeveralMeetings,
} from './refusals.ts';
import { unwrapped } from './wrappers.ts';

export interface LinkOptions {
  /** If given, must match the link's host. */
  platform?: Platform;
  /** Origins of the engine on this machine, such as http://127.0.0.1:4700. */
  localOrigins?: readonly string[];
  /** Called for other links in the text that only look like a meeting's. */
  warn?: (message: string) => void;
}

/** Longest accepted invitation, in UTF-16 code units; those of calendars stay below 10,000. */
const longestText = 100_000;
/** Longest single link, wrapped or not. */
const longestLink = 8_192;
/** How many wrappers around a link are removed. */
const deepestWrapping = 4;

/**
 * The one meeting named in `text`: a bare link, a wrapped link, or a pasted invitation with the link and maybe the passcode.
 * @throws {PikaError} `link_invalid` if it names no meeting, several, or something that only looks like one;
 * `link_unsupported` for the meetings of other services.
 */
export function parseMeetingLink(text: string, options: LinkOptions = {}): MeetingLink {
  if (text.length > longestText) {
    throw invalidLink(`the text with the link is longer than ${longestText.toLocaleString('en')} characters`);
  }
  const pieces = piecesOf(text);
  const [first, ...rest] = pieces;
  if (first === undefined) throw new NoLink('the meeting link is empty');
  const link =
    rest.length === 0
      ? withPasscode(readAlone(first.text, options), text)
      : readInvitation(text, pieces, options);
  if (options.platform && options.platform !== link.platform) {
    throw invalidLink(
      `the link is for ${platformNames[link.platform]}, but --platform says ${platformNames[options.platform]}`,
      'Omit --platform: the link determines it',
    );
  }
  return link;
}

const platformNames: Readonly<Record<Platform, string>> = {
  google_meet: 'Google Meet',
  zoom: 'Zoom',
  local: 'the local engine',
};

function readAlone(piece: string, options: LinkOptions): MeetingLink {
  const link = readRoomName(piece) ?? readPiece(piece, options, 0);
  if (link) return link;
  if (mayHoldNumber(piece)) throw onlyNumber();
  throw new NoLink('this is not a link to a Google Meet or Zoom meeting');
}

/** What a piece of a text is: a meeting, a refused link, or neither. */
interface Reading {
  link?: MeetingLink;
  refusal?: PikaError;
}

function tryPiece(piece: string, options: LinkOptions): Reading {
  try {
    const link = readPiece(piece, options, 0);
    return link ? { link } : {};
  } catch (error) {
    if (!isPikaError(error)) throw error;
    return { refusal: error };
  }
}

function cutLink(): PikaError {
  return invalidLink(
    'the link is cut off: it seems to continue on the next line',
    'Pass the whole link on one line, or save the invitation as .ics or .eml and pass the file',
  );
}

const plainWord = /^\p{L}?\p{Ll}+$/u;

/** Which of the two is meant: the link alone, or joined with the piece after it. */
function chosen(alone: Reading, joined: Reading, isSure: boolean, next: Piece, text: string): Reading {
  if (!alone.link) return alone.refusal && joined.link ? joined : alone;
  if (!joined.link) return isSure ? { refusal: cutLink() } : alone;
  if (isSure) return joined;
  const isSame = joined.link.key === alone.link.key;
  if (joined.link.url === alone.link.url || plainWord.test(next.text)) return alone;
  if (isSame && endsWhole(alone.link.url)) return alone;
  if (isSame) return endsWhole(joined.link.url) ? joined : { refusal: cutLink() };
  const numbers = findMeetingNumbers(text);
  return (
    [joined, alone].find(({ link }) => numbers.some((number) => link?.key.endsWith(`/${number}`))) ?? {
      refusal: cutLink(),
    }
  );
}

/** Quoted-printable ends a broken line with `=`: a text that could not be decoded as a whole must not be read in part. */
function isSoftBroken({ end }: Piece, text: string): boolean {
  return text.charAt(end - 1) === '=' && /^[ \t]{0,8}\r?\n/.test(text.slice(end, end + 10));
}

/** Reads the piece at `index`, with the pieces after it that belong to the same link. */
function readWhole(pieces: Piece[], index: number, text: string, options: LinkOptions) {
  let piece = pieces[index] as Piece;
  let reading = tryPiece(piece.text, options);
  let used = 1;
  for (let next = pieces[index + used]; next; next = pieces[index + used]) {
    const rest = restOf(piece, next, text);
    const whole = { text: piece.text + next.text, start: piece.start, end: next.end };
    if (reading.link && isSoftBroken(piece, text)) return { reading: { refusal: cutLink() }, used };
    if (rest === 'none' || whole.text.length > longestLink) break;
    const joined = tryPiece(whole.text, options);
    const choice = chosen(reading, joined, rest === 'sure', next, text);
    const isJoined = choice === joined;
    reading = choice;
    if (!isJoined) break;
    piece = whole;
    used += 1;
  }
  return { reading, used };
}

function readInvitation(text: string, pieces: Piece[], options: LinkOptions): MeetingLink {
  const links: MeetingLink[] = [];
  const refusals: PikaError[] = [];
  for (let index = 0; index < pieces.length; ) {
    const { reading, used } = readWhole(pieces, index, text, options);
    if (reading.link) links.push(reading.link);
    if (reading.refusal) refusals.push(reading.refusal);
    index += used;
  }
  const link = theOnly(links) ?? byNumber(text, refusals);
  for (const refusal of refusals) if (refusal instanceof LookAlike) options.warn?.(refusal.message);
  const isCut =
    link.platform === 'zoom' &&
    findMeetingNumbers(text).some((number) => number !== nameOf(link) && number.startsWith(nameOf(link)));
  if (isCut) throw cutLink();
  return withPasscode(link, text);
}

/** The meeting's number or room name. */
function nameOf({ key }: MeetingLink): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Only Zoom asks for passcodes. */
function withPasscode(link: MeetingLink, text: string): MeetingLink {
  const passcode = link.platform === 'zoom' ? findPasscode(text, nameOf(link)) : undefined;
  return passcode ? { ...link, passcode } : link;
}

/** The one meeting among the links, as its most complete link; undefined if there is none. */
export function theOnly(links: MeetingLink[]): MeetingLink | undefined {
  const meetings = new Set(links.map((link) => link.key)).size;
  if (meetings > 1) {
    throw new SeveralMeetings(`the text contains links to ${meetings} different meetings, expected one`);
  }
  const first = links.find((link) => link.url.includes('?')) ?? links[0];
  return links.findLast((link) => first && link.url.startsWith(first.url)) ?? first;
}

/** The Zoom meeting whose number is in the text without a link. */
function byNumber(text: string, refusals: PikaError[]): MeetingLink {
  const isFree = refusals.every(isHarmless);
  const numbers = isFree ? findMeetingNumbers(text) : [];
  const service = numbers.length > 0 && namesOtherService(text);
  if (service) throw unsupported(service);
  const link = theOnly(numbers.flatMap((number) => readZoom(new URL(`https://zoom.us/j/${number}`)) ?? []));
  if (link) return link;
  if (refusals.length === 0 && mayHoldNumber(text)) throw onlyNumber();
  return refuse(refusals);
}

function onlyNumber(): PikaError {
  return new NoLink(
    'the text contains no link to a Google Meet or Zoom meeting, only a number',
    'If it is a Zoom meeting ID, pass https://zoom.us/j/ followed by its digits',
  );
}

const applicationForm = /^([a-z][a-z-]{0,20}):(?=.)/i;
const schemeForm = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i;
const zoomSchemes: ReadonlySet<string> = new Set(['zoommtg', 'zoomus']);
const schemes: ReadonlySet<string> = new Set(['https', 'http', ...zoomSchemes]);
/** Words that make a piece look like a meeting link. */
const meetingWords = /zoom(?:gov|-x)?\.|meet\.google|g\.co\/meet/i;
const mailAddress = /^[^/:@]+@[^/:@]+$/;

/** The meeting of one link; undefined for anything that neither is nor pretends to be a meeting link. */
function readPiece(piece: string, options: LinkOptions, depth: number): MeetingLink | undefined {
  const room = readRoomAddress(piece, options.localOrigins ?? []);
  if (room) return room;
  if (mailAddress.test(piece)) return undefined;
  const service = unsupportedService('', applicationForm.exec(piece)?.[1]?.toLowerCase());
  if (service) throw unsupported(service);
  const [, typed, rest = piece] = schemeForm.exec(piece) ?? [];
  const scheme = typed?.toLowerCase() ?? 'https';
  const claims = meetingWords.test(piece);
  const problem = problemOf(piece, scheme, rest);
  if (problem && (typed || claims)) throw invalidLink(`this is not a meeting link: it has ${problem}`);
  if (problem) return undefined;
  const url = new URL(`https://${rest}`);
  if (zoomSchemes.has(scheme) && !zoomRealm(url.hostname)) {
    throw invalidLink('the Zoom app link does not point to a Zoom host');
  }
  return readUrl(url, claims, options, depth);
}

function readUrl(url: URL, claims: boolean, options: LinkOptions, depth: number): MeetingLink | undefined {
  const wrapped = unwrapped(url);
  if (wrapped?.target !== undefined) return readWrapped(wrapped.target, options, depth);
  if (wrapped && namesForeignDomain(url)) return undefined;
  if (wrapped) throw new SealedLink(wrapped.name, wrapped.advice);
  const service = unsupportedService(url.hostname);
  if (service) throw unsupported(service);
  const link = readGoogleMeet(url) ?? readZoom(url);
  if (link || !claims) return link;
  const host = url.hostname.slice(0, 60);
  if (meetingWords.test(url.hostname)) {
    throw new LookAlike(host);
  }
  throw invalidLink(
    `the link leads to ${host} and only mentions a Google Meet or Zoom meeting`,
    'If you trust that host, open the link in a browser and pass the address it leads to',
  );
}

/** Mimecast shows the domain behind its links: links to other domains say nothing about the meeting. */
function namesForeignDomain({ searchParams }: URL): boolean {
  const domain = searchParams.get('domain');
  return domain !== null && !meetingWords.test(`${domain}.`);
}

function readWrapped(inner: string, options: LinkOptions, depth: number): MeetingLink | undefined {
  if (depth >= deepestWrapping) throw invalidLink(`the link is wrapped more than ${deepestWrapping} times`);
  if (!schemeForm.test(inner)) throw invalidLink('the wrapper contains no complete link');
  return readPiece(inner, options, depth + 1);
}

function unsupported(service: string): PikaError {
  return new PikaError(
    'link_unsupported',
    `this is a ${service} link; only Google Meet and Zoom are supported`,
    {
      hint: 'Ask for a Google Meet or Zoom link; a room on this machine is local:NAME',
    },
  );
}

/** Parts of a host that no meeting link has, the most telling first. */
const hostProblems: readonly [RegExp, string][] = [
  [/@/, 'a user name before the host'],
  [/[^\x20-\x7e]|(?:^|\.)xn--/i, 'lookalike letters in the host'],
  [/^(?:[\d.]+|0x[\da-f.x]+|\[.*)(?::\d*)?$/i, 'an IP address as its host'],
  [/:/, 'a port, or a scheme other than https'],
  [/\.$/, 'a host that ends with a dot'],
];
const hostForm = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const hiddenCharacters = /[\p{Cc}\p{Cf}\\]/u;

/** Why this cannot be a meeting link, judged by the original text, before a URL parser normalizes it. */
function problemOf(piece: string, scheme: string, rest: string): string | undefined {
  if (piece.length > longestLink) return `more than ${longestLink.toLocaleString('en')} characters`;
  if (hiddenCharacters.test(piece)) return 'a backslash or invisible characters';
  if (!schemes.has(scheme)) return 'a scheme other than https';
  const host = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const known = hostProblems.find(([pattern]) => pattern.test(host))?.[1];
  if (known) return known;
  return host.length <= 253 && hostForm.test(host) && URL.canParse(`https://${rest}`)
    ? undefined
    : 'no valid host';
}
