/** Quieter than this nothing is heard: -50 dB of full scale, as the root of the mean square of ten milliseconds. */
const audibleRms = 104;

const rmsOf = (samples: Int16Array): number => {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
};

/** Which pieces of a sound can be heard, each ten milliseconds long. */
export class AudibleFrames {
  /** One for every whole piece that came. */
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

/** Whether anything of it can be heard. */
export function isAudible(samples: Int16Array, sampleRate: number): boolean {
  const level = new AudibleFrames(sampleRate);
  level.push(samples);
  return level.frames.includes(true);
}
