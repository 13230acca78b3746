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

/** The voice that is wanted. */
export interface VoiceChoice {
  /** A voice of the adapter's own, by its own name. */
  name?: string | undefined;
  /** Pitch and pace to approximate. */
  profile?: VoiceProfile | undefined;
  /** Of the stock voice, if there is neither a name nor a profile. */
  gender?: VoiceGender | undefined;
  /** BCP 47. */
  language: string;
}

export interface SpeakOptions {
  voice: VoiceChoice;
  /** Stops the speech at once: kills programs and cancels requests. */
  signal: AbortSignal;
}

/** How close it comes to the requested voice: its pitch and pace, or an unchanged stock voice. */
export type Fidelity = (typeof fidelities)[number];

/** One way to turn a sentence into sound. */
export interface SpeechAdapter {
  readonly name: string;
  /** What it does with a voice profile. */
  readonly fidelity: Fidelity;
  /** Its first sound comes when the whole sentence is ready: long ones are better passed in parts. */
  readonly isWholeFirst?: boolean;
  /** Whether it can say this sentence in this language. */
  speaks(language: string, sentence: string): boolean;
  /** Its name for the stock voice that it uses, if known. */
  voiceFor?(voice: VoiceChoice): string;
  /**
   * The sound of one sentence, the first of it as early as possible.
   * @throws if it fails; on an abort, the signal's reason.
   */
  speak(sentence: string, options: SpeakOptions): AsyncIterable<SpeechChunk>;
}
