import { isPikaError, type PikaError } from '../cli/errors.ts';
import type { MeetingLink } from './forms.ts';
import type { Invitation, InvitationText } from './invitation.ts';
import { type LinkOptions, parseMeetingLink, theOnly } from './link.ts';
import { meetingTitle } from './meeting-title.ts';
import { refuse, SeveralMeetings } from './refusals.ts';

/** A text of the invitation and its meeting. */
type NamedMeeting = InvitationText & { link: MeetingLink };

function readTexts(
  texts: readonly InvitationText[],
  options: LinkOptions,
  refusals: PikaError[],
): NamedMeeting[] {
  return texts.flatMap((each) => {
    try {
      return [{ ...each, link: parseMeetingLink(each.text, options) }];
    } catch (error) {
      if (!isPikaError(error) || error instanceof SeveralMeetings) throw error;
      refusals.push(error);
      return [];
    }
  });
}

/** How many events an error lists, and how many characters of each title. */
const maxNamed = 3;
const longestTitle = 30;

function nameOf({ title, start }: InvitationText): string {
  const plain = title.replace(/[\p{C}\s]+/gu, ' ').trim() || 'untitled';
  const short = plain.length > longestTitle ? `${[...plain].slice(0, longestTitle).join('')}…` : plain;
  return `"${short}"${start ? ` (${start.slice(0, 16).replace('T', ' ')})` : ''}`;
}

function severalMeetings(named: readonly NamedMeeting[]): PikaError {
  const ofOne = new Map(named.map((each) => [each.link.key, each]));
  const names = [...ofOne.values()].slice(0, maxNamed).map(nameOf).join(', ');
  return new SeveralMeetings(
    `the invitation contains ${ofOne.size} different meetings, expected one: ${names}`,
    'Ask the user which one, then pass only its link',
  );
}

/** The meeting of an invitation, and what the invitation calls it. */
export interface InvitedMeeting {
  link: MeetingLink;
  title: string | null;
}

/**
 * The one meeting of an invitation, from all of its texts.
 * @throws {PikaError} as `parseMeetingLink`.
 */
export function parseInvitation({ texts, otherwise }: Invitation, options: LinkOptions = {}): InvitedMeeting {
  const refusals: PikaError[] = [];
  const best = readTexts(texts, options, refusals);
  const named = best.length > 0 ? best : readTexts(otherwise, options, refusals);
  if (new Set(named.map(({ link }) => link.key)).size > 1) throw severalMeetings(named);
  const link = theOnly(named.map((each) => each.link)) ?? refuse(refusals);
  const passcode = link.passcode ?? named.find((each) => each.link.passcode)?.link.passcode;
  const title = named.map((each) => meetingTitle(each.title)).find(Boolean) ?? null;
  return { link: passcode ? { ...link, passcode } : link, title };
}
