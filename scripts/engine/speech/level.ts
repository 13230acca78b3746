import { clamp } from '../../base/numbers.ts';

/** Anything quieter cannot be heard: -50 dB of full scale, as the root mean square of ten milliseconds. */
const audibleRms = 104;

const rmsOf = (samples: Int16Array): number => {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
};

/** Which pieces of a sound can be heard, each ten milliseconds long. */
export class AudibleFrames {
  /** One entry for each whole piece so far. */
  readonly frames: boolean[] = [];
  readonly #size: number;
  #rest = new Int16Array(0);

  /** Rate in Hz. */
  constructor(sampleRate: number) {
    this.#size = Math.round(sampleRate / 100);
  }

  push(samples: Int16Array): void {
    const held = new Int16Array(this.#rest.length + samples.length);
    held.set(this.#rest);
    held.set(samples, this.#rest.length);
    let at = 0;
    for (; at + this.#size <= held.length; at += this.#size) {
      this.frames.push(rmsOf(held.subarray(at, at + this.#size)) >= audibleRms);
    }
    this.#rest = held.slice(at);
  }
}

/** The loudness to which every voice is brought: -20 dB of full scale, as the root mean square of its audible parts. */
const wantedRms = 3277;
/** Beyond these, the sound is noise rather than a voice. */
const gains = { min: 0.25, max: 6 };
/** The first words show how loud a voice is. */
const knownAfterSec = 0.8;
const fullScale = 32_767;

/** How much one voice must be raised or lowered, by all that was heard of it. */
export class VoiceLevel {
  #energy = 0;
  #samples = 0;
  #seconds = 0;
  #peak = 1;

  /** Adds more of the voice. */
  push(pcm: Int16Array, sampleRate: number): void {
    const size = Math.round(sampleRate / 100);
    for (let at = 0; at + size <= pcm.length; at += size) {
      const piece = pcm.subarray(at, at + size);
      const rms = rmsOf(piece);
      if (rms < audibleRms) continue;
      this.#energy += rms * rms * size;
      this.#samples += size;
      this.#seconds += size / sampleRate;
      for (const sample of piece) this.#peak = Math.max(this.#peak, Math.abs(sample));
    }
  }

  /** Whether enough of it was heard to tell. */
  get isKnown(): boolean {
    return this.#seconds >= knownAfterSec;
  }

  /** The factor that brings it to the wanted level without cutting its peaks. */
  get gain(): number {
    if (this.#samples === 0) return 1;
    const wanted = wantedRms / Math.sqrt(this.#energy / this.#samples);
    return Math.min(gains.max, fullScale / this.#peak, Math.max(gains.min, wanted));
  }
}

/** The samples times `gain`, limited to full scale. */
export function amplified(pcm: Int16Array, gain: number): Int16Array {
  return pcm.map((sample) => clamp(Math.round(sample * gain), -fullScale, fullScale));
}

/** Whether anything of it can be heard. */
export function isAudible(samples: Int16Array, sampleRate: number): boolean {
  const level = new AudibleFrames(sampleRate);
  level.push(samples);
  return level.frames.includes(true);
}
