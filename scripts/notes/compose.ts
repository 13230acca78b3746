import { roundTo } from '../base/numbers.ts';
import type { Gathered } from './collect.ts';
import { later, type Meeting } from './meeting-facts.ts';
import { personKey } from './person-name.ts';
import { candidatesByRule, participantsByRule, questionsByRule } from './rules/by-rule.ts';
import { chaptersByRule, topicsByRule } from './rules/chapters-by-rule.ts';
import { languageNames, languageOf } from './rules/languages.ts';
import {
  type Content,
  type ContentField,
  contentFields,
  emptyContent,
  isEmpty,
  type Notes,
  type Participant,
} from './schema.ts';
import { withoutForgotten } from './without-name.ts';

/** The first non-empty value, the longest transcript, and all participants. */
function fromService(found: Gathered['found'], stored: Content): Content {
  const content = emptyContent();
  for (const given of [...found.map(({ content: part }) => part), stored]) {
    for (const field of contentFields) takeField(content, given, field);
  }
  return content;
}

function takeField<Field extends ContentField>(
  content: Content,
  given: Partial<Content>,
  field: Field,
): void {
  const value = given[field];
  if (value === undefined || isEmpty(value)) return;
  if (field === 'participants') {
    content.participants = withEveryone(content.participants, given.participants ?? []);
    return;
  }
  const before: unknown = content[field];
  const isLonger = field === 'transcript' && (value as unknown[]).length > (before as unknown[]).length;
  if (isEmpty(before) || isLonger) content[field] = value as Content[Field];
}

function withEveryone(known: readonly Participant[], given: readonly Participant[]): Participant[] {
  const keys = new Set(known.map(({ name }) => personKey(name)));
  return [...known, ...given.filter(({ name }) => !keys.has(personKey(name)))];
}

/** What an earlier run kept, without what rules found: they run again. */
function kept(stored: Notes | undefined): Content {
  if (!stored) return emptyContent();
  const content: Content = { ...emptyContent() };
  const given = contentFields.filter((field) => !stored.derived.includes(field));
  return Object.assign(content, Object.fromEntries(given.map((field) => [field, stored[field]])));
}

/** From one instant of the service to another; nothing where one is missing or they are in the wrong order. */
function givenLength({ started_at, ended_at }: Content): number | null {
  if (!started_at || !ended_at) return null;
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000;
  return seconds >= 0 ? seconds : null;
}

/** How long the meeting still was from an instant of the service on; all of it where the clocks of both sides differ too much to tell. */
function lengthFrom(started_at: string | null, { started_at: joined, duration_sec }: Meeting): number | null {
  if (!started_at || !joined || duration_sec === null) return duration_sec;
  const offset = (Date.parse(started_at) - Date.parse(joined)) / 1000;
  return offset >= 0 && offset <= duration_sec ? duration_sec - offset : duration_sec;
}

/**
 * Times from the journal where the service gave none. Beginning, end and length agree: a length is never the distance between an instant of
 * the service and one on this machine, whose clocks differ.
 */
function withJournalTimes(content: Content, meeting: Meeting): Content {
  const started_at = content.started_at ?? meeting.started_at;
  const duration = content.duration_sec ?? givenLength(content) ?? lengthFrom(content.started_at, meeting);
  const duration_sec = duration === null ? null : roundTo(duration, 1);
  const isOver = content.ended_at !== null || meeting.ended_at !== null;
  const ended_at = content.ended_at ?? (isOver && started_at ? later(started_at, duration_sec) : null);
  return { ...content, started_at, ended_at, duration_sec };
}

function byRule(content: Content, meeting: Meeting): Content {
  const { transcript } = content;
  return {
    ...content,
    participants: participantsByRule(content.participants, transcript, meeting.bot_name),
    chapters: isEmpty(content.chapters) ? chaptersByRule(transcript) : content.chapters,
    topics: isEmpty(content.topics) ? topicsByRule(transcript) : content.topics,
  };
}

const whereToLook: Partial<Record<ContentField, string>> = {
  summary: 'none was given; write one with --add',
  decisions: 'none were given; name them with --add',
  chapters: 'none were given and the talk has no clear parts',
  topics: 'none were given and none stand out',
};

const noRules = `the rules for promises know only ${languageNames}`;

/** What the rules found of promises, and why they found none: they know some languages, and say nothing of others. */
interface Promises {
  candidates: Notes['candidates'];
  /** The rules could have found some. */
  isRead: boolean;
}

function promisesIn(content: Content): Promises {
  const candidates = candidatesByRule(content);
  const isRead =
    candidates.length > 0 || languageOf(content.transcript.map(({ text }) => text).join(' ')) !== undefined;
  return { candidates, isRead };
}

function whyNoActions({ candidates, isRead }: Promises): string {
  if (candidates.length > 0) return 'none were given; take them from the candidates with --add';
  if (isRead) return 'none were given and no sentence sounds like a promise; name them with --add';
  return `none were given, and ${noRules}; read the transcript and name them with --add`;
}

/** Why something is missing: what prevented it, or that no one gave it. */
function missingReasons(
  content: Content,
  added: readonly string[],
  { found, problems }: Gathered,
  promises: Promises,
): Record<string, string> {
  const reason = problems.length > 0 ? [...new Set(problems)].join('; ') : 'the service gave none';
  const hasTranscript = !isEmpty(content.transcript);
  const isSilent = !hasTranscript && found.some(({ content: part }) => part.started_at !== undefined);
  const reasons = Object.fromEntries(
    contentFields
      .filter((field) => isEmpty(content[field]) && !added.includes(field))
      .map((field) => {
        if (hasTranscript && field === 'action_items') return [field, whyNoActions(promises)];
        if (hasTranscript) return [field, whereToLook[field] ?? 'the service gave none'];
        return [
          field,
          field === 'transcript' && isSilent && problems.length === 0 ? 'nothing was said' : reason,
        ];
      }),
  );
  return hasTranscript && !promises.isRead ? { ...reasons, candidates: noRules } : reasons;
}

/** Everything about a meeting in one object: what services gave, before what earlier runs kept, before what rules find; what the agent added stays. */
export function composeNotes(meeting: Meeting, stored: Notes | undefined, gathered: Gathered): Notes {
  const given = fromService(gathered.found, kept(stored));
  const added = stored?.added ?? [];
  const agreed = {
    ...given,
    title: meeting.title ?? given.title,
    ...(stored && Object.fromEntries(added.map((field) => [field, stored[field as ContentField]]))),
  };
  const content = byRule(withJournalTimes(agreed, meeting), meeting);
  const isDerived = (field: ContentField) => isEmpty(agreed[field]) && !isEmpty(content[field]);
  const { engine, platform, meet_url, bot_name } = meeting;
  const earlier = stored?.source.filter((source) => source !== 'agent') ?? [];
  const sources = [...new Set([...earlier, ...gathered.found.map(({ source }) => source)])];
  const promises = promisesIn(content);
  const cost_usd = meeting.cost_usd ?? stored?.cost_usd ?? null;
  const notes: Notes = {
    session_id: meeting.session_id,
    schema_version: 1,
    engine: engine ?? stored?.engine ?? null,
    platform: platform ?? stored?.platform ?? null,
    meet_url: meet_url ?? stored?.meet_url ?? null,
    meeting: meeting.meeting ?? stored?.meeting ?? null,
    bot_name: bot_name ?? stored?.bot_name ?? null,
    ...content,
    cost_usd,
    candidates: promises.candidates,
    questions: questionsByRule(content.transcript),
    source: added.length > 0 ? [...sources, 'agent'] : sources,
    derived: [
      ...contentFields.filter(isDerived),
      ...(cost_usd === null ? [] : ['cost_usd']),
      ...(content.transcript.length > 0 ? ['participants.talk_sec', 'questions'] : []),
      ...(content.transcript.length > 0 && promises.isRead ? ['candidates'] : []),
    ],
    added,
    missing: missingReasons(content, added, gathered, promises),
    forgotten: stored?.forgotten ?? [],
    deliveries: stored?.deliveries ?? [],
  };
  return withoutForgotten(notes);
}
