import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';

/** About 15 characters a second: the pace of quiet reading that subtitles keep to (BBC Subtitle Guidelines: 160 to 180 words a minute). */
const secondsPerCharacter = 1 / 15;
const sampleRate = 48_000;

/** No voice: silence for as long as it takes to read the caption. */
export class CaptionsOnly implements SpeechAdapter {
  readonly name: string = 'none';
  readonly fidelity = 'stock';

  speaks(): boolean {
    return true;
  }

  async *speak(sentence: string, _options: SpeakOptions): AsyncIterable<SpeechChunk> {
    const seconds = 0.5 + sentence.length * secondsPerCharacter;
    yield { pcm: new Int16Array(Math.round(seconds * sampleRate)), sampleRate, phonemes: [] };
  }
}
