import { createServiceTransport } from '../service-transport.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { authorization, type OpenaiService, refusalOf, routeOf } from './openai-service.ts';
import { speechFrom } from './pcm-stream.ts';
import { plainText } from './plain-text.ts';

/** `response_format: pcm` is 24 kHz, 16 bit, mono, little-endian (platform.openai.com, Text to speech). */
const pcmRate = 24_000;
const limitMs = 30_000;

/** An OpenAI-compatible `/audio/speech`: a hosted service, or a server on your own machine. */
export class SpeechUrl implements SpeechAdapter {
  readonly name = 'url';
  readonly fidelity = 'stock';
  readonly #service: OpenaiService & { model?: string | undefined };
  readonly #transport = createServiceTransport(process.env);

  constructor(service: OpenaiService & { model?: string | undefined }) {
    this.#service = service;
  }

  speaks(): boolean {
    return true;
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const response = await this.#transport(routeOf(this.#service.url, '/audio/speech'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization(this.#service) },
      body: JSON.stringify({
        model: this.#service.model ?? 'tts-1',
        input: plainText(sentence),
        voice: voice.name ?? 'alloy',
        response_format: 'pcm',
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    if (!response.ok || !response.body) {
      throw new Error(`the speech service refused a sentence: ${await refusalOf(response)}`);
    }
    yield* speechFrom(response.body as AsyncIterable<Uint8Array>, pcmRate);
  }
}
