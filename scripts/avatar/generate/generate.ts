import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { PikaClient } from '../../service/client.ts';
import type { GenerateImageRequest } from '../../service/wire.ts';
import { type ImageSource, largestSourceBytes } from '../picture/source.ts';

interface ImageModel {
  name: string;
  /** The day (UTC) OpenAI shuts it down. */
  ends?: string;
}

/** Tried in order until the service knows one (platform.openai.com, models and deprecations). */
const models: readonly ImageModel[] = [
  { name: 'gpt-image-1-mini', ends: '2026-12-01' },
  { name: 'gpt-image-2.5-flare' },
  { name: 'gpt-image-2.5-sunburst' },
];

/** The models to try: only the named one, or all in the list that are still available at `nowMs`. */
export function modelsToTry(named: string | undefined, nowMs: number): string[] {
  if (named) return [named];
  return models.filter(({ ends }) => !ends || nowMs < Date.parse(ends)).map(({ name }) => name);
}

export const imageSizes = ['1024x1024', '1536x1024', '1024x1536', 'auto'] as const;
export const imageQualities = ['low', 'medium', 'high', 'auto'] as const;

/** The service's messages for a model that is unknown, retired, or not available to this account. */
const modelGone =
  /model_not_found|\bmodel\b.*\b(does not exist|not found|not supported|no longer|deprecated|shut ?down)|verified to use the model/i;

/** The service's own codes for the same (platform.openai.com, error codes). */
const modelGoneCodes: ReadonlySet<unknown> = new Set(['model_not_found']);
const unsafeCodes: ReadonlySet<unknown> = new Set(['moderation_blocked', 'content_policy_violation']);

/** The service's messages for a refused prompt. */
const unsafe = /safety|moderation|content[_ ]policy|usage polic/i;

const isModelGone = (error: unknown): boolean =>
  isPikaError(error, 'request_refused', 'not_found', 'key_refused') &&
  (modelGoneCodes.has(error.known.service_code) || modelGone.test(error.message));

const isUnsafe = (error: unknown): boolean =>
  isPikaError(error, 'request_refused') &&
  (unsafeCodes.has(error.known.service_code) || unsafe.test(error.message));

/** Turns a refused prompt into a user error: a retry would not help. */
function explain(error: unknown, model: string): unknown {
  if (!isPikaError(error)) return error;
  if (isUnsafe(error)) {
    return new PikaError('content_refused', error.message, {
      hint: 'Describe the avatar differently; real people and brands are often refused',
      known: { ...error.known, model },
      cause: error,
    });
  }
  if (!isModelGone(error)) return error.with({ model });
  return new PikaError(error.code, error.message, {
    hint: 'Omit --model to use one that the service knows, or pass another',
    known: { ...error.known, model },
    cause: error,
  });
}

type Answer = Awaited<ReturnType<PikaClient['generateImage']>>;

/** A generated picture and the model that made it. */
export interface GeneratedImage {
  source: ImageSource;
  model: string;
}

/**
 * Tries the models in order until the service knows one. Sends one request per model: it may be billed.
 * @throws {PikaError} `content_refused` with the service's message; `answer_unexpected` without a picture; the client's codes.
 */
export async function generateImage(
  client: PikaClient,
  request: Omit<GenerateImageRequest, 'model'>,
  candidates: readonly string[],
  runtime: Runtime,
): Promise<GeneratedImage> {
  for (const [index, model] of candidates.entries()) {
    runtime.progress.step(`asking ${model} for a picture`);
    try {
      const answer = await client.generateImage({ ...request, model });
      return { source: await pictureOf(answer, client, model, runtime), model };
    } catch (error) {
      const next = candidates[index + 1];
      if (!next || !isModelGone(error)) throw explain(error, model);
      runtime.warn('model_replaced', `The service does not know ${model}; ${next} was used instead.`);
    }
  }
  throw new PikaError('usage', 'no model left to try', { hint: 'Pass one with --model' });
}

const noPicture = (what: string, model: string) =>
  new PikaError('answer_unexpected', `generating the picture: ${what}`, {
    hint: 'Run this again, or pass another --model; the request may have been billed',
    known: { model },
  });

async function pictureOf(
  answer: Answer,
  client: PikaClient,
  model: string,
  runtime: Runtime,
): Promise<ImageSource> {
  const entry = answer.data?.find((candidate) => candidate?.b64_json || candidate?.url);
  const name = 'the generated picture';
  if (entry?.b64_json) return { bytes: decodeBase64(entry.b64_json, model), name };
  if (!entry?.url) throw noPicture('the answer contains no picture', model);
  const { download } = await import('../../net/download.ts');
  runtime.progress.step('fetching the picture');
  const { bytes } = await download(entry.url, {
    limitBytes: largestSourceBytes,
    limitMs: 60_000,
    signal: runtime.signal,
    ownOrigin: client.endpoint.baseUrl.origin,
    environment: runtime.environment,
  });
  return { bytes, name };
}

function decodeBase64(text: string, model: string): Buffer {
  const digits = text.replace(/^data:[^,]*,/, '');
  if (digits.length > largestSourceBytes * 1.4) throw noPicture('the picture is larger than 25 MB', model);
  if (!/^[A-Za-z0-9+/_\s-]+={0,2}\s*$/.test(digits)) throw noPicture('the picture is not base64', model);
  return Buffer.from(digits, 'base64');
}
