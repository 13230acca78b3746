import { type KnownFacts, PikaError } from '../../cli/errors.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { PikaClient } from '../../service/client.ts';
import { voiceIdFor } from '../library/voice-id.ts';
import { duplicateVoiceId, minimaxError } from './minimax-codes.ts';

/** The sample, and how to clone it. */
export interface CloneRequest {
  bytes: Uint8Array;
  /** Media type. */
  type: string;
  /** Including the dot. */
  extension: string;
  name: string;
  /** Let the service reduce noise, only if it was not done locally. */
  noiseReduction: boolean;
  /** A language from the service's list. */
  language?: string;
}

const maxIds = 3;

/** Adds to an error what it leaves behind at the service. */
function withRemains(error: PikaError, remains: string, known: KnownFacts): PikaError {
  return new PikaError(error.code, `${error.message}; ${remains}`, {
    hint: error.hint,
    known: { ...error.known, ...known, remains },
    cause: error,
    retryable: error.retryable,
  });
}

async function upload(client: PikaClient, { bytes, type, extension }: CloneRequest): Promise<string> {
  const { file, base_resp } = await client.uploadVoiceSample({ bytes, type, name: `sample${extension}` });
  const refused = minimaxError('uploading the voice sample', base_resp);
  if (refused) throw refused;
  if (file?.file_id) return file.file_id;
  throw new PikaError('answer_unexpected', 'uploading the voice sample: the answer contains no file_id', {
    hint: 'Run this again; the service may have problems or may have changed',
  });
}

/** Whether the service may have acted without a good answer: a proxy's 5xx says nothing about the server behind it. */
function isUncertain({ known }: PikaError): boolean {
  if (known.minimax_status !== undefined) return false;
  return known.http_status === undefined || known.http_status >= 500;
}

async function uploadOrSay(client: PikaClient, request: CloneRequest): Promise<string> {
  try {
    return await upload(client, request);
  } catch (error) {
    if (!(error instanceof PikaError)) throw error;
    const remains = isUncertain(error)
      ? 'the sample may have reached the service; no voice was created'
      : 'nothing was stored at the service';
    throw withRemains(error, remains, { step: 'upload' });
  }
}

async function clone(
  client: PikaClient,
  request: CloneRequest,
  fileId: string,
  voiceId: string,
): Promise<void> {
  const answer = await client.cloneVoice({
    file_id: fileId,
    voice_id: voiceId,
    need_noise_reduction: request.noiseReduction,
    need_volume_normalization: false,
    ...(request.language && { language_boost: request.language }),
  });
  const refused = minimaxError('cloning the voice', answer.base_resp);
  if (refused) throw refused;
}

function cloneFailed(error: PikaError, fileId: string, voiceId: string): PikaError {
  const facts = { step: 'clone', file_id: fileId };
  if (!isUncertain(error)) {
    return withRemains(error, 'the uploaded sample remains at the service; no voice was created', facts);
  }
  const remains = `the uploaded sample remains at the service, and the voice ${voiceId} may exist there`;
  return withRemains(error, remains, { ...facts, voice_id: voiceId });
}

/**
 * Uploads a sample and clones it; tries another id if one is taken.
 * @returns the voice's id.
 * @throws {PikaError} with `step` (upload or clone) and `remains` among its facts.
 */
export async function cloneAtService(
  client: PikaClient,
  request: CloneRequest,
  runtime: Runtime,
): Promise<string> {
  runtime.progress.step('uploading the sample');
  const fileId = await uploadOrSay(client, request);
  runtime.progress.step('cloning the voice');
  for (let attempt = 1; ; attempt += 1) {
    const voiceId = voiceIdFor(request.name, runtime.clock.now(), runtime.random);
    try {
      await clone(client, request, fileId, voiceId);
      return voiceId;
    } catch (error) {
      if (!(error instanceof PikaError)) throw error;
      if (error.known.minimax_status === duplicateVoiceId && attempt < maxIds) continue;
      throw cloneFailed(error, fileId, voiceId);
    }
  }
}
