import { isSameLanguage, languageName } from '../../base/language.ts';
import type { Fidelity, SpeakOptions, SpeechAdapter, SpeechChunk, VoiceChoice } from './adapter.ts';
import { CaptionsOnly } from './captions-only.ts';
import { amplified, isAudible, VoiceLevel } from './level.ts';
import { languageOfText } from './text-language.ts';

/** What speaks in a session, for people. */
interface Speaker {
  name: string;
  fidelity: Fidelity;
  /** Its voice and its language, such as `slt, English`; `null` when nothing speaks. */
  voice: string | null;
}

/**
 * Speech by the first adapter that can say the sentence in its language: if one fails before its first audible sound, the next one
 * says the sentence.
 */
export class Speech {
  readonly #adapters: readonly SpeechAdapter[];
  readonly #fellBack: (from: string, to: string, error: Error) => void;
  /** By adapter and voice. */
  readonly #levels = new Map<string, VoiceLevel>();

  /** `adapters`: best first, as `chooseSpeech` returns them. */
  constructor(
    adapters: readonly SpeechAdapter[],
    fellBack: (from: string, to: string, error: Error) => void = () => {},
  ) {
    this.#adapters = adapters;
    this.#fellBack = fellBack;
  }

  /** What speaks with this voice unless something fails. Recordings count only if there is nothing else: they say only what was recorded. */
  speaker(voice: VoiceChoice): Speaker {
    const [able] = this.#able('', voice.language);
    const adapter = able?.name === 'none' ? (this.#recorded() ?? able) : able;
    if (!adapter) return { name: 'none', fidelity: 'stock', voice: null };
    const { name, fidelity } = adapter;
    const own = adapter.voiceFor?.(voice);
    const language = languageName(voice.language);
    return { name, fidelity, voice: name === 'none' ? null : own ? `${own}, ${language}` : language };
  }

  #recorded(): SpeechAdapter | undefined {
    return this.#adapters.find(({ name }) => name === 'recorded');
  }

  #able(sentence: string, language: string): SpeechAdapter[] {
    return this.#adapters.filter((adapter) => adapter.speaks(language, sentence));
  }

  /** Whether this text is heard sooner if its first sentence is passed in parts. */
  isWholeFirst(text: string, voice: VoiceChoice): boolean {
    return this.#able(text, languageOfText(text, voice.language))[0]?.isWholeFirst ?? false;
  }

  /** Why a sentence could not be heard, for people. */
  whySilent(sentence: string, voice: VoiceChoice): string {
    const language = languageOfText(sentence, voice.language);
    const able = this.#able(sentence, language).some((adapter) => !(adapter instanceof CaptionsOnly));
    if (able) return 'the speech program gave no sound';
    const hasVoices = this.#adapters.some(
      (adapter) => !(adapter instanceof CaptionsOnly) && adapter.name !== 'recorded',
    );
    if (!hasVoices) return 'no speech program is installed';
    const isSpoken = this.#able('', language).some((adapter) => !(adapter instanceof CaptionsOnly));
    const what = languageName(language);
    return isSpoken ? `no voice here can read this ${what} text` : `no voice here speaks ${what}`;
  }

  #levelOf(adapter: SpeechAdapter, { name, language, gender }: VoiceChoice): VoiceLevel {
    const key = [adapter.name, name, language, gender].join(' ');
    const level = this.#levels.get(key) ?? new VoiceLevel();
    this.#levels.set(key, level);
    return level;
  }

  async *speak(sentence: string, options: SpeakOptions): AsyncIterable<SpeechChunk> {
    const language = languageOfText(sentence, options.voice.language);
    const isWanted = isSameLanguage(language, options.voice.language);
    const adapters = this.#able(sentence, language);
    for (const [index, adapter] of adapters.entries()) {
      // A voice's name belongs to one adapter and one language: a substitute speaks with its stock voice.
      const name = isWanted && index === 0 ? options.voice.name : undefined;
      const voice = { ...options.voice, language, name };
      const next = adapters[index + 1];
      let hasSpoken = false;
      try {
        const level = this.#levelOf(adapter, voice);
        for await (const chunk of audible(adapter, sentence, { ...options, voice }, level)) {
          hasSpoken = true;
          yield chunk;
        }
        if (hasSpoken) return;
        throw new Error(`${adapter.name} gave no sound`);
      } catch (error) {
        options.signal.throwIfAborted();
        if (hasSpoken || !next) throw error;
        this.#fellBack(adapter.name, next.name, error as Error);
      }
    }
  }
}

/**
 * An adapter's chunks, once one of them can be heard, with the silence before it. Nothing if all of them are silent.
 * Every voice is brought to the same loudness.
 */
async function* audible(
  adapter: SpeechAdapter,
  sentence: string,
  options: SpeakOptions,
  level: VoiceLevel,
): AsyncIterable<SpeechChunk> {
  let gain: number | undefined = adapter instanceof CaptionsOnly ? 1 : undefined;
  const held: SpeechChunk[] = [];
  let isHeard = false;
  // One gain for the whole sentence: a voice must not get louder while it speaks.
  const release = (known: number): SpeechChunk[] => {
    gain = known;
    return held.splice(0).map((chunk) => ({ ...chunk, pcm: amplified(chunk.pcm, known) }));
  };
  for await (const chunk of adapter.speak(sentence, options)) {
    held.push(chunk);
    level.push(chunk.pcm, chunk.sampleRate);
    isHeard ||= isAudible(chunk.pcm, chunk.sampleRate);
    if (gain !== undefined) yield* release(gain);
    else if (isHeard && level.isKnown) yield* release(level.gain);
  }
  if (isHeard && gain === undefined) yield* release(level.gain);
}
