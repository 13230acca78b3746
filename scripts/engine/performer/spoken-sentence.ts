import { cutShort, type HeardWords, heardWords, type SoundSpan } from '../heard-words.ts';
import { frameSamples, type Stretch, sampleRate } from '../media/voice-line.ts';
import type { SpeechChunk, TimedPhone } from '../speech/adapter.ts';
import { AudibleFrames } from '../speech/level.ts';

/** A pause between two phrases is at least this long; stops within words are shorter. */
const shortestPauseSec = 0.12;
const pauses: ReadonlySet<string> = new Set(['pau', 'sil', 'ssil', 'brth']);

/** One sentence on its way out, and how much of it was heard: by the sound that was sent, not by what was meant to be. */
export class SpokenSentence {
  readonly text: string;
  /** It began to be heard, or to be read where nothing is heard. One without any sound never does. */
  isBegun = false;
  isOver = false;
  readonly #level = new AudibleFrames(sampleRate);
  #stretch: Stretch | undefined;
  #phonemes: readonly TimedPhone[] | undefined;
  #samples = 0;
  #isWhole = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Where its sound goes out. */
  set stretch(stretch: Stretch) {
    this.#stretch = stretch;
  }

  /** Times of phonemes tell best where each word ends. */
  learnTimes({ phonemes }: SpeechChunk): void {
    if (phonemes?.length) this.#phonemes = phonemes;
  }

  append(samples: Int16Array): void {
    this.#samples += samples.length;
    this.#level.push(samples);
    this.#stretch?.append(samples);
  }

  /** No more sound comes. `isWhole`: all of the sentence was synthesized. */
  finish(isWhole: boolean): void {
    this.#isWhole = isWhole;
    this.#stretch?.finish();
  }

  get #sent(): number {
    return this.#stretch?.position ?? 0;
  }

  /** Nothing of it can be heard, however long one listens: it is only read. */
  get isMute(): boolean {
    return this.#isWhole && !this.#level.frames.includes(true);
  }

  /** Whether anything of what went out could be heard. */
  get isAudible(): boolean {
    return this.#level.frames.slice(0, Math.ceil(this.#sent / frameSamples)).includes(true);
  }

  /** What was heard of it until now: whole words. */
  heard(): HeardWords {
    if (!this.isAudible) return { heard: '', rest: this.text };
    if (this.#isWhole && this.#sent >= this.#samples) return { heard: this.text, rest: '' };
    return heardWords(this.text, this.#sent / sampleRate, this.#spans(), this.#isWhole);
  }

  /** How far it came, for a caption: as far as it was heard, or all of it where there is nothing to hear. */
  captionSoFar(): string {
    if (this.isMute) return this.text;
    const { heard, rest } = this.heard();
    return rest ? cutShort(heard) || '…' : heard;
  }

  #spans(): SoundSpan[] {
    if (this.#phonemes) return phraseSpans(this.#phonemes);
    const seconds = frameSamples / sampleRate;
    return mergedSpans(
      this.#level.frames.flatMap((isAudible, i) =>
        isAudible ? [{ start: i * seconds, end: (i + 1) * seconds }] : [],
      ),
    );
  }
}

function phraseSpans(phonemes: readonly TimedPhone[]): SoundSpan[] {
  const sounds = phonemes.flatMap(({ phone, end }, i) =>
    pauses.has(phone) ? [] : [{ start: phonemes[i - 1]?.end ?? 0, end }],
  );
  return mergedSpans(sounds, 0);
}

/** Spans with less than this between them are one. */
function mergedSpans(spans: readonly SoundSpan[], gapSec = shortestPauseSec): SoundSpan[] {
  const merged: SoundSpan[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.start - last.end <= gapSec) merged[merged.length - 1] = { ...last, end: span.end };
    else merged.push(span);
  }
  return merged;
}
