import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import {
  type LocalNotes,
  localStatuses,
  participant,
  type TranscriptEntry,
  timing,
  transcriptEntry,
} from './wire.ts';

/** What the local engine keeps of a session on the disk, in `$PIKA_HOME/engine/SESSION`: it can be read without an engine too. */

/** The folder below the home that holds a folder for each session. */
export const keptSessions = 'engine';

export const factsFile = 'session.json';
export const transcriptFile = 'transcript.jsonl';

/** What is kept of a session, so that an engine that comes after this one can still answer for it. */
const sessionFacts = z.object({
  session_id: z.string(),
  room: z.string(),
  bot_name: z.string(),
  status: z.enum(localStatuses),
  error_message: z.string().nullable(),
  created_at: z.string(),
  ready_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  participants: z.array(participant),
  visits_omitted: z.number().int().default(0),
  timing: timing.nullable(),
});
export type SessionFacts = z.output<typeof sessionFacts>;

function parseLine<Schema extends z.ZodType>(line: string, schema: Schema): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

export async function readFacts(directory: string): Promise<SessionFacts | undefined> {
  const text = await readFile(path.join(directory, factsFile), 'utf8').catch(() => '');
  return parseLine(text, sessionFacts);
}

/** In the order of time; a torn last line is passed over. */
export async function readTranscript(directory: string): Promise<TranscriptEntry[]> {
  const text = await readFile(path.join(directory, transcriptFile), 'utf8').catch(() => '');
  const entries = text.split('\n').flatMap((line) => parseLine(line, transcriptEntry) ?? []);
  return entries.sort((a, b) => a.start_sec - b.start_sec);
}

const lostMessage = 'the engine was restarted while the session was live; it is over';

/** The facts of a session whose engine died with it: it is over since the last thing that was said, and says so. */
export function lostFacts(
  facts: SessionFacts,
  transcript: readonly TranscriptEntry[],
  now: Date,
): SessionFacts {
  const ended_at = transcript.at(-1)?.at ?? facts.ready_at ?? now.toISOString();
  const participants = facts.participants.map((one) => ({ ...one, left_at: one.left_at ?? ended_at }));
  return { ...facts, status: 'error', error_message: lostMessage, ended_at, participants };
}

const emptyTiming: LocalNotes['timing'] = {
  ready_ms: null,
  first_audio_ms: null,
  reply_ms: null,
  says: 0,
  interruptions: 0,
  frames: null,
  fps: null,
  frames_skipped: null,
  cpu_percent: null,
  rss_mb: null,
};

/** When the meeting began for the bot: start_sec, started_at and duration_sec all count from here. */
export function startedAt({ ready_at, created_at }: SessionFacts): string {
  return ready_at ?? created_at;
}

/** The notes of a session that is over. */
export function composeLocalNotes(facts: SessionFacts, transcript: TranscriptEntry[]): LocalNotes {
  const started_at = startedAt(facts);
  const ended_at = facts.ended_at ?? new Date().toISOString();
  return {
    source: 'local',
    title: `Room ${facts.room}`,
    started_at,
    ended_at,
    duration_sec: Math.max(0, Math.round((Date.parse(ended_at) - Date.parse(started_at)) / 100) / 10),
    participants: facts.participants,
    visits_omitted: facts.visits_omitted,
    transcript,
    timing: facts.timing ?? emptyTiming,
  };
}

/** The notes of a session that is over, without its engine; nothing where nothing is kept of it. */
export async function keptNotes(home: string, sessionId: string): Promise<LocalNotes | undefined> {
  const directory = path.join(home, keptSessions, sessionId);
  const facts = await readFacts(directory);
  if (!facts) return undefined;
  const transcript = await readTranscript(directory);
  return composeLocalNotes(facts.ended_at ? facts : lostFacts(facts, transcript, new Date()), transcript);
}
