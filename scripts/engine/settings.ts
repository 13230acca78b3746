import { z } from 'zod';
import { isSafeForKeys } from '../base/loopback.ts';
import type { Environment } from '../cli/environment.ts';
import { PikaError } from '../cli/errors.ts';
import { earsSettings, type IceServer, speechSettings } from './protocol.ts';

/** Keys are sent there: https, or plain http on this machine. */
const serviceUrl = z.url().refine((text) => isSafeForKeys(new URL(text)), {
  message: 'expected https without user name (http only on loopback)',
});

const openaiBrain = z.object({
  kind: z.literal('openai'),
  url: serviceUrl,
  key: z.string().optional(),
  model: z.string().min(1),
});

const brainSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agent') }),
  z.object({ kind: z.literal('echo') }),
  z.object({ kind: z.literal('script'), file: z.string().min(1) }),
  openaiBrain,
]);
export type BrainSettings = z.output<typeof brainSettings>;
export type OpenaiBrainSettings = z.output<typeof openaiBrain>;

/** How this engine thinks, speaks and listens. */
export interface EngineSettings {
  brain: BrainSettings;
  speech: z.output<typeof speechSettings>;
  ears: z.output<typeof earsSettings>;
  iceServers: IceServer[];
}

/** The fields of each part by the variable they are read from, so that an error can name it. */
type VariablesOf = Readonly<Record<string, keyof Environment>>;
const brainVariables = {
  kind: 'PIKA_BRAIN',
  file: 'PIKA_BRAIN',
  url: 'PIKA_BRAIN_URL',
  key: 'PIKA_BRAIN_KEY',
  model: 'PIKA_BRAIN_MODEL',
} as const satisfies VariablesOf;
const speechVariables = {
  engine: 'PIKA_SPEECH',
  url: 'PIKA_SPEECH_URL',
  key: 'PIKA_SPEECH_KEY',
  model: 'PIKA_SPEECH_MODEL',
  voice: 'PIKA_SPEECH_VOICE',
  language: 'PIKA_SPEECH_LANGUAGE',
} as const satisfies VariablesOf;
const earsVariables = {
  engine: 'PIKA_EARS',
  url: 'PIKA_EARS_URL',
  key: 'PIKA_EARS_KEY',
  model: 'PIKA_EARS_MODEL',
  language: 'PIKA_SPEECH_LANGUAGE',
} as const satisfies VariablesOf;

function pick(environment: Environment, variables: VariablesOf): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).map(([field, name]) => [field, environment[name]]));
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, variables: VariablesOf) {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = variables[String(issue?.path[0] ?? 'kind')];
  throw new PikaError('usage', `${name}: ${issue?.message}`, {
    hint: `Set ${name} as described in the README, or unset it`,
  });
}

const scriptPrefix = 'script:';

function readBrain(environment: Environment): BrainSettings {
  const name = environment.PIKA_BRAIN ?? 'agent';
  const given = pick(environment, brainVariables);
  if (!name.startsWith(scriptPrefix)) {
    return parse(brainSettings, { ...given, kind: name }, brainVariables);
  }
  return parse(brainSettings, { kind: 'script', file: name.slice(scriptPrefix.length) }, brainVariables);
}

/** RFC 7064 and RFC 7065, with the credentials of a TURN server before its host. */
const iceServerForm =
  /^(?<scheme>stuns?|turns?):(?:(?<user>[^:@/]+):(?<password>[^@/]+)@)?(?<place>(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?)$/i;

/** The message does not repeat the value: it may contain a password. */
const badIceServers = (): PikaError =>
  new PikaError(
    'usage',
    'PIKA_ICE_SERVERS: expected stun:HOST:PORT or turn:USER:PASSWORD@HOST:PORT, separated by commas',
    { hint: 'Write : and @ within a user name or password as %3A and %40' },
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badIceServers();
  }
}

function readIceServer(text: string): IceServer {
  const { scheme, user, password, place } = iceServerForm.exec(text)?.groups ?? {};
  const needsUser = scheme?.toLowerCase().startsWith('turn');
  if (!scheme || !place || needsUser !== Boolean(user && password)) throw badIceServers();
  const urls = `${scheme.toLowerCase()}:${place}`;
  if (!user || !password) return { urls };
  return { urls, username: decoded(user), credential: decoded(password) };
}

function readIceServers(text = ''): IceServer[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readIceServer);
}

/**
 * The engine's settings from the environment.
 * @throws {PikaError} `usage`, naming the variable.
 */
export function readSettings(environment: Environment): EngineSettings {
  const safe = { url: serviceUrl.optional() };
  return {
    brain: readBrain(environment),
    speech: parse(speechSettings.extend(safe), pick(environment, speechVariables), speechVariables),
    ears: parse(earsSettings.extend(safe), pick(environment, earsVariables), earsVariables),
    iceServers: readIceServers(environment.PIKA_ICE_SERVERS),
  };
}
