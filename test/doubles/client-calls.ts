import { PikaError } from '../../scripts/cli/errors.ts';
import { PikaClient } from '../../scripts/service/client.ts';
import type { CreateSessionFields, RouteName } from '../../scripts/service/wire.ts';
import type { HostedApi } from './hosted-api.ts';
import { gradient } from './pictures.ts';
import { createTestRuntime, type TestRuntimeOptions } from './runtime.ts';
import { VirtualClock } from './virtual-clock.ts';

export const fields: CreateSessionFields = {
  meet_url: 'https://meet.google.com/abc-defg-hij',
  bot_name: 'Ada Løvelace (AI)',
  platform: 'google_meet',
  voice_id: 'English_radiant_girl',
  system_prompt: 'Zwei\nZeilen "quoted"',
};

export const cloneRequest = {
  voice_id: 'Ada-voice-1',
  need_noise_reduction: true,
  need_volume_normalization: false,
};

export const pictureRequest = {
  model: 'gpt-image-1-mini',
  prompt: 'a portrait',
  size: '1024x1024',
  n: 1,
  quality: 'low',
  output_format: 'png',
} as const;

interface ClientOptions extends TestRuntimeOptions {
  baseUrl?: string;
}

/** A client of the stand-in whose waits take no time. */
export async function connect(api: HostedApi, options: ClientOptions = {}) {
  const clock = new VirtualClock();
  const runtime = await createTestRuntime({ clock, ...options });
  runtime.redaction.add(api.key);
  const baseUrl = new URL(`${options.baseUrl ?? api.baseUrl}/`);
  const client = new PikaClient({ engine: 'pika', baseUrl, key: api.key }, runtime);
  return { client, clock, runtime };
}

export const image = async () => ({ bytes: await gradient(), name: 'avatar.png', type: 'image/png' });
export const sample = { bytes: Buffer.from('RIFF and so on'), name: 'me.wav', type: 'audio/wav' };

/** Every call with something that the stand-in accepts. */
export const calls: Readonly<Record<RouteName, (client: PikaClient) => Promise<unknown>>> = {
  balance: (client) => client.balance(),
  products: (client) => client.products(),
  checkout: (client) => client.checkout('pack_800'),
  createSession: async (client) => client.createSession(fields, await image()),
  session: (client) => client.session('ses_0001'),
  sessionNotes: (client) => client.sessionNotes('ses_0001'),
  deleteSession: (client) => client.deleteSession('ses_0001'),
  uploadFile: (client) => client.uploadVoiceSample(sample),
  cloneVoice: (client) => client.cloneVoice({ ...cloneRequest, file_id: '293874650128374655' }),
  generateImage: (client) => client.generateImage(pictureRequest),
};
export const names = Object.keys(calls) as RouteName[];
/** Sent once. */
export const posts: RouteName[] = ['checkout', 'createSession', 'uploadFile', 'cloneVoice', 'generateImage'];
/** Sent again when they fail. */
export const repeated: RouteName[] = ['balance', 'products', 'sessionNotes', 'deleteSession'];

/** What a call failed with. @throws unless that is a PikaError. */
export async function failure(promise: Promise<unknown>): Promise<PikaError> {
  const error = await promise.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof PikaError) return error;
  throw error;
}
