import { isLoopbackUrl } from '../base/loopback.ts';
import { googleMeetHost, googleShortHost, zoomRealm } from './hosts.ts';
import { invalidLink, OtherPage } from './refusals.ts';

/** A meeting that a link names. */
export interface MeetingLink {
  platform: 'google_meet' | 'zoom' | 'local';
  /** Canonical form, sent as `meet_url`. A Zoom link keeps its `pwd` and a registrant's `tk`. */
  url: string;
  /** Identifies the meeting: the same for all spellings of its link, with and without `pwd`. */
  key: string;
  /** The passcode from the invitation's text, not the link's `pwd`. */
  passcode?: string;
}

const meetCode = /^([a-z]{3})-?([a-z]{4})-?([a-z]{3})$/;
const dashedMeetCode = /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/;
const meetName = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Pages of meet.google.com that are not a meeting, and what they are. */
const meetPages: Readonly<Record<string, string>> = {
  '': 'the start page of Google Meet',
  new: 'the page that starts a new meeting',
  landing: 'the start page of Google Meet',
  home: 'the start page of Google Meet',
};

function meetByCode([, first, second, third]: RegExpExecArray): MeetingLink {
  const code = `${first}-${second}-${third}`;
  return { platform: 'google_meet', url: `https://${googleMeetHost}/${code}`, key: `google_meet:${code}` };
}

function meetByName(name: string): MeetingLink | undefined {
  if (!meetName.test(name)) return undefined;
  const url = `https://${googleMeetHost}/lookup/${name}`;
  return { platform: 'google_meet', url, key: `google_meet:lookup/${name}` };
}

/** /abc-defg-hij, /meet/…, /_meet/…, /lookup/NAME; on g.co only /meet/…, which also takes names. */
function readMeetPath(host: string, segments: string[]): MeetingLink | undefined {
  const last = segments.at(-1) ?? '';
  const folder = segments.slice(0, -1).join('/');
  const isShort = host === googleShortHost;
  if (folder === 'lookup' && !isShort) {
    const code = dashedMeetCode.test(last) ? meetCode.exec(last) : null;
    return code ? meetByCode(code) : meetByName(last);
  }
  const folders = isShort ? ['meet'] : ['', 'meet', '_meet'];
  if (!folders.includes(folder)) return undefined;
  const code = meetCode.exec(last);
  if (code) return meetByCode(code);
  return isShort ? meetByName(last) : undefined;
}

/** Google adds this when several accounts are signed in. */
const accountPath = /^\/u\/\d{1,2}(?=\/)/;

/** Characters that no meeting path contains: after them comes surrounding text. */
const afterLink = /[,;()!].*$/;

/** The Google Meet meeting of a checked https URL; undefined if the host is not Google Meet's. */
export function readGoogleMeet(url: URL): MeetingLink | undefined {
  const host = url.hostname;
  if (host !== googleMeetHost && host !== googleShortHost) return undefined;
  const pathname = url.pathname.replace(accountPath, '').replace(afterLink, '');
  const segments = pathname.toLowerCase().split('/').filter(Boolean);
  const link = readMeetPath(host, segments);
  if (link) return link;
  const page = meetPages[segments.join('/')];
  throw page !== undefined && host === googleMeetHost
    ? new OtherPage(page)
    : invalidLink(`the ${host} link has no meeting code (expected three, four and three letters)`);
}

/** A meeting's number has 9 to 11 digits (support.zoom.com, "Meeting ID"); people write it in groups. */
const zoomNumber = String.raw`(?<number>\d(?:[ -]?\d){8,10})`;

const zoomForms: readonly RegExp[] = [
  new RegExp(`^/[js]/${zoomNumber}$`, 'i'),
  new RegExp(`^/(?<webinar>w)/${zoomNumber}$`, 'i'),
  new RegExp(`^/meetings?/${zoomNumber}(?:/[a-z]+)?$`, 'i'),
  new RegExp(`^/wc/(?:join/)?${zoomNumber}(?:/(?:join|start))?$`, 'i'),
  /^\/(?:wc\/(?:join\/)?)?my\/(?<name>[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?)(?:\/(?:join|start))?$/i,
];

const dialogForm = /^\/(?:join|start)$/i;

/** Pages of Zoom that are not a meeting, and what they are. */
const zoomPages: readonly [RegExp, string][] = [
  [/^$/, 'the start page of Zoom'],
  [
    /^\/(?:meeting|webinar)\/register(?:\/|$)/i,
    'a registration page (register, then use the link from the confirmation)',
  ],
  [/^\/rec(?:ording)?\//i, 'a recording'],
  [/^\/u\//i, 'a list of phone numbers'],
  [/^\/(?:join|start|test)$/i, 'a page without a meeting number'],
];

/** Query parameters that are needed to enter: the encrypted passcode and a registrant's token. */
const entryParameters = ['pwd', 'tk'] as const;

const entryValue = /^[\x21-\x7e]{1,512}$/;

/** Some clients start the query with an ampersand, or add a second query with a second question mark. */
function zoomParameters({ pathname, search }: URL): URLSearchParams {
  const [, inPath = ''] = /&(.*)$/.exec(pathname) ?? [];
  return new URLSearchParams(`${inPath}&${search.slice(1)}`.replaceAll('?', '&'));
}

function zoomQuery(parameters: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of entryParameters) {
    const value = parameters.get(name)?.replace(afterLink, '');
    if (value && entryValue.test(value)) kept.set(name, value);
  }
  // A trailing dot would look like the end of a sentence.
  return kept.size ? `?${kept}`.replace(/\.{1,512}$/, (dots) => '%2E'.repeat(dots.length)) : '';
}

/** Zoom's own clusters and clients share personal rooms; a company's subdomain may not. */
const clusterPrefix = /^(?:www|app|us\d{2}web)\./;

/** The Zoom meeting of a checked https URL; undefined if the host is not Zoom's. */
export function readZoom(url: URL): MeetingLink | undefined {
  const host = url.hostname;
  const realm = zoomRealm(host);
  if (!realm) return undefined;
  const parameters = zoomParameters(url);
  const pathname = url.pathname
    .replaceAll('%20', ' ')
    .replace(/&.*$/, '')
    .replace(afterLink, '')
    .replace(/\/+$/, '');
  const confno = dialogForm.test(pathname) ? parameters.get('confno') : null;
  const path = confno ? `/j/${confno.trim()}` : pathname;
  const groups = zoomForms.map((form) => form.exec(path)?.groups).find(Boolean);
  if (!groups) throw notZoomMeeting(pathname);
  const query = zoomQuery(parameters);
  if (groups.name) {
    const key = `zoom:${host.replace(clusterPrefix, '')}/my/${groups.name.toLowerCase()}`;
    return { platform: 'zoom', url: `https://${host}/my/${groups.name}${query}`, key };
  }
  const number = groups.number?.replace(/\D/g, '') ?? '';
  const kind = groups.webinar ? 'w' : 'j';
  return {
    platform: 'zoom',
    url: `https://${host}/${kind}/${number}${query}`,
    key: `zoom:${realm}/${number}`,
  };
}

/** Paths that are meant for a meeting, even if they are wrong. */
const meetingPath = /^\/(?:[jsw]|wc|my|meetings?)(?:\/|$)/i;

function notZoomMeeting(pathname: string): Error {
  const page = zoomPages.find(([pattern]) => pattern.test(pathname))?.[1];
  if (page) return new OtherPage(page);
  return meetingPath.test(pathname)
    ? invalidLink('the Zoom link has no meeting number of 9 to 11 digits (expected a form such as /j/…)')
    : new OtherPage('a Zoom page without a meeting number of 9 to 11 digits');
}

const roomName = /^[a-z0-9-]{1,64}$/;
const roomAddress = /^(https?:\/\/[^/?#@\\]+)\/room\/([a-z0-9-]{1,64})\/?(?:[?#].*)?$/i;

function localRoom(name: string): MeetingLink {
  return { platform: 'local', url: `local:${name}`, key: `local:${name}` };
}

function originOf(text: string): string {
  return URL.canParse(text) ? new URL(text).origin : text;
}

/** A room of the local engine, in its short form `local:NAME`. */
export function readRoomName(piece: string): MeetingLink | undefined {
  const name = /^local:(.*)$/i.exec(piece)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  if (roomName.test(name)) return localRoom(name);
  throw invalidLink(
    'the name of a local room must have 1 to 64 letters, digits and dashes',
    'Pass a name such as local:demo',
  );
}

/** A room of the local engine, by its URL, whose origin must be one of `localOrigins`. */
export function readRoomAddress(piece: string, localOrigins: readonly string[]): MeetingLink | undefined {
  const [, origin, name] = roomAddress.exec(piece) ?? [];
  const served = localOrigins.map(originOf);
  if (origin && name && served.includes(originOf(origin))) return localRoom(name.toLowerCase());
  if (!isLoopbackUrl(piece) || !/\/room\//i.test(piece)) return undefined;
  throw invalidLink(
    'no engine on this machine has a room at that address',
    'Use --engine local with the address printed by the engine, or with local:NAME',
  );
}
