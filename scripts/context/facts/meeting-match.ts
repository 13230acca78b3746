import type { WantedMeeting } from '../request.ts';
import type { EarlierMeeting, Person } from './earlier-meetings.ts';

export type MatchedBy = 'link' | 'title' | 'people' | 'newest';

export interface Match {
  meeting: EarlierMeeting;
  by: MatchedBy;
}

/** Words of titles that say nothing about which meeting it is. */
const emptyWords: ReadonlySet<string> = new Set(
  'the a an and or of for with to in on at by from our my meeting call sync chat video zoom meet google'.split(
    ' ',
  ),
);

const maxMatches = 3;
const titleShare = 0.5;

/** The words of a text without case, accents, numbers and words that say nothing. */
export function words(text: string): Set<string> {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const found = folded.match(/[\p{L}][\p{L}\p{N}]*/gu) ?? [];
  return new Set(found.filter((word) => !emptyWords.has(word)));
}

export interface MatchOptions {
  /** The meeting that is briefed for. */
  meeting: WantedMeeting | undefined;
  /** Outsiders hear only of what surely belongs to this meeting: a first name alone is not enough. */
  isExternal: boolean;
  /** Names of the bot and the person it works for, who are in every meeting. */
  own: readonly string[];
}

const foldName = (name: string) => name.replace(/\s*\(AI\)\s*$/i, '').toLowerCase();

/** Whether two names are the same person's, or the same bot's with and without its mark. */
export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

/** Whether a name stands in the text: all of it or, unless `isStrict`, the first name if that has three letters or more. */
export function mentions(text: ReadonlySet<string>, name: string, isStrict: boolean): boolean {
  const parts = [...words(name)];
  const [first = ''] = parts;
  if (parts.length === 0) return false;
  return parts.every((part) => text.has(part)) || (!isStrict && first.length >= 3 && text.has(first));
}

function similarTitle(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared > 0 && shared / Math.max(a.size, b.size) >= titleShare;
}

function others(names: readonly string[], { own }: MatchOptions): string[] {
  return names.filter((name) => !own.some((ownName) => sameName(ownName, name)));
}

function matchedBy(
  meeting: EarlierMeeting,
  { key, title = '' }: WantedMeeting,
  options: MatchOptions,
): MatchedBy | undefined {
  if (key) return meeting.keys.includes(key) ? 'link' : undefined;
  const asked = words(title);
  if (similarTitle(asked, words(meeting.title ?? ''))) return 'title';
  const named = others(meeting.participants, options).some((name) =>
    mentions(asked, name, options.isExternal),
  );
  return named ? 'people' : undefined;
}

const order: readonly MatchedBy[] = ['link', 'title', 'people', 'newest'];

/**
 * The earlier meetings that belong to the one that is briefed for: by its link, else by a similar title, else by people whom the title
 * names; newest first among equals. Where neither title nor link is known the newest meeting is taken, unless outsiders listen.
 */
export function matchMeetings(meetings: readonly EarlierMeeting[], options: MatchOptions): Match[] {
  const { meeting: wanted, isExternal } = options;
  if (wanted === undefined) {
    const newest = isExternal ? [] : meetings.slice(0, 1);
    return newest.map((meeting) => ({ meeting, by: 'newest' }));
  }
  const matches = meetings.flatMap((meeting): Match[] => {
    const by = matchedBy(meeting, wanted, options);
    return by ? [{ meeting, by }] : [];
  });
  return matches.sort((a, b) => order.indexOf(a.by) - order.indexOf(b.by)).slice(0, maxMatches);
}

/** The people of the matched meetings and those whom the title names. */
export function relevantPeople(
  matches: readonly Match[],
  people: readonly Person[],
  options: MatchOptions,
): string[] {
  const asked = words(options.meeting?.title ?? '');
  const met = matches.flatMap(({ meeting }) => meeting.participants);
  const named = people.map(({ name }) => name).filter((name) => mentions(asked, name, options.isExternal));
  return others([...new Set([...met, ...named])], options);
}
