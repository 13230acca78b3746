import path from 'node:path';
import { z } from 'zod';
import { readBoundedJson, readBoundedText } from '../../base/bounded-read.ts';
import { codeOf } from '../../base/failure.ts';
import { makeFolders, requireOwnPath, writeFileWithin } from '../../base/workspace-write.ts';
import { PikaError } from '../../cli/errors.ts';
import { readFailure } from '../../cli/read-failure.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { exclusively } from '../exclusive.ts';
import { meetingsDirectory, removeLeftovers } from '../meeting-folder.ts';
import { isNumberedName, personKey } from '../person-name.ts';
import { type Notes, titleOf } from '../schema.ts';
import { folderWithoutName } from '../without-name.ts';
import { memoryText, memoryTitle } from './memory-text.ts';

const openItem = z.object({
  text: z.string(),
  owner: z.string().nullable(),
  due: z.string().nullable(),
  session_id: z.string(),
});
export type OpenItem = z.output<typeof openItem>;

/** What one meeting adds. Everything else is derived from these, so that a meeting counts once, however often it is merged. */
const meeting = z.object({
  session_id: z.string(),
  folder: z.string(),
  date: z.string().nullable().describe('ISO 8601'),
  title: z.string(),
  people: z.array(z.string()),
  topics: z.array(z.string()),
  open_items: z.array(openItem),
});
export type RememberedMeeting = z.output<typeof meeting>;

const person = z.object({
  name: z.string(),
  last_met: z.string().nullable(),
  meetings: z.array(z.string()).describe('session ids, newest first'),
  open_items: z.array(openItem).describe('what this person promised'),
});
type RememberedPerson = z.output<typeof person>;

const topic = z.object({
  name: z.string(),
  last_discussed: z.string().nullable(),
  meetings: z.array(z.string()),
});
type RememberedTopic = z.output<typeof topic>;

/** `meetings/memory.json`: who was met when, what is open with them, what was talked about. Names and texts are quoted from meetings. */
export const memorySchema = z.object({
  schema_version: z.literal(1),
  people: z.array(person),
  topics: z.array(topic),
  open_items: z.array(openItem).describe('those without an owner'),
  meetings: z.array(meeting).describe('newest first'),
});
export type Memory = z.output<typeof memorySchema>;

/** Meetings that are remembered; the notes of older ones stay in their folders. */
const maxMeetings = 500;
const maxTopics = 200;

function contribution(notes: Notes, folder: string): RememberedMeeting {
  const bot = notes.bot_name && personKey(notes.bot_name);
  const people = notes.participants
    .filter(({ name, role }) => role !== 'bot' && personKey(name) !== bot && !isNumberedName(name))
    .map(({ name }) => name);
  return {
    session_id: notes.session_id,
    folder: path.basename(folder),
    date: notes.started_at,
    title: titleOf(notes),
    people,
    topics: notes.topics,
    open_items: notes.action_items
      .filter(({ done }) => !done)
      .map(({ text, owner, due }) => ({ text, owner, due, session_id: notes.session_id })),
  };
}

function isNewer(a: string | null, b: string | null): boolean {
  return a !== null && (b === null || Date.parse(a) > Date.parse(b));
}

interface Folded {
  people: Map<string, RememberedPerson>;
  topics: Map<string, RememberedTopic>;
  unowned: OpenItem[];
}

function addMeeting({ people, topics, unowned }: Folded, met: RememberedMeeting): void {
  for (const name of met.people) {
    const before = people.get(personKey(name)) ?? { name, last_met: null, meetings: [], open_items: [] };
    before.meetings.push(met.session_id);
    if (isNewer(met.date, before.last_met)) before.last_met = met.date;
    people.set(personKey(name), before);
  }
  for (const name of met.topics) {
    const before = topics.get(personKey(name)) ?? { name, last_discussed: null, meetings: [] };
    before.meetings.push(met.session_id);
    if (isNewer(met.date, before.last_discussed)) before.last_discussed = met.date;
    topics.set(personKey(name), before);
  }
  for (const item of met.open_items) {
    const owner = item.owner && people.get(ownerKey(item.owner, people));
    if (owner) owner.open_items.push(item);
    else unowned.push(item);
  }
}

/** An owner by full name, or by a first name that only one person has. */
function ownerKey(owner: string, people: ReadonlyMap<string, unknown>): string {
  const key = personKey(owner);
  if (people.has(key)) return key;
  const sameFirst = [...people.keys()].filter((candidate) => candidate.split(' ')[0] === key);
  return sameFirst.length === 1 ? (sameFirst[0] ?? key) : key;
}

/** The memory that these meetings make. */
export function rememberAll(meetings: readonly RememberedMeeting[]): Memory {
  const newestFirst = meetings.toSorted(
    (a, b) => (b.date ?? '').localeCompare(a.date ?? '') || a.session_id.localeCompare(b.session_id),
  );
  const folded: Folded = { people: new Map(), topics: new Map(), unowned: [] };
  const remembered = newestFirst.slice(0, maxMeetings);
  for (const met of remembered) addMeeting(folded, met);
  return {
    schema_version: 1,
    people: [...folded.people.values()],
    topics: [...folded.topics.values()].slice(0, maxTopics),
    open_items: folded.unowned,
    meetings: remembered,
  };
}

const emptyMemory = rememberAll([]);

/** 500 meetings with many people and topics take about 5 MB. */
const maxMemoryBytes = 64 * 1024 * 1024;

interface MemoryFiles {
  json: string;
  markdown: string;
}

function files(cwd: string): MemoryFiles {
  const directory = meetingsDirectory(cwd);
  return { json: path.join(directory, 'memory.json'), markdown: path.join(directory, 'MEMORY.md') };
}

/**
 * What is remembered; nothing before the first meeting.
 * @throws {PikaError} `text_invalid` when the file is there but is not of the known form: it is not overwritten; `file_unreadable` when it
 * cannot be read, as a pipe or a link out of the workspace.
 */
export async function readMemory(cwd: string): Promise<Memory> {
  const { json } = files(cwd);
  let value: unknown;
  try {
    value = await readBoundedJson(json, { maxBytes: maxMemoryBytes, within: cwd });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return emptyMemory;
    throw new PikaError('file_unreadable', `${json} cannot be read: ${readFailure(error)}`, {
      hint: 'Move it away; the next meeting starts a new one',
      cause: error,
    });
  }
  try {
    return memorySchema.parse(value);
  } catch (error) {
    throw new PikaError('text_invalid', `${json} is not a valid memory of meetings`, {
      hint: 'Fix it or move it away; the next meeting starts a new one',
      cause: error,
    });
  }
}

const mode = 0o600;

async function textAt(cwd: string, file: string): Promise<string | undefined> {
  return readBoundedText(file, { maxBytes: maxMemoryBytes, within: cwd }).catch(() => undefined);
}

async function writeIfChanged(cwd: string, file: string, text: string): Promise<void> {
  if ((await textAt(cwd, file)) !== text) await writeFileWithin(cwd, file, text, mode);
}

/** A page that someone else wrote under the name of ours is not overwritten; an empty one is what a full disk left. */
async function refuseForeign(cwd: string, markdown: string): Promise<void> {
  requireOwnPath(cwd, markdown);
  const before = await textAt(cwd, markdown);
  if (!before?.trim() || before.startsWith(memoryTitle)) return;
  throw new PikaError('file_exists', `${markdown} exists and was not written by this program`, {
    hint: 'Rename that file; the next meeting then writes this one',
  });
}

/** Changes the memory, one process at a time. Both files are written whole or not at all, and only where something changed. */
async function changeMemory(
  runtime: Runtime,
  change: (meetings: RememberedMeeting[]) => RememberedMeeting[],
): Promise<Memory> {
  const { json, markdown } = files(runtime.cwd);
  return exclusively('the memory of meetings', json, runtime, async () => {
    await removeLeftovers(
      runtime.cwd,
      path.dirname(json),
      [json, markdown].map((file) => path.basename(file)),
    );
    const before = await readMemory(runtime.cwd);
    const memory = rememberAll(change(before.meetings));
    if (before.meetings.length === 0 && memory.meetings.length === 0) return memory;
    await refuseForeign(runtime.cwd, markdown);
    await makeFolders(runtime.cwd, path.dirname(json));
    await writeIfChanged(runtime.cwd, json, `${JSON.stringify(memory, null, 2)}\n`);
    await writeIfChanged(runtime.cwd, markdown, memoryText(memory));
    return memory;
  });
}

/** Merges a meeting into the memory. The same meeting again replaces what it said before. */
export async function remember(notes: Notes, folder: string, runtime: Runtime): Promise<Memory> {
  const added = contribution(notes, folder);
  return changeMemory(runtime, (meetings) => [
    ...meetings.filter(({ session_id }) => session_id !== added.session_id),
    added,
  ]);
}

/** Removes meetings from the memory. */
export async function forgetMeetings(sessionIds: ReadonlySet<string>, runtime: Runtime): Promise<Memory> {
  return changeMemory(runtime, (meetings) =>
    meetings.filter(({ session_id }) => !sessionIds.has(session_id)),
  );
}

/** Removes a person from every remembered meeting; `clean` removes the name from a text. */
export async function forgetPerson(
  name: string,
  clean: (text: string) => string,
  runtime: Runtime,
): Promise<Memory> {
  const key = personKey(name);
  const isOther = (other: string) => personKey(other) !== key;
  return changeMemory(runtime, (meetings) =>
    meetings.map((met) => ({
      ...met,
      folder: folderWithoutName(met.folder, name),
      title: clean(met.title),
      people: met.people.filter(isOther),
      topics: met.topics.filter(isOther),
      open_items: met.open_items
        .filter(({ owner }) => owner === null || isOther(owner))
        .map((item) => ({ ...item, text: clean(item.text) })),
    })),
  );
}
