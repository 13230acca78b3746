import type { Fidelity, SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { RecordedLines } from './recorded-lines.ts';

/** Speech by the first adapter that can: when one fails before its first sound, the next one says the sentence. */
export class Speech {
  readonly #adapters: readonly SpeechAdapter[];
  readonly #fellBack: (from: string, to: string, error: Error) => void;

  /** `adapters` best first, as `chooseSpeech` gives them. */
  constructor(
    adapters: readonly SpeechAdapter[],
    fellBack: (from: string, to: string, error: Error) => void = () => {},
  ) {
    this.#adapters = adapters;
    this.#fellBack = fellBack;
  }

  /** The adapter that speaks while nothing fails. */
  get name(): string {
    return this.#adapters[0]?.name ?? 'none';
  }

  get fidelity(): Fidelity {
    return this.#adapters[0]?.fidelity ?? 'stock';
  }

  async *speak(sentence: string, options: SpeakOptions): AsyncIterable<SpeechChunk> {
    const adapters = this.#adapters.filter(
      (adapter) => !(adapter instanceof RecordedLines) || adapter.has(sentence),
    );
    for (const [index, adapter] of adapters.entries()) {
      let hasSpoken = false;
      try {
        // The names of voices are each adapter's own: a substitute speaks with its stock voice.
        const name = index === 0 ? options.voice.name : undefined;
        for await (const chunk of adapter.speak(sentence, {
          ...options,
          voice: { ...options.voice, name },
        })) {
          hasSpoken = true;
          yield chunk;
        }
        if (hasSpoken) return;
        throw new Error(`${adapter.name} gave no sound`);
      } catch (error) {
        options.signal.throwIfAborted();
        const next = adapters[index + 1];
        if (hasSpoken || !next) throw error;
        this.#fellBack(adapter.name, next.name, error as Error);
      }
    }
  }
}
