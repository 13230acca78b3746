import path from 'node:path';
import { z } from 'zod';
import { singleLine } from '../../base/clean-text.ts';
import { parseJson } from '../../base/json.ts';
import { meetingKeyOf } from '../../link/meeting-key.ts';
import type { TextFile, Workspace } from '../files/workspace.ts';
import type { PrivacyMark } from '../privacy/privacy-terms.ts';
import { recordMark } from '../privacy/private-files.ts';

/** Skips every field of another form: one odd field must not hide a whole meeting. */
function each<Item extends z.ZodType>(item: Item) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((candidate): z.output<Item>[] => {
        const parsed = item.safeParse(candidate);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

const line = z.string().transform(singleLine).pipe(z.string().min(1));
const optionalLine = line
  .nullish()
  .catch(null)
  .transform((text) => text ?? undefined);

/** The bot of an earlier meeting does not count as a person. */
const participant = z.union([
  line,
  z
    .looseObject({ name: line, role: z.unknown() })
    .transform(({ name, role }) => (role === 'bot' ? '' : name)),
]);
const stated = z.union([line.transform((text) => ({ text })), z.looseObject({ text: line })]);
const actionItem = z.union([
  line.transform((text) => ({ text, owner: undefined, due: undefined, done: false, session_id: undefined })),
  z.looseObject({
    text: line,
    owner: optionalLine,
    due: optionalLine,
    done: z.boolean().catch(false),
    session_id: optionalLine,
  }),
]);

/** A meeting's notes.json, read for what the next meeting can use. */
const notes = z.looseObject({
  title: optionalLine,
  started_at: optionalLine,
  participants: each(participant).transform((names) => names.filter(Boolean)),
  summary: z
    .union([line, z.array(line).transform((lines) => lines.join(' '))])
    .nullish()
    .catch(null),
  decisions: each(stated),
  action_items: each(actionItem),
  meet_url: optionalLine,
  meeting: optionalLine,
});

const person = z.looseObject({
  name: line,
  last_met: optionalLine,
  meetings: z.union([z.number(), z.array(z.unknown()).transform((list) => list.length)]).catch(0),
  open_items: each(actionItem),
});

const topic = z.union([line.transform((name) => ({ name })), z.looseObject({ name: line })]);

/** meetings/memory.json: who was met when, and what is open between them. */
const memory = z.looseObject({
  people: each(person),
  topics: each(topic),
  open_items: each(actionItem),
  meetings: each(z.looseObject({ session_id: line, date: line })),
});

/** A sentence of the notes, and whatever else is kept with it. */
type Stated = z.output<typeof stated>;
export type EarlierItem = z.output<typeof actionItem>;
export type Person = z.output<typeof person>;

export interface EarlierMeeting {
  /** Relative path of its notes. */
  path: string;
  title?: string;
  /** YYYY-MM-DD. */
  date?: string;
  participants: string[];
  summary?: string;
  decisions: Stated[];
  actionItems: EarlierItem[];
  /** Keys of the meeting, as links have them. */
  keys: string[];
  /** What its notes say of themselves. */
  mark?: PrivacyMark;
}

export interface MeetingMemory {
  path: string;
  people: Person[];
  topics: z.output<typeof topic>[];
  /** What no one in particular promised. */
  openItems: EarlierItem[];
  /** The days of the meetings, YYYY-MM-DD, by their sessions. */
  days: ReadonlyMap<string, string>;
}

const meetingsFolder = 'meetings';
const memoryPath = `${meetingsFolder}/memory.json`;

const maxMeetings = 60;
const largestNotes = 8 * 1024 * 1024;
/** All notes together: what a long history costs in memory and time. */
const maxNotesBytes = 16 * 1024 * 1024;

async function readFile(workspace: Workspace, file: string): Promise<TextFile | undefined> {
  const outcome = await workspace.read(file, {
    from: 'head',
    bytes: largestNotes,
    largestFile: largestNotes,
  });
  return 'file' in outcome ? outcome.file : undefined;
}

/** `2026-11-12-1030-weekly-sync` as «weekly sync». */
function titleOfFolder(folder: string): string {
  return folder
    .replace(/^[\dTZ:_-]+/, '')
    .replace(/[-_]+/g, ' ')
    .trim();
}

function toMeeting(file: TextFile): EarlierMeeting | undefined {
  const parsed = notes.safeParse(parseJson(file.text));
  if (!parsed.success) return undefined;
  const { title, started_at, participants, summary, decisions, action_items, meet_url, meeting } =
    parsed.data;
  const folder = path.posix.basename(path.posix.dirname(file.path));
  const date = /^\d{4}-\d{2}-\d{2}/.exec(started_at ?? folder)?.[0];
  return {
    path: file.path,
    title: title ?? (titleOfFolder(folder) || undefined),
    date,
    participants,
    summary: summary ?? undefined,
    decisions,
    actionItems: action_items.filter(({ done }) => !done),
    keys: [meeting, meetingKeyOf(meet_url ?? ''), meetingKeyOf(meeting ?? '')].filter(
      (key) => key !== undefined,
    ),
    mark: recordMark(parsed.data),
  };
}

/** The notes of earlier meetings, newest first: their folders begin with the date. */
export async function readMeetings(
  workspace: Workspace,
  isExcluded: (path: string) => boolean,
): Promise<EarlierMeeting[]> {
  const folders = (await workspace.entries(meetingsFolder))
    .filter(({ isFolder }) => isFolder)
    .map(({ name }) => name);
  const newest = folders
    .filter((name) => /^\d{4}-?\d{2}/.test(name))
    .sort()
    .reverse()
    .slice(0, maxMeetings);
  const meetings: EarlierMeeting[] = [];
  let bytes = 0;
  for (const name of newest) {
    const notesPath = `${meetingsFolder}/${name}/notes.json`;
    if (bytes >= maxNotesBytes) break;
    if (isExcluded(notesPath)) continue;
    const file = await readFile(workspace, notesPath);
    if (!file) continue;
    bytes += file.text.length;
    meetings.push(...[toMeeting(file)].filter((meeting) => meeting !== undefined));
  }
  return meetings;
}

/** What is remembered of people and topics; empty when there is nothing yet. */
export async function readMeetingMemory(
  workspace: Workspace,
  isExcluded: (path: string) => boolean,
): Promise<MeetingMemory> {
  const file = isExcluded(memoryPath) ? undefined : await readFile(workspace, memoryPath);
  const parsed = file && memory.safeParse(parseJson(file.text)).data;
  return {
    path: memoryPath,
    people: parsed?.people ?? [],
    topics: parsed?.topics ?? [],
    openItems: parsed?.open_items ?? [],
    days: new Map(parsed?.meetings.map(({ session_id, date }) => [session_id, date.slice(0, 10)])),
  };
}
