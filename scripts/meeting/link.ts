import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Platform } from '../pika/wire.ts';
import {
  invalidLink,
  type MeetingLink,
  readGoogleMeet,
  readRoomAddress,
  readRoomName,
  readZoom,
} from './link-forms.ts';
import { unsupportedService, unwrapped, zoomRealm } from './link-hosts.ts';
import { findPasscode } from './link-passcode.ts';

export type { MeetingLink } from './link-forms.ts';

export interface LinkOptions {
  /** May only confirm what the link's host says. */
  platform?: Platform;
  /** Origins of the engine on this machine, such as http://127.0.0.1:4700. */
  localOrigins?: readonly string[];
}

/** Longest invitation that is read, in UTF-16 code units; a calendar's own invitations stay below 10,000. */
const longestText = 100_000;
/** Longest single link, wrapped or not. */
const longestLink = 8_192;
/** How many wrappers around a link are undone. */
const deepestWrapping = 4;

/**
 * The one meeting that `text` names: a bare link, a wrapped link, or a pasted invitation in which the link and the passcode
 * are found.
 * @throws {PikaError} `link_invalid` when it names no meeting, several, or something that only looks like one;
 * `link_unsupported` for the meetings of other services.
 */
export function parseMeetingLink(text: string, options: LinkOptions = {}): MeetingLink {
  if (text.length > longestText) {
    throw invalidLink(`the text with the link is longer than ${longestText.toLocaleString('en')} characters`);
  }
  const pieces = splitIntoPieces(text);
  const [first, ...rest] = pieces;
  if (first === undefined) throw invalidLink('the meeting link is empty');
  const link = rest.length === 0 ? readAlone(first, options) : readInvitation(text, pieces, options);
  if (options.platform && options.platform !== link.platform) {
    throw invalidLink(
      `the link leads to ${platformNames[link.platform]}, but the platform was given as ${platformNames[options.platform]}`,
      'Leave --platform out: the link says it',
    );
  }
  return link;
}

const platformNames: Readonly<Record<Platform, string>> = {
  google_meet: 'Google Meet',
  zoom: 'Zoom',
  local: 'the local engine',
};

/** Space, what mail and chat programs put around links, and the middle of a Markdown link. */
const separators = /[\s<>"'`“”„«»|]+|\]\(/u;
const leadingMarks = /^[([{,;!•（【「\u200b-\u200f\u2060]+/u;
const trailingMark = /[)\]},;:.!?…。、，；：！？）】」\u200b-\u200f\u2060]/u;
/** Markdown's emphasis: only in pairs, since a link may itself end in such a character. */
const leadingEmphasis = /^[*_~]+/;
const emphasisMark = /[*_~]/;
/** A word and a colon right before the link, as in "Link:https://…"; not a scheme that runs or holds what follows. */
const labelBeforeLink =
  /^(?!javascript|vbscript|data|blob|filesystem|view-source)[\p{L}\p{N}_-]{1,40}[:：=(（]+(?=(?:https?|zoommtg|zoomus):\/\/)/iu;

function splitIntoPieces(text: string): string[] {
  return text.split(separators).map(bareLink).filter(Boolean);
}

function bareLink(piece: string): string {
  const plain = withoutTrailing(trailingMark, piece.replace(leadingMarks, '').replace(labelBeforeLink, ''));
  const inner = plain.replace(leadingEmphasis, '');
  const bare = inner === plain ? plain : withoutTrailing(trailingMark, withoutTrailing(emphasisMark, inner));
  return bare.replaceAll('&amp;', '&');
}

/** Looks back only as far as the marks go: one pattern on the whole piece would take quadratic time. */
function withoutTrailing(mark: RegExp, piece: string): string {
  let end = piece.length;
  while (end > 0 && mark.test(piece.charAt(end - 1))) end -= 1;
  return piece.slice(0, end);
}

function readAlone(piece: string, options: LinkOptions): MeetingLink {
  const link = readRoomName(piece) ?? readPiece(piece, options, 0);
  if (link) return link;
  throw invalidLink('this is not a link to a Google Meet or Zoom meeting');
}

function readInvitation(text: string, pieces: string[], options: LinkOptions): MeetingLink {
  const links: MeetingLink[] = [];
  const refusals: PikaError[] = [];
  for (const piece of pieces) {
    try {
      const link = readPiece(piece, options, 0);
      if (link) links.push(link);
    } catch (error) {
      if (!isPikaError(error)) throw error;
      refusals.push(error);
    }
  }
  const link = theOnly(links) ?? refuse(refusals);
  const passcode = link.platform === 'zoom' ? findPasscode(text) : undefined;
  return passcode ? { ...link, passcode } : link;
}

/** The one meeting among the links, by the link that says most about it; undefined when there is none. */
function theOnly(links: MeetingLink[]): MeetingLink | undefined {
  const meetings = new Set(links.map((link) => link.key)).size;
  if (meetings > 1) {
    throw invalidLink(
      `the text names ${meetings} different meetings, expected one`,
      'Pass only the link of the meeting to join',
    );
  }
  return links.find((link) => link.url.includes('?')) ?? links[0];
}

function refuse(refusals: PikaError[]): never {
  const unsupported = refusals.find((error) => isPikaError(error, 'link_unsupported'));
  throw unsupported ?? refusals[0] ?? invalidLink('the text holds no link to a Google Meet or Zoom meeting');
}

const applicationForm = /^([a-z][a-z-]{0,20}):(?=.)/i;
const schemeForm = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i;
const zoomSchemes: ReadonlySet<string> = new Set(['zoommtg', 'zoomus']);
const schemes: ReadonlySet<string> = new Set(['https', 'http', ...zoomSchemes]);
/** What makes a piece pretend to be a meeting's link. */
const meetingWords = /zoom(?:gov|-x)?\.|meet\.google|g\.co\/meet/i;
const mailAddress = /^[^/:@]+@[^/:@]+$/;

/** The meeting of one link; undefined for what is no link, or leads elsewhere without pretending anything. */
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
    throw invalidLink('the link of the Zoom application does not name a host of Zoom');
  }
  return readUrl(url, claims, options, depth);
}

function readUrl(url: URL, claims: boolean, options: LinkOptions, depth: number): MeetingLink | undefined {
  const inner = unwrapped(url);
  if (inner !== undefined) return readWrapped(inner, options, depth);
  const service = unsupportedService(url.hostname);
  if (service) throw unsupported(service);
  const link = readGoogleMeet(url) ?? readZoom(url);
  if (link || !claims) return link;
  throw invalidLink(
    `the host ${url.hostname.slice(0, 60)} is neither Google Meet's nor Zoom's: the link only looks like theirs`,
  );
}

function readWrapped(inner: string, options: LinkOptions, depth: number): MeetingLink | undefined {
  if (depth >= deepestWrapping) throw invalidLink(`the link is wrapped more than ${deepestWrapping} times`);
  if (!schemeForm.test(inner)) throw invalidLink('the wrapped link holds no whole link inside');
  return readPiece(inner, options, depth + 1);
}

function unsupported(service: string): PikaError {
  return new PikaError(
    'link_unsupported',
    `this is a link of ${service}: only Google Meet and Zoom are supported`,
    {
      hint: 'Ask for a Google Meet or Zoom link; rooms of this machine are named local:NAME',
    },
  );
}

/** Parts of a host that no meeting link has, the telling ones first. */
const hostProblems: readonly [RegExp, string][] = [
  [/@/, 'a user name before the host'],
  [/[^\x20-\x7e]|(?:^|\.)xn--/i, 'a host in letters that only look like the right ones'],
  [/^(?:[\d.]+|0x[\da-f.x]+|\[.*)(?::\d*)?$/i, 'a bare IP address for a host'],
  [/:/, 'a port, or a scheme other than https'],
  [/\.$/, 'a host that ends in a dot'],
];
const hostForm = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;
const hiddenCharacters = /[\p{Cc}\p{Cf}\\]/u;

/** Why this cannot be a meeting's link, judged on the text as it came, before a URL parser makes it harmless. */
function problemOf(piece: string, scheme: string, rest: string): string | undefined {
  if (piece.length > longestLink) return `more than ${longestLink.toLocaleString('en')} characters`;
  if (hiddenCharacters.test(piece)) return 'a backslash or invisible characters in it';
  if (!schemes.has(scheme)) return 'a scheme other than https';
  const host = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  const known = hostProblems.find(([pattern]) => pattern.test(host))?.[1];
  if (known) return known;
  return host.length <= 253 && hostForm.test(host) && URL.canParse(`https://${rest}`)
    ? undefined
    : 'no valid host';
}
