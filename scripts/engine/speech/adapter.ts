import type { fidelities } from '../../service/local/wire.ts';
import type { VoiceGender, VoiceProfile } from '../../service/wire.ts';

/** A phoneme in ARPAbet, lower case without stress (`pau` is silence), and when it ends: seconds from the start of its sentence. */
export interface TimedPhone {
  phone: string;
  end: number;
}

export interface SpeechChunk {
  /** Mono, 16 bit. */
  pcm: Int16Array;
  /** Hz; the same for all chunks of a sentence. */
  sampleRate: number;
  /** With the first chunk only, of the whole sentence, where the program knows them. */
  phonemes?: TimedPhone[];
}

/** How the voice shall be. */
export interface VoiceChoice {
  /** A voice of the adapter's own, by its own name. */
  name?: string | undefined;
  /** Pitch and pace to come near to. */
  profile?: VoiceProfile | undefined;
  /** Of the stock voice, where neither a name nor a profile says more. */
  gender?: VoiceGender | undefined;
  /** BCP 47. */
  language: string;
}

export interface SpeakOptions {
  voice: VoiceChoice;
  /** Ends the speaking at once: programs are killed, requests are dropped. */
  signal: AbortSignal;
}

/** How near to the voice that was asked for: its pitch and pace, or a stock voice as it is. */
export type Fidelity = (typeof fidelities)[number];

/** One way to turn a sentence into sound. */
export interface SpeechAdapter {
  readonly name: string;
  /** What it does with a voice profile. */
  readonly fidelity: Fidelity;
  /** Its first sound comes when the whole sentence is made: a long one is better given in parts. */
  readonly isWholeFirst?: boolean;
  /** Whether it can say this sentence in this language. */
  speaks(language: string, sentence: string): boolean;
  /** The stock voice that it speaks with, in its own words, where it knows. */
  voiceFor?(voice: VoiceChoice): string;
  /**
   * The sound of one sentence, the first of it as early as possible.
   * @throws when it can't; an abort ends it with the signal's reason.
   */
  speak(sentence: string, options: SpeakOptions): AsyncIterable<SpeechChunk>;
}
