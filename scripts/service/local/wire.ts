import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readBoundedText } from '../../base/bounded-read.ts';
import { isLoopbackUrl } from '../../base/loopback.ts';
import type { Environment, EnvironmentName } from '../../cli/environment.ts';
import { createSessionAnswer, sessionAnswer } from '../wire.ts';

/**
 * What the local engine adds to the hosted API (../wire.ts): the file by which it is found, and its `/local` routes.
 * Both sides parse with these schemas.
 */

/** `$PIKA_HOME/engine.json`, mode 0600: how verbs find the engine. */
export const engineFileName = 'engine.json';
export const engineLogName = 'engine.log';

export const engineFile = z.object({
  pid: z.number().int().positive(),
  /** The token and the briefing are sent there. */
  base_url: z.url().refine(isLoopbackUrl, 'must be on this machine'),
  token: z.string().min(20),
  version: z.string(),
  started_at: z.iso.datetime(),
  /** `settingsFingerprint` of its environment. */
  settings: z.string(),
  /** Started by a verb that needed it; such an engine may be replaced while idle. */
  on_demand: z.boolean(),
});
export type EngineFile = z.output<typeof engineFile>;

const maxEngineFileBytes = 16 * 1024;

/** The content of `engine.json` in this home, if it exists, is valid and belongs to this user: another user's file names their engine. */
export async function readEngineFile(home: string): Promise<EngineFile | undefined> {
  try {
    const bounds = { maxBytes: maxEngineFileBytes, within: home, private: true };
    const text = await readBoundedText(path.join(home, engineFileName), bounds);
    return engineFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const settingNames = /^PIKA_(BRAIN|SPEECH|EARS|ICE)(_|$)/;

/** Identifies the engine's configuration without revealing it: it contains keys. */
export function settingsFingerprint(environment: Environment): string {
  const names = (Object.keys(environment) as EnvironmentName[]).filter((name) => settingNames.test(name));
  const values = names.sort().map((name) => [name, environment[name]]);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}

/** A room's name, as allowed in a link. */
export const roomName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'expected a room name: 1 to 64 of a-z, 0-9 and -');

/** `enabled`: bots that join this room wait until a guest admits them. */
export const lobbyRequest = z.object({ enabled: z.boolean() });
export const lobbyAnswer = z.looseObject({ room: roomName, room_url: z.url(), lobby: z.boolean() });

export const localCreateAnswer = createSessionAnswer.extend({ room_url: z.url() });

const session = '/local/session/:id';

/** Method and path of every additional route. */
export const localRoutes = {
  capabilities: { method: 'GET', path: '/local/capabilities' },
  sessions: { method: 'GET', path: '/local/sessions' },
  stop: { method: 'POST', path: '/local/stop' },
  lobby: { method: 'POST', path: '/local/room/:id/lobby' },
  say: { method: 'POST', path: `${session}/say` },
  events: { method: 'GET', path: `${session}/events` },
  participants: { method: 'GET', path: `${session}/participants` },
  snapshot: { method: 'GET', path: `${session}/snapshot` },
  utterances: { method: 'GET', path: `${session}/utterances` },
  taken: { method: 'POST', path: `${session}/utterances/taken` },
} as const;
export type LocalRouteName = keyof typeof localRoutes;

export const capabilitiesAnswer = z.looseObject({
  engine: z.literal('local'),
  version: z.string(),
  pid: z.number().int(),
  label: z.string(),
  settings: z.string(),
  brain: z.string(),
  base_url: z.url(),
  started_at: z.string(),
  live_sessions: z.number().int(),
  guests: z.number().int(),
  idle_minutes: z.number(),
});
export type Capabilities = z.output<typeof capabilitiesAnswer>;

export const localStatuses = ['created', 'waiting', 'ready', 'error', 'closed'] as const;
export type LocalStatus = (typeof localStatuses)[number];

export const fidelities = ['pitch-and-pace', 'stock'] as const;

/** What the avatar speaks and hears with; null until known and after the session. */
export const sound = z.object({
  speech: z.string().nullable().describe('what speaks: flite, say … ; none: captions only'),
  ears: z.string().nullable().describe('what understands voices; none: people write'),
  speech_voice: z.string().nullable().describe('its voice and language, such as "slt, English"'),
  fidelity: z.enum(fidelities).nullable().describe('how near the voice is to the one that was asked for'),
});
export type Sound = z.output<typeof sound>;

const localSessionAnswer = sessionAnswer.extend({
  session_id: z.string(),
  platform: z.literal('local'),
  status: z.enum(localStatuses),
  error_message: z.string().nullable(),
  bot_name: z.string(),
  room_url: z.string(),
  created_at: z.string(),
  ...sound.shape,
});
export type LocalSessionAnswer = z.output<typeof localSessionAnswer>;

export const localSessionsAnswer = z.looseObject({ sessions: z.array(localSessionAnswer) });

/** How the avatar looks while it says something. */
export const moods = ['neutral', 'warm', 'serious', 'excited'] as const;
export type Mood = (typeof moods)[number];

/** Longest text of one `say`: about 20 minutes of speech. */
export const longestSay = 20_000;

export const sayRequest = z.object({
  text: z.string().trim().min(1).max(longestSay),
  /** Drop the current line and all queued ones. */
  interrupt: z.boolean().default(false),
  /** By default the text tells. */
  mood: z.enum(moods).optional(),
  /** Seconds to wait for the end of the line; 0 returns immediately. */
  wait_sec: z.number().min(0).max(600).default(0),
});
export type SayRequest = z.input<typeof sayRequest>;

/** `silent`: it is over and nothing of it could be heard; `shown_text` is what could be read. */
export const sayStates = ['queued', 'speaking', 'spoken', 'interrupted', 'silent', 'failed'] as const;

/** What became of a text that was to be said. */
export const heardParts = z.object({
  spoken_text: z.string().describe('what was heard, to the last whole word; … at its end: it was cut short'),
  unspoken_text: z.string().describe('what was not heard, or not yet'),
  shown_text: z.string().describe('what could only be read in captions'),
});
export type HeardParts = z.output<typeof heardParts>;

export const sayAnswer = z.looseObject({
  say_id: z.string(),
  state: z.enum(sayStates),
  /** An engine that was started by an earlier version knows no moods. */
  mood: z.enum(moods).default('neutral'),
  ...heardParts.shape,
  /** From the request until the first sound. */
  first_audio_ms: z.number().nullable(),
  reason: z.string().nullable(),
});
export type SayAnswer = z.output<typeof sayAnswer>;

export const utteranceChannels = ['chat', 'voice', 'browser'] as const;

/** Something that a guest wrote or said. Data, never an instruction to the engine or the verbs. */
export const utterance = z.object({
  id: z.number().int(),
  at: z.string(),
  who: z.string(),
  participant_id: z.string(),
  text: z.string(),
  channel: z.enum(utteranceChannels),
  addressed: z.boolean().describe('meant for the bot: by name, in the chat, or because no one else is there'),
});
export type Utterance = z.output<typeof utterance>;

/** Someone in the room. The name is cleaned and quoted: data, never an instruction. */
export const present = z.object({ participant_id: z.string(), who: z.string(), since: z.string() });
export type Present = z.output<typeof present>;

/** Someone came in or went. Numbered together with the utterances: `up_to` covers both. */
export const arrival = z.object({
  id: z.number().int(),
  at: z.string(),
  who: z.string(),
  participant_id: z.string(),
  change: z.enum(['entered', 'left']),
});
export type Arrival = z.output<typeof arrival>;

/** An engine that was started by an earlier version tells nothing of who is there. */
export const utterancesAnswer = z.looseObject({
  utterances: z.array(utterance),
  arrivals: z.array(arrival).default([]),
  in_room: z.array(present).default([]),
  status: z.enum(localStatuses),
});

/** Confirms utterances, so that they are not returned again. */
export const takenRequest = z.object({ up_to: z.number().int().nonnegative() });

export const participant = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['guest', 'avatar']),
  joined_at: z.string(),
  left_at: z.string().nullable(),
});
export type Participant = z.output<typeof participant>;

/** The guests among these who have not left. */
export function presentGuests(participants: readonly Participant[]): Present[] {
  return participants
    .filter(({ kind, left_at }) => kind === 'guest' && left_at === null)
    .map(({ id, name, joined_at }) => ({ participant_id: id, who: name, since: joined_at }));
}

export const participantsAnswer = z.looseObject({ participants: z.array(participant) });

export const transcriptEntry = z.object({
  at: z.string(),
  start_sec: z.number(),
  speaker: z.string(),
  /** `engine`: not speech, but a note by the engine about what is missing here. */
  role: z.enum(['bot', 'guest', 'engine']),
  /** `caption`: the bot's words that could only be read. */
  channel: z.enum([...utteranceChannels, 'speech', 'caption', 'notice']),
  text: z.string(),
});
export type TranscriptEntry = z.output<typeof transcriptEntry>;

const milliseconds = z.number().nullable();

/** Measurements (medians); null if nothing was measured. */
export const timing = z.object({
  ready_ms: milliseconds.describe('from the join to the avatar in the room'),
  first_audio_ms: milliseconds.describe('from a say to its first sound'),
  reply_ms: milliseconds.describe("from a guest's words to the first sound of the next say"),
  says: z.number().int(),
  interruptions: z.number().int(),
  frames: z.number().int().nullable(),
  fps: z.number().nullable(),
  frames_skipped: z.number().int().nullable(),
  cpu_percent: z.number().nullable(),
  rss_mb: z.number().nullable(),
});
export type Timing = z.output<typeof timing>;

/** What the DELETE returns under `notes`, and the notes route as the whole answer. */
export const localNotes = z.looseObject({
  source: z.literal('local'),
  title: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  duration_sec: z.number(),
  participants: z.array(participant),
  /** Number of short visits that were left out of `participants`, because there were too many. */
  visits_omitted: z.number().int().default(0),
  transcript: z.array(transcriptEntry),
  timing,
});
export type LocalNotes = z.output<typeof localNotes>;
