import { z } from 'zod';
import { rigSchema } from '../rig/rig.ts';
import { fidelities, moods } from '../service/local/wire.ts';
import { voiceGenders, voiceProfile } from '../service/wire.ts';

/**
 * What the engine and a performer say to each other over the IPC channel of `fork`, one JSON object per message.
 *
 * - A performer serves one session. It ends by itself when the channel closes (the engine died) and after `stop`.
 * - Every `at` is milliseconds since 1970 with a fraction, from a clock that never jumps (`performance.timeOrigin +
 *   performance.now()`), so instants of two processes on one machine can be compared.
 * - Negotiation: **the performer always offers, a guest always answers.** On `peer_joined` the performer sends `signal` with an offer
 *   (video: it sends only; audio: both ways, so a guest may start and stop its microphone with `replaceTrack`, with no new
 *   offer, if it answered with the direction `sendrecv`). Candidates trickle both ways; candidates that come before their
 *   description are kept. When the path breaks the performer restarts ICE with a new offer to the same peer.
 * - A guest that reloads comes back under a new `peer_id`, or under the same one: a second `peer_joined` of the same id
 *   drops the first connection and begins anew.
 */

const id = z.string().min(1).max(128);
const instant = z.number().positive();

/** How the performer gets speech; `auto` takes the first of the table in speech/choose.ts that is there. */
export const speechSettings = z.object({
  engine: z.enum(['auto', 'url', 'say', 'sapi', 'flite', 'espeak-ng', 'recorded', 'none']).default('auto'),
  /** Base URL of an OpenAI-compatible service (`…/v1`) or of its `/audio/speech`; `auto` prefers it when it is given. */
  url: z.url().optional(),
  key: z.string().optional(),
  model: z.string().optional(),
  /** A voice of the chosen engine, by its own name. */
  voice: z.string().optional(),
  /** BCP 47, such as `en-US`: picks voices and splits sentences. */
  language: z.string().default('en-US'),
});
export type SpeechSettings = z.output<typeof speechSettings>;

/** How the performer understands what guests say aloud. */
export const earsSettings = z.object({
  engine: z.enum(['auto', 'url', 'pocketsphinx', 'none']).default('auto'),
  /** Base URL of an OpenAI-compatible service (`…/v1`) or of its `/audio/transcriptions`. */
  url: z.url().optional(),
  key: z.string().optional(),
  model: z.string().optional(),
  language: z.string().default('en-US'),
  /** Whether the bot falls silent when a guest begins to speak. */
  barge_in: z.boolean().default(true),
  /** Silence that ends a guest's turn, in milliseconds. */
  turn_silence_ms: z.number().min(200).max(3000).default(550),
});
export type EarsSettings = z.output<typeof earsSettings>;

/** How peers find a path that is not direct: what `RTCPeerConnection` takes. */
const iceServer = z.object({
  urls: z.string(),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.output<typeof iceServer>;

const start = z.object({
  type: z.literal('start'),
  session_id: id,
  bot_name: z.string().min(1),
  /** The prepared picture, any format that sharp reads. */
  image_path: z.string().min(1),
  /** Without it the picture stays still. */
  rig: rigSchema.optional(),
  /** The id the session was joined with, and what is known of its sound. */
  voice: z
    .object({
      id: z.string(),
      profile: voiceProfile.optional(),
      gender: z.enum(voiceGenders).optional(),
    })
    .optional(),
  speech: speechSettings.prefault({}),
  ears: earsSettings.prefault({}),
  ice_servers: z.array(iceServer).default([]),
});
export type StartMessage = z.output<typeof start>;

/** A microphone that is off is not listened to: that spares a tenth of what a performer takes. */
const peerJoined = z.object({
  type: z.literal('peer_joined'),
  peer_id: id,
  microphone: z.boolean().default(true),
});
const peerMicrophone = z.object({ type: z.literal('peer_microphone'), peer_id: id, on: z.boolean() });
const peerLeft = z.object({ type: z.literal('peer_left'), peer_id: id });

/** Exactly what a browser's `RTCPeerConnection` gives and takes. */
export const sessionDescription = z.object({
  type: z.enum(['offer', 'answer']),
  sdp: z.string().max(100_000),
});
export type SessionDescription = z.output<typeof sessionDescription>;
export const iceCandidate = z.object({
  candidate: z.string().max(4_000),
  sdpMid: z.string().max(64).nullish(),
  sdpMLineIndex: z.number().int().nonnegative().nullish(),
  usernameFragment: z.string().max(256).nullish(),
});
export type IceCandidate = z.output<typeof iceCandidate>;

/** Relayed between the performer and the guest `peer_id`, as it is; exactly one of the two fields is there. */
const signal = z
  .object({
    type: z.literal('signal'),
    peer_id: id,
    description: sessionDescription.optional(),
    candidate: iceCandidate.optional(),
  })
  .refine((message) => (message.description === undefined) !== (message.candidate === undefined), {
    message: 'expected a description or a candidate, and not both',
  });
export type SignalMessage = z.output<typeof signal>;

/** Speech waits its turn behind what is being said; with `interrupt` everything before it is dropped at once. */
const say = z.object({
  type: z.literal('say'),
  id,
  text: z.string().min(1).max(20_000),
  interrupt: z.boolean().default(false),
  /** Said after the sentence that is being said, before everything that waits without this. */
  first: z.boolean().default(false),
  mood: z.enum(moods).default('neutral'),
});
export type SayMessage = z.output<typeof say>;

/** Stops what is being said and drops what waits; each such `say` gets its `say_ended` with `interrupted: true`. */
const interrupt = z.object({ type: z.literal('interrupt'), reason: z.string().default('asked') });

/** The pose while nothing is said; a speaking avatar is in none of these. */
export const poses = ['idle', 'listening', 'thinking'] as const;
const mode = z.object({ type: z.literal('mode'), mode: z.enum(poses) });
export type Pose = (typeof poses)[number];

const snapshotRequest = z.object({ type: z.literal('snapshot'), id });
const statsRequest = z.object({ type: z.literal('stats'), id });
const stop = z.object({ type: z.literal('stop') });

/** Engine to performer. `start` comes first and once. */
export const toPerformer = z.discriminatedUnion('type', [
  start,
  peerJoined,
  peerMicrophone,
  peerLeft,
  signal,
  say,
  interrupt,
  mode,
  snapshotRequest,
  statsRequest,
  stop,
]);
export type ToPerformer = z.output<typeof toPerformer>;
/** As the engine writes it: defaults may be left out. */
export type ToPerformerInput = z.input<typeof toPerformer>;

/** Frames and sound are flowing into the tracks; anyone who joins from now on sees and hears at once. */
const ready = z.object({
  type: z.literal('ready'),
  at: instant,
  /** The adapters that were found: `flite`, `espeak-ng`, `none` …; `pocketsphinx`, `url`, `none`. */
  speech: z.string(),
  /** Its voice and language, such as `slt, English`. */
  speech_voice: z.string().nullable(),
  ears: z.string(),
  /** How near the voice is to the one that was asked for. */
  fidelity: z.enum(fidelities),
});

/** The first sound of a `say` goes into the track. */
const sayStarted = z.object({ type: z.literal('say_started'), id, at: instant });
/** A sentence of a `say`, as it begins to be heard. */
const caption = z.object({ type: z.literal('caption'), id, text: z.string(), at: instant });
/** The same sentence when it is over: as far as it was heard. */
const heard = z.object({ type: z.literal('heard'), id, text: z.string(), at: instant });
/** Sent once for every `say`, whatever became of it. */
const sayEnded = z.object({
  type: z.literal('say_ended'),
  id,
  at: instant,
  interrupted: z.boolean(),
  /** Why it was cut short: `barge_in`, `asked`, `interrupted by another say` … */
  reason: z.string().optional(),
  /** What was heard, to the last whole word; a mark at its end says that there was more. */
  spoken_text: z.string(),
  /** What was not heard. */
  unspoken_text: z.string(),
  /** What of that could be read in captions, because no voice could say it. */
  shown_text: z.string(),
  /** Whether anything could be heard, measured at the sound that went out. */
  audible: z.boolean(),
  /** The speech program failed on part of it; the rest was said. */
  error: z.string().optional(),
});

/** A guest began or ceased to speak (voice activity, not words). */
const speaking = z.object({ type: z.literal('speaking'), peer_id: id, active: z.boolean(), at: instant });
/** What a guest said aloud. The text is recognized speech: data, never an instruction to the engine. */
const utterance = z.object({
  type: z.literal('utterance'),
  peer_id: id,
  text: z.string(),
  started_at: instant,
  ended_at: instant,
  channel: z.literal('voice'),
});
/** The bot fell silent because this guest began to speak; the `say_ended` of what it was saying follows. */
const bargeIn = z.object({ type: z.literal('barge_in'), peer_id: id, at: instant });

/** The frame last sent, 854x480. */
const snapshotAnswer = z.object({ type: z.literal('snapshot'), id, png_base64: z.base64(), at: instant });

const statsAnswer = z.object({
  type: z.literal('stats'),
  id,
  at: instant,
  /** Frames sent per second since the last `stats`, or since `ready`. */
  fps: z.number(),
  /** Frames sent since `ready`. */
  frames: z.number().int(),
  /** Frames that were left out because the machine was late. */
  frames_skipped: z.number().int(),
  /** Percent of one core since the last `stats`, all threads of the process. */
  cpu_percent: z.number(),
  rss_mb: z.number(),
  /** Twenty-millisecond audio packets that came more than 100 ms late. */
  audio_underruns: z.number().int(),
  peers: z.number().int(),
});
export type PerformerStats = z.output<typeof statsAnswer>;

/** The session is lost; the process exits with 1 after this. `code` is one of cli/errors.ts. */
const failed = z.object({
  type: z.literal('failed'),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
});
/** Something works less well than it might (ears failed once, speech fell back …); the session goes on. */
const warning = z.object({ type: z.literal('warning'), code: z.string(), message: z.string() });

/** Performer to engine. */
export const fromPerformer = z.discriminatedUnion('type', [
  ready,
  signal,
  sayStarted,
  caption,
  heard,
  sayEnded,
  speaking,
  utterance,
  bargeIn,
  snapshotAnswer,
  statsAnswer,
  failed,
  warning,
]);
export type FromPerformer = z.output<typeof fromPerformer>;

/** What becomes of one `say`. */
export type SayReport = Extract<FromPerformer, { type: 'say_started' | 'caption' | 'heard' | 'say_ended' }>;
/** That guests speak, and what they say. */
export type GuestSpeech = Extract<FromPerformer, { type: 'speaking' | 'utterance' | 'barge_in' }>;

/** The instant now, as every `at` of this protocol. */
export function instantNow(): number {
  return performance.timeOrigin + performance.now();
}
