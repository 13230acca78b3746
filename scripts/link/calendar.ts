import ICAL from 'ical.js';
import { PikaError } from '../cli/errors.ts';
import type { InvitationText } from './invitation.ts';

/** iCalendar (RFC 5545, with CONFERENCE of RFC 7986 and what vendors add), read by ical.js. */

/** More events than this are a whole calendar, not an invitation. */
const maxEvents = 200;

/** People, times and identities: their values may look like links, but are never the meeting's. */
const withoutLinks: ReadonlySet<string> = new Set(
  'uid,dtstamp,created,last-modified,sequence,organizer,attendee,rrule,exdate,rdate,transp,class,priority,begin,end,tzid'.split(
    ',',
  ),
);
const components: ReadonlySet<string> = new Set(['vevent', 'vtodo', 'vjournal']);

interface Event extends InvitationText {
  isCancelled: boolean;
}

/** Joins folded lines, even where the fold is a tab or splits a character: call it before the bytes are decoded. */
export function unfolded(calendar: string): string {
  return calendar.replace(/\r\n?(?![\n])|\r\n/g, '\n').replace(/\n[ \t]/g, '');
}

type JcalProperty = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  ...values: unknown[],
];

/** Parses one content line. Undefined for any other line, such as the rest of a value that a program wrapped. */
function propertyOf(line: string): JcalProperty | undefined {
  if (!/^[A-Za-z][A-Za-z0-9-]*[;:]/.test(line)) return undefined;
  try {
    return ICAL.parse.property(line) as unknown as JcalProperty;
  } catch {
    return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', N: '\n' };

/** The library unescapes only text; vendors escape their own properties, and some escape links. */
function textOf([, , type, ...values]: JcalProperty): string {
  const text = values.flat().map(String).join(', ');
  return type === 'text'
    ? text
    : text.replace(/\\([nN,;:"\\/])/g, (_all, sign: string) => escapes[sign] ?? sign);
}

/** A line of a calendar, with the following lines that are not properties and so belong to its value. */
interface Line {
  /** `BEGIN` or `END` of a component, in lowercase. */
  frame?: { mark: 'begin' | 'end'; component: string };
  property?: JcalProperty;
  rest: string;
}

function linesOf(calendar: string): Line[] {
  const read: Line[] = [];
  for (const text of unfolded(calendar).split('\n')) {
    const [, mark, component] = /^(BEGIN|END):[ \t]*(\S{1,40})[ \t]*$/i.exec(text) ?? [];
    const property = mark ? undefined : propertyOf(text);
    const previous = read.at(-1);
    if (mark && component) {
      const frame = { mark: mark.toLowerCase() as 'begin' | 'end', component: component.toLowerCase() };
      read.push({ frame, rest: '' });
    } else if (property) read.push({ property, rest: '' });
    else if (previous && text.trim()) previous.rest += `\n${text}`;
  }
  return read;
}

function emptyEvent(): Event {
  return { title: '', start: '', text: '', isCancelled: false };
}

function add(event: Event, property: JcalProperty, rest: string): void {
  const [name, parameters] = property;
  if (withoutLinks.has(name)) return;
  const value = textOf(property) + rest;
  if (name === 'summary') event.title = value;
  if (name === 'dtstart') event.start = value;
  if (name === 'status') event.isCancelled = value.toUpperCase() === 'CANCELLED';
  const elsewhere = typeof parameters.altrep === 'string' ? `\n${parameters.altrep}` : '';
  event.text += `${value}${elsewhere}\n\n`;
}

function isCancel([name, , , value]: JcalProperty): boolean {
  return name === 'method' && String(value).toUpperCase() === 'CANCEL';
}

function eventsOf(calendar: string): Event[] {
  const events: Event[] = [];
  const open: string[] = [];
  let event = emptyEvent();
  let isCancelled = false;
  const isInEvent = () => components.has(open.at(-1) ?? '');
  for (const { frame, property, rest } of linesOf(calendar)) {
    if (frame?.mark === 'begin') {
      open.push(frame.component);
      if (isInEvent()) event = emptyEvent();
    } else if (frame) {
      if (isInEvent()) events.push(event);
      open.pop();
    } else if (property) {
      isCancelled ||= isCancel(property);
      if (isInEvent()) add(event, property, rest);
    }
    if (events.length > maxEvents) throw wholeCalendar();
  }
  // A truncated file still has its last event.
  if (open.some((component) => components.has(component))) events.push(event);
  return events.map((each) => ({ ...each, isCancelled: each.isCancelled || isCancelled }));
}

function wholeCalendar(): PikaError {
  return new PikaError('link_invalid', `the calendar contains more than ${maxEvents} events, expected one`, {
    hint: 'Export only the one event, or pass its meeting link',
  });
}

/**
 * The events in a calendar's text, each with its properties' values, without canceled ones.
 * @throws {PikaError} `link_invalid` if it has no event, only canceled ones, or too many.
 */
export function readCalendar(calendar: string): InvitationText[] {
  const events = eventsOf(calendar);
  const live = events.filter((event) => !event.isCancelled);
  if (live.length > 0) return live.map(({ title, start, text }) => ({ title, start, text }));
  throw events.length > 0
    ? new PikaError('link_invalid', 'the invitation is a cancellation: the meeting will not take place', {
        hint: 'Ask the user for the current invitation',
      })
    : new PikaError('link_invalid', 'the calendar file contains no event', {
        hint: 'Export the event again, or pass its link',
      });
}
