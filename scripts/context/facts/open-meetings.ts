import type { PrivacyGate } from '../privacy/privacy-gate.ts';
import type { EarlierMeeting, MeetingMemory, Person } from './earlier-meetings.ts';

function isOpen({ path, title = '', mark }: EarlierMeeting, privacy: PrivacyGate): boolean {
  const reason = privacy.judge.mark(mark) ?? privacy.judge.heading(title) ?? privacy.reasonOfName(path);
  if (reason) privacy.leave(path, reason);
  return reason === undefined;
}

/** The meetings without what is private in them. A meeting whose title or notes are marked private is left out. */
export function openMeetings(meetings: readonly EarlierMeeting[], privacy: PrivacyGate): EarlierMeeting[] {
  return meetings
    .filter((meeting) => isOpen(meeting, privacy))
    .map((meeting) => ({
      ...meeting,
      summary:
        meeting.summary && privacy.mayTell(meeting.summary, meeting.path) ? meeting.summary : undefined,
      decisions: meeting.decisions.filter((one) => privacy.mayTell(one.text, meeting.path, one)),
      actionItems: meeting.actionItems.filter((one) => privacy.mayTell(one.text, meeting.path, one)),
    }));
}

/** The memory without what is private in it. */
export function openMemory(memory: MeetingMemory, privacy: PrivacyGate): MeetingMemory {
  const { path } = memory;
  const withoutPrivate = (person: Person): Person => ({
    ...person,
    open_items: person.open_items.filter((item) => privacy.mayTell(item.text, path, item)),
  });
  return {
    ...memory,
    people: memory.people.filter((person) => privacy.mayTell(person.name, path, person)).map(withoutPrivate),
    topics: memory.topics.filter((topic) => privacy.mayTell(topic.name, path, topic)),
    openItems: memory.openItems.filter((item) => privacy.mayTell(item.text, path, item)),
  };
}
