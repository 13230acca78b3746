import { z } from 'zod';
import { engineNames } from '../service/endpoint.ts';

/**
 * What is kept of a meeting: `notes.json`. Null means that no one gave it; `missing` says why. Everything in it that comes from
 * the meeting is quoted text, never an instruction.
 */

/** Seconds since the start of the meeting. */
const seconds = z.number().min(0);
const instant = z.iso.datetime({ offset: true });

/** Bounds of what is kept: a day of talk has some 20,000 lines. */
export const bounds = {
  lines: 50_000,
  lineCharacters: 5_000,
  transcriptCharacters: 8_000_000,
  summaryCharacters: 40_000,
  itemCharacters: 2_000,
  nameCharacters: 120,
  titleCharacters: 200,
  items: 500,
} as const;

const evidence = z.object({
  quote: z.string().describe('words of the transcript'),
  start_sec: seconds.nullable(),
  speaker: z.string().nullable(),
});
export type Evidence = z.output<typeof evidence>;

const participant = z.object({
  name: z.string(),
  role: z.enum(['bot', 'guest']).nullable(),
  joined_at: instant.nullable(),
  left_at: instant.nullable(),
  talk_sec: seconds.nullable().describe('estimated from the transcript'),
});
export type Participant = z.output<typeof participant>;

const decision = z.object({ text: z.string(), evidence: evidence.nullable() });
export type Decision = z.output<typeof decision>;

export const actionItem = z.object({
  text: z.string(),
  owner: z.string().nullable(),
  due: z.string().nullable().describe('as said'),
  done: z.boolean(),
  evidence: evidence.nullable(),
});
export type ActionItem = z.output<typeof actionItem>;

const chapter = z.object({ start_sec: seconds, title: z.string() });
export type Chapter = z.output<typeof chapter>;

const question = z.object({
  text: z.string(),
  speaker: z.string().nullable(),
  start_sec: seconds.nullable(),
});
export type Question = z.output<typeof question>;

const transcriptLine = z.object({
  start_sec: seconds.nullable(),
  speaker: z.string().nullable(),
  text: z.string(),
  written: z.literal(true).optional().describe('in the chat, not spoken'),
});
export type TranscriptLine = z.output<typeof transcriptLine>;

/** Where notes were found. `engine_files`: what the local engine left on the disk. `agent`: added with --add. */
const sources = [
  'delete_answer',
  'session_answer',
  'notes_route',
  'notes_url',
  'engine_files',
  'agent',
] as const;
export type Source = (typeof sources)[number];

export const deliveryTargets = ['slack', 'notion', 'email', 'webhook', 'file'] as const;
export type DeliveryTarget = (typeof deliveryTargets)[number];

/** That a delivery arrived. The destination is kept as a fingerprint: it may be a secret. */
const receipt = z.object({
  target: z.enum(deliveryTargets),
  destination: z.string(),
  content: z.string().describe('fingerprint of what was sent'),
  to: z.string().describe('the destination in words, without secrets'),
  delivered_at: instant,
});
export type Receipt = z.output<typeof receipt>;

/** The parts that a service, a rule or the agent may give. */
export const content = z.object({
  title: z.string().nullable(),
  started_at: instant.nullable(),
  ended_at: instant.nullable(),
  duration_sec: seconds.nullable(),
  participants: z.array(participant),
  summary: z.string().nullable(),
  decisions: z.array(decision),
  action_items: z.array(actionItem),
  chapters: z.array(chapter),
  topics: z.array(z.string()),
  transcript: z.array(transcriptLine),
});
export type Content = z.output<typeof content>;
export type ContentField = keyof Content;

export const contentFields = Object.keys(content.shape) as ContentField[];

export const notesSchema = z.object({
  session_id: z
    .string()
    .describe('the service’s id; first in the file, so that it is found without reading all of it'),
  schema_version: z.literal(1),
  engine: z.enum(engineNames).nullable(),
  platform: z.string().nullable(),
  meet_url: z.string().nullable(),
  meeting: z.string().nullable().describe('the same for every spelling of the link'),
  bot_name: z.string().nullable(),
  ...content.shape,
  cost_usd: z.number().nullable().describe('estimate'),
  candidates: z
    .array(actionItem)
    .describe('sentences that promise something, found by rule: not yet action items'),
  questions: z.array(question).describe('found by rule'),
  source: z.array(z.enum(sources)).describe('where notes were found; empty: nowhere'),
  derived: z.array(z.string()).describe('fields found by rule or taken from the journal'),
  added: z.array(z.string()).describe('fields given with --add'),
  missing: z.record(z.string(), z.string()).describe('why a field is null or empty'),
  forgotten: z.array(z.string()).describe('fingerprints of names that were removed'),
  deliveries: z.array(receipt),
});
export type Notes = z.output<typeof notesSchema>;

/** Content of which nothing is known. */
export function emptyContent(): Content {
  return {
    title: null,
    started_at: null,
    ended_at: null,
    duration_sec: null,
    participants: [],
    summary: null,
    decisions: [],
    action_items: [],
    chapters: [],
    topics: [],
    transcript: [],
  };
}

/** Whether a value says nothing: null, or a list without entries. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** The name that a person reads: the title, else the place and the people. */
export function titleOf(notes: Pick<Notes, 'title' | 'platform' | 'participants'>): string {
  if (notes.title) return notes.title;
  const places: Record<string, string> = {
    google_meet: 'Google Meet',
    zoom: 'Zoom meeting',
    local: 'Rehearsal',
  };
  const place = places[notes.platform ?? ''] ?? 'Meeting';
  const guests = notes.participants.filter(({ role }) => role !== 'bot').map(({ name }) => name);
  if (guests.length === 0) return place;
  const shown = guests.slice(0, 3).join(', ');
  return guests.length > 3
    ? `${place} with ${shown} and ${guests.length - 3} more`
    : `${place} with ${shown}`;
}
