import { z } from 'zod';

/**
 * The hosted API as the reference client uses it (github Pika-Labs/Pika-Skills at b85e311, 2026-04-23). The client parses
 * answers with these schemas; the local engine and the tests' stand-in check requests with them. Answers are parsed loosely:
 * the service is closed source and may add fields at any time.
 */

/** Base URL of the hosted service since 2026-04-23 (reference client, DEFAULT_API_BASE). */
export const hostedBaseUrl = 'https://7i30hpv4bo9ud5mhianq.pika.art';

/** Where a person gets a developer key or buys credits (reference client, SIGNUP_URL). */
export const signUpUrl = 'https://www.pika.me/dev/login';

/** This skill's name at the service. */
export const skillName = 'pikastream-video-meeting';

export const platforms = ['google_meet', 'zoom', 'local'] as const;
export type Platform = (typeof platforms)[number];

const secondsToMs = 1000;

/** Method, path and time limit of every call, as in the reference client. */
export const routes = {
  balance: { method: 'GET', path: '/developer/balance', limitMs: 15 * secondsToMs },
  products: { method: 'GET', path: '/developer/topup/products', limitMs: 15 * secondsToMs },
  checkout: { method: 'POST', path: '/developer/topup', limitMs: 15 * secondsToMs },
  createSession: { method: 'POST', path: '/proxy/realtime/meeting-session', limitMs: 180 * secondsToMs },
  session: { method: 'GET', path: '/proxy/realtime/session/:id', limitMs: 15 * secondsToMs },
  sessionNotes: { method: 'GET', path: '/proxy/realtime/session/:id/notes', limitMs: 15 * secondsToMs },
  deleteSession: { method: 'DELETE', path: '/proxy/realtime/session/:id', limitMs: 30 * secondsToMs },
  uploadFile: { method: 'POST', path: '/proxy/minimax/v1/files/upload', limitMs: 60 * secondsToMs },
  cloneVoice: { method: 'POST', path: '/proxy/minimax/v1/voice_clone', limitMs: 60 * secondsToMs },
  generateImage: { method: 'POST', path: '/proxy/openai/v1/images/generations', limitMs: 120 * secondsToMs },
} as const;

export type RouteName = keyof typeof routes;

/** A session id that is safe in a URL: never a path, never empty. */
export const sessionId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_:.-]{0,127}$/, 'must be a session id: letters, digits, - _ : .');

export const balanceAnswer = z.looseObject({ balance: z.number() });

export const product = z.looseObject({
  productId: z.string().min(1),
  name: z.string(),
  numCredits: z.number().positive(),
  /** Neither name nor unit is documented: what is there is shown as it is. */
  price: z
    .union([z.number(), z.string().trim().min(1).max(40)])
    .optional()
    .catch(undefined),
  currency: z.string().trim().min(1).max(10).optional().catch(undefined),
});
export type Product = z.output<typeof product>;

/** Products are validated one by one: one with missing fields must not hide the others. */
export const productsAnswer = z.looseObject({ products: z.array(z.unknown()) });

export const checkoutRequest = z.object({ product_id: z.string().min(1) });
/** A person will open it, so it must be a web page and no other kind of URL. */
export const checkoutAnswer = z.looseObject({
  checkout_url: z.url({ protocol: /^https$/, hostname: z.regexes.domain }),
});

/** The text fields of the multipart join; the picture is the file field `image`. */
export const createSessionFields = z.object({
  meet_url: z.string().min(1),
  bot_name: z.string().min(1),
  platform: z.enum(platforms),
  voice_id: z.string().min(1),
  system_prompt: z.string().optional(),
  meeting_password: z.string().optional(),
});
export type CreateSessionFields = z.output<typeof createSessionFields>;

/** Of a preset voice, for a stock voice that fits it. */
export const voiceGenders = ['female', 'male'] as const;
export type VoiceGender = (typeof voiceGenders)[number];

/** What the local engine understands besides; never sent to the hosted service. */
export const localSessionFields = createSessionFields.extend({
  /** JSON of a rig (rig/rig.ts). */
  rig: z.string().optional(),
  /** JSON of a voice profile. */
  voice_profile: z.string().optional(),
  /** BCP 47: what the avatar speaks and hears. */
  language: z.string().max(64).optional(),
  voice_gender: z.enum(voiceGenders).optional(),
});

export type LocalSessionFields = z.output<typeof localSessionFields>;

/** Pitch and pace of a cloned voice's sample, for the local engine to approximate it. */
export const voiceProfile = z.object({
  pitch_hz: z.number().min(50).max(500),
  syllables_per_sec: z.number().min(1).max(12),
});
export type VoiceProfile = z.output<typeof voiceProfile>;

/** An optional field must not invalidate the answer: anything but a string counts as absent. */
const optionalText = z.string().optional().catch(undefined);
const optionalFlag = z.boolean().nullish().catch(undefined);

export const createSessionAnswer = z.looseObject({
  session_id: sessionId,
  platform: optionalText,
  status: optionalText,
});

export const sessionAnswer = z.looseObject({
  session_id: optionalText,
  status: optionalText,
  video_worker_connected: optionalFlag,
  video_connected: optionalFlag,
  meeting_bot_connected: optionalFlag,
  error_message: optionalText,
});
export type SessionAnswer = z.output<typeof sessionAnswer>;

export const deleteSessionAnswer = z.looseObject({
  session_id: optionalText,
  closed: optionalFlag,
});
export type DeleteSessionAnswer = z.output<typeof deleteSessionAnswer>;

/** Fields that may contain notes. No route for notes is confirmed, so all are checked and none is required. */
export const notesFields = [
  'notes',
  'meeting_notes',
  'notes_url',
  'meeting_notes_url',
  'summary',
  'transcript',
] as const;

/** Characters of JSON; a transcript of a whole day is shorter. */
const largestNotes = 16 * 1024 * 1024;

/** Whether a value can be stored. Notes of a meeting are never larger, or nested too deeply to serialize. */
function isStorable(value: unknown): boolean {
  try {
    return JSON.stringify(value).length <= largestNotes;
  } catch {
    return false;
  }
}

/** The fields of `answer` that may contain notes, are not empty, and can be stored. */
export function pickNotes(answer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    notesFields.flatMap((name) => {
      const value = answer[name];
      const isEmpty = value === undefined || value === null || value === '';
      return isEmpty || !isStorable(value) ? [] : [[name, value]];
    }),
  );
}

export const notesAnswer = z.looseObject({});

const minimaxStatus = z.looseObject({ status_code: z.number(), status_msg: z.string().optional() });

/** `file_id` is an int64, kept as a string of digits, since a JavaScript number would lose the last ones. */
const fileId = z.union([z.string(), z.number()]).transform(String).pipe(z.string().regex(/^\d+$/));

export const uploadFileAnswer = z.looseObject({
  file: z.looseObject({ file_id: fileId.nullish() }).nullish(),
  base_resp: minimaxStatus.nullish(),
});

export const cloneVoiceRequest = z.object({
  /** Digits; sent as a bare number. */
  file_id: z.string().regex(/^\d+$/),
  /** platform.minimax.io: 8 to 256 letters, digits, - and _, starting with a letter, not ending with - or _. */
  voice_id: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]$/),
  need_noise_reduction: z.boolean(),
  need_volume_normalization: z.boolean(),
  language_boost: z.string().optional(),
});
export type CloneVoiceRequest = z.output<typeof cloneVoiceRequest>;

export const cloneVoiceAnswer = z.looseObject({
  base_resp: minimaxStatus.nullish(),
  input_sensitive: z.unknown().optional(),
  demo_audio: z.string().nullish(),
});

export const generateImageRequest = z.object({
  model: z.string().min(1),
  prompt: z.string().min(1),
  size: z.string(),
  n: z.literal(1),
  quality: z.string(),
  output_format: z.enum(['png', 'jpeg', 'webp']),
});
export type GenerateImageRequest = z.output<typeof generateImageRequest>;

/** The list may be empty, null or contain nulls: the caller checks for a picture. */
export const generateImageAnswer = z.looseObject({
  data: z
    .array(z.looseObject({ b64_json: z.string().nullish(), url: z.string().nullish() }).nullable())
    .nullish(),
});
