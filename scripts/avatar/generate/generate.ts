import { isPikaError, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { PikaClient } from '../../service/client.ts';
import type { GenerateImageRequest } from '../../service/wire.ts';
import { type ImageSource, largestSourceBytes } from '../picture/source.ts';

interface ImageModel {
  name: string;
  /** The day (UTC) on which OpenAI shuts it down. */
  ends?: string;
}

/** Tried in turn while the service does not know one (platform.openai.com, models and deprecations). */
const models: readonly ImageModel[] = [
  { name: 'gpt-image-1-mini', ends: '2026-12-01' },
  { name: 'gpt-image-2.5-flare' },
  { name: 'gpt-image-2.5-sunburst' },
];

/** The models to try: the named one alone, or those of the list that still run at `nowMs`. */
export function modelsToTry(named: string | undefined, nowMs: number): string[] {
  if (named) return [named];
  return models.filter(({ ends }) => !ends || nowMs < Date.parse(ends)).map(({ name }) => name);
}

export const imageSizes = ['1024x1024', '1536x1024', '1024x1536', 'auto'] as const;
export const imageQualities = ['low', 'medium', 'high', 'auto'] as const;

/** The service's words for a model that is unknown, gone, or not for this account. */
const modelGone =
  /model_not_found|\bmodel\b.*\b(does not exist|not found|not supported|no longer|deprecated|shut ?down)|verified to use the model/i;

/** The service's own codes for the same (platform.openai.com, error codes). */
const modelGoneCodes: ReadonlySet<unknown> = new Set(['model_not_found']);
const unsafeCodes: ReadonlySet<unknown> = new Set(['moderation_blocked', 'content_policy_violation']);

/** The service's words for a refused prompt. */
const unsafe = /safety|moderation|content[_ ]policy|usage polic/i;

const isModelGone = (error: unknown): boolean =>
  isPikaError(error, 'request_refused', 'not_found', 'key_refused') &&
  (modelGoneCodes.has(error.known.service_code) || modelGone.test(error.message));

const isUnsafe = (error: unknown): boolean =>
  isPikaError(error, 'request_refused') &&
  (unsafeCodes.has(error.known.service_code) || unsafe.test(error.message));

/** A refused prompt as the user's affair: trying again changes nothing. */
function explain(error: unknown, model: string): unknown {
  if (!isPikaError(error)) return error;
  if (isUnsafe(error)) {
    return new PikaError('content_refused', error.message, {
      hint: 'Describe the avatar in other words; real people and brands are often refused',
      known: { ...error.known, model },
      cause: error,
    });
  }
  if (!isModelGone(error)) return error.with({ model });
  return new PikaError(error.code, error.message, {
    hint: 'Leave --model out to use one that the service knows, or name another',
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
 * Asks the models in turn until one is known to the service. A request is sent once per model: it may be billed.
 * @throws {PikaError} `content_refused` with the service's words; `answer_unexpected` when no picture came; the client's codes.
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
      runtime.warn('model_replaced', `The service does not know ${model}; ${next} was asked instead.`);
    }
  }
  throw new PikaError('usage', 'no model to ask', { hint: 'Name one with --model' });
}

const noPicture = (what: string, model: string) =>
  new PikaError('answer_unexpected', `generating the picture: ${what}`, {
    hint: 'Run this again, or name another --model; the request may have been billed',
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
  if (!entry?.url) throw noPicture('the answer holds no picture', model);
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
