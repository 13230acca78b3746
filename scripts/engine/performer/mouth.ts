import { trackFromPhonemes, trackFromSound, type VisemeTrack } from '../face/motion/visemes.ts';
import type { SayMessage } from '../protocol.ts';
import type { SpeechChunk } from '../speech/adapter.ts';

/** What a face shows of a sentence beside its sounds. */
export interface Manner {
  text: string;
  mood: SayMessage['mood'];
}

/** Full-width and Arabic question marks too; an exclamation mark, quotes and brackets may follow. */
const question = /[?？؟]!?["'»”’)\]]*\s*$/u;

/** The mouth of one sentence: by its phonemes, or by its sound as far as that has come. */
export class Mouth {
  readonly #manner: Pick<VisemeTrack, 'isQuestion' | 'mood'>;
  readonly #show: (track: VisemeTrack, at: number) => void;
  #track: VisemeTrack | undefined;
  #sound: Int16Array[] = [];
  #startedAt: number | undefined;

  /** `show`: the mouth moves with sound that goes out from `at` on. */
  constructor({ text, mood }: Manner, show: (track: VisemeTrack, at: number) => void) {
    this.#manner = { isQuestion: question.test(text), mood };
    this.#show = show;
  }

  /** The sentence's first sample goes out, or would have gone out, at `at`. */
  begins(at: number): void {
    this.#startedAt = at;
    this.#move();
  }

  add({ pcm, sampleRate, phonemes }: SpeechChunk): void {
    if (phonemes) {
      this.#track = { ...trackFromPhonemes(phonemes, { samples: pcm, sampleRate }), ...this.#manner };
    } else {
      this.#sound.push(pcm);
      this.#track = { ...trackFromSound({ samples: joined(this.#sound), sampleRate }), ...this.#manner };
    }
    this.#move();
  }

  #move(): void {
    if (this.#track && this.#startedAt !== undefined) this.#show(this.#track, this.#startedAt);
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
