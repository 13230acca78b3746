import type { Fact } from '../card.ts';
import { addressesModel } from '../redaction/addressed-to-model.ts';
import type { EarlierItem, EarlierMeeting, MeetingMemory, Person } from './earlier-meetings.ts';
import { type Match, type MatchOptions, mentions, relevantPeople, sameName, words } from './meeting-match.ts';

export interface MeetingFacts {
  people: Fact[];
  last: Fact[];
  open: Fact[];
  known: Fact[];
  /** The people whom this meeting is likely with. */
  relevant: string[];
}

const namedTopics = 12;

function describePerson({ name, last_met, meetings }: Person): string {
  const met = last_met ? `last met ${last_met.slice(0, 10)}` : 'met before';
  return `${name}: ${met}${meetings > 1 ? `, ${meetings} meetings so far` : ''}.`;
}

/** «Tomorrow» means nothing without the day on which it was said. */
function dueIn({ due }: EarlierItem, said: string | undefined): string {
  if (!due) return '';
  const day = /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(due)?.[0];
  return ` (due ${day ?? due}${!day && said ? `, as said on ${said}` : ''})`;
}

function describeItem(item: EarlierItem, said: string | undefined): string {
  return `${item.owner ? `${item.owner}: ` : ''}${item.text}${dueIn(item, said)}`;
}

const titleAndDate = ({ title = '', date = 'an unknown day' }: EarlierMeeting) =>
  `${title && !addressesModel(title) ? title : 'A meeting'} on ${date}`;

/**
 * Orders that pose as a title or as a name stand alone, where they are dropped and counted: within a longer fact they would take it with them.
 */
function lastTime(meeting: EarlierMeeting): Fact[] {
  const { path: source, participants, summary, decisions } = meeting;
  const present = participants.filter((name) => !addressesModel(name));
  const orders = [meeting.title ?? '', ...participants].filter(addressesModel);
  const withWhom = present.length > 0 ? ` with ${present.join(', ')}` : '';
  const told = `${titleAndDate(meeting)}${withWhom}${summary ? `: ${summary}` : '.'}`;
  const decided = decisions.map(({ text }) => `Decided on ${meeting.date ?? 'that day'}: ${text}`);
  return [told, ...decided, ...orders].map((text) => ({ section: 'last', text, source }));
}

function openItems(
  items: readonly EarlierItem[],
  source: string,
  dayOf: (item: EarlierItem) => string | undefined,
): Fact[] {
  const open = items.filter(({ done }) => !done);
  return open.map((item) => ({ section: 'open', text: describeItem(item, dayOf(item)), source }));
}

function ownedItems({ name, open_items }: Person): EarlierItem[] {
  return open_items.map((item) => ({ ...item, owner: item.owner ?? name }));
}

function participantsOf(meeting: EarlierMeeting, introduced: readonly string[]): Fact[] {
  const strangers = meeting.participants.filter(
    (name) => !introduced.some((other) => sameName(other, name)) && !addressesModel(name),
  );
  return strangers.map((name) => ({
    section: 'people',
    text: `${name}: in ${titleAndDate(meeting)}.`,
    source: meeting.path,
  }));
}

function newestFirst(a: Person, b: Person): number {
  return (b.last_met ?? '').localeCompare(a.last_met ?? '') || (a.name < b.name ? -1 : 1);
}

/** The people of this meeting first; for outsiders no others. */
function choosePeople(
  people: readonly Person[],
  relevant: readonly string[],
  options: MatchOptions,
): Person[] {
  const others = people.filter(({ name }) => !options.own.some((own) => sameName(own, name)));
  const known = others.sort(newestFirst);
  const isRelevant = ({ name }: Person) => relevant.some((other) => sameName(other, name));
  const first = known.filter(isRelevant);
  return options.isExternal ? first : [...first, ...known.filter((person) => !isRelevant(person))];
}

/**
 * What earlier meetings say. For outsiders only the meetings that belong to this one and the people of it are used: what was said with
 * others is not theirs to hear.
 */
export function factsFromMeetings(
  matches: readonly Match[],
  { path: source, people, topics, openItems: unowned, days }: MeetingMemory,
  options: MatchOptions,
): MeetingFacts {
  const relevant = relevantPeople(matches, people, options);
  const chosen = choosePeople(people, relevant, options);
  const introduced = [...options.own, ...chosen.map(({ name }) => name)];
  const meetings = matches.map(({ meeting }) => meeting);
  const remembered = openItems([...chosen.flatMap(ownedItems), ...unowned], source, ({ session_id = '' }) =>
    days.get(session_id),
  );
  const named = options.isExternal ? [] : topics.slice(0, namedTopics).map(({ name }) => name);
  return {
    relevant,
    people: [
      ...chosen.map((person): Fact => ({ section: 'people', text: describePerson(person), source })),
      ...meetings.flatMap((meeting) => participantsOf(meeting, introduced)),
    ],
    last: meetings.flatMap(lastTime),
    open: [
      ...meetings.flatMap(({ actionItems, path, date }) => openItems(actionItems, path, () => date)),
      // They may have been promised in another meeting.
      ...(options.isExternal ? [] : remembered),
    ],
    known:
      named.length === 0
        ? []
        : [{ section: 'known', text: `Topics of earlier meetings: ${named.join(', ')}.`, source }],
  };
}

/** The contacts that have to do with this meeting first; for outsiders no others. */
export function orderContacts(
  contacts: readonly Fact[],
  relevant: readonly string[],
  isExternal: boolean,
): Fact[] {
  const isRelevant = ({ text }: Fact) => {
    const inText = words(text);
    return relevant.some((name) => mentions(inText, name, isExternal));
  };
  const first = contacts.filter(isRelevant);
  return isExternal ? first : [...first, ...contacts.filter((fact) => !isRelevant(fact))];
}
