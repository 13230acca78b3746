import { z } from 'zod';
import { multipart } from '../../net/multipart.ts';
import { createServiceTransport } from '../service-transport.ts';
import { authorization, type OpenaiService, refusalOf, routeOf } from '../speech/openai-service.ts';
import { writeWav } from '../speech/wav.ts';
import { TokenBucket } from '../token-bucket.ts';
import { earsRate, type Recognition, type Transcriber } from './transcriber.ts';

const limitMs = 20_000;
/** Each turn costs money. A lively meeting has one every two seconds; a noisy microphone could cause far more. */
const paidTurns = { perSecond: 1, burst: 30 };
const answer = z.looseObject({ text: z.string() });

interface Service extends OpenaiService {
  model?: string | undefined;
  /** BCP 47; the service gets its first subtag. */
  language: string;
}

/** An OpenAI-compatible `/audio/transcriptions`: each turn is sent as one WAV. */
export class TranscriptionUrl implements Transcriber {
  readonly name = 'url';
  readonly isEager = false;
  readonly #service: Service;
  readonly #transport = createServiceTransport(process.env);
  readonly #turns = new TokenBucket(paidTurns);
  readonly #closing = new AbortController();

  constructor(service: Service) {
    this.#service = service;
  }

  warmUp(): void {}

  open(): Recognition {
    const parts: Int16Array[] = [];
    const canceled = new AbortController();
    return {
      write: (samples) => {
        parts.push(samples);
      },
      finish: () => this.#transcribe(parts, canceled.signal),
      cancel: () => canceled.abort(),
    };
  }

  close(): void {
    this.#closing.abort();
  }

  async #transcribe(parts: readonly Int16Array[], canceled: AbortSignal): Promise<string> {
    if (!this.#turns.take()) throw new Error('too many turns for the transcription service');
    const wav = writeWav(Int16Array.from(parts.flatMap((part) => [...part])), earsRate);
    const { body, headers } = multipart({
      file: { bytes: wav, name: 'turn.wav', type: 'audio/wav' },
      model: this.#service.model ?? 'whisper-1',
      language: this.#service.language.split('-')[0] ?? 'en',
      response_format: 'json',
    });
    const response = await this.#transport(routeOf(this.#service.url, '/audio/transcriptions'), {
      method: 'POST',
      headers: { ...headers, ...authorization(this.#service) },
      body,
      signal: AbortSignal.any([canceled, this.#closing.signal, AbortSignal.timeout(limitMs)]),
    });
    if (!response.ok) throw new Error(`the transcription service refused: ${await refusalOf(response)}`);
    return answer.parse(await response.json()).text;
  }
}
