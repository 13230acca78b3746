/** Both signals are compared at 8 kHz: the fine structure of speech there differs even between two sentences by one voice. */
const rate = 8000;
/** Length of the compared window, the newest sound heard, seconds. */
export const heardSeconds = 0.3;
/** The bot's voice comes back through both networks, a loudspeaker and a microphone within this time. */
const maxDelay = 1.2;
export const saidSeconds = heardSeconds + maxDelay;
/**
 * Correlation above which the sound is an echo. Another voice reaches 0.18 in one of ten cases and 0.34 at most (flite's four
 * voices against each other); a room's echo stays above 0.65, and one through networks that lose and stretch sound mostly above
 * 0.35. A guest who has just echoed continues to do so: then less is enough. A mistake costs a guest 120 ms, until the next check.
 */
const likeness = { firm: 0.3, again: 0.2 };
const againMs = 5000;

/** The newest part of a signal, at 8 kHz. */
export class SoundMemory {
  readonly #ring: Float32Array;
  readonly #factor: number;
  #at = 0;
  #sum = 0;
  #count = 0;
  #previous = 0;

  /** Keeps `seconds` of a signal with a rate of `fromRate` Hz, a multiple of 8 kHz. */
  constructor(fromRate: number, seconds: number) {
    this.#factor = fromRate / rate;
    this.#ring = new Float32Array(Math.round(seconds * rate));
  }

  push(samples: Int16Array): void {
    for (const sample of samples) {
      this.#sum += sample;
      this.#count += 1;
      if (this.#count < this.#factor) continue;
      const mean = this.#sum / this.#factor;
      this.#sum = 0;
      this.#count = 0;
      // Differences reduce the weight of the lowest tones, which all voices share.
      this.#ring[this.#at] = mean - this.#previous;
      this.#previous = mean;
      this.#at = (this.#at + 1) % this.#ring.length;
    }
  }

  /** Everything that is kept, oldest first. */
  unrolled(): Float32Array {
    const whole = new Float32Array(this.#ring.length);
    whole.set(this.#ring.subarray(this.#at));
    whole.set(this.#ring.subarray(0, this.#at), this.#ring.length - this.#at);
    return whole;
  }
}

/** Recognizes the bot's own voice when it comes back from a guest's loudspeaker. */
export class EchoDetector {
  #echoedAt = Number.NEGATIVE_INFINITY;

  /** Whether the last 300 ms of `heard`, which end at `at` (milliseconds), are an echo of `said`. */
  isEcho(heard: SoundMemory, said: SoundMemory, at: number): boolean {
    const enough = at - this.#echoedAt < againMs ? likeness.again : likeness.firm;
    if (greatestLikeness(heard.unrolled(), said.unrolled()) <= enough) return false;
    this.#echoedAt = at;
    return true;
  }
}

/**
 * The normalized correlation, 0 to 1, of `window` with the part of `whole` that it resembles most. The part is found at half
 * the rate, which takes an eighth of the work, and then measured at the full rate.
 */
export function greatestLikeness(window: Float32Array, whole: Float32Array): number {
  const coarse = mostLike(halved(window), halved(whole), 0, Number.POSITIVE_INFINITY);
  return mostLike(window, whole, coarse.at * 2 - 3, coarse.at * 2 + 3).likeness;
}

function mostLike(window: Float32Array, whole: Float32Array, from: number, to: number) {
  const best = { at: 0, likeness: 0 };
  const windowEnergy = energyOf(window);
  if (windowEnergy === 0) return best;
  const first = Math.max(0, from);
  const last = Math.min(whole.length - window.length, to);
  for (let at = first; at <= last; at++) {
    let product = 0;
    let energy = 0;
    for (let i = 0; i < window.length; i++) {
      const sample = whole[at + i] as number;
      product += (window[i] as number) * sample;
      energy += sample * sample;
    }
    if (energy < windowEnergy * 1e-4) continue;
    const found = Math.abs(product) / Math.sqrt(windowEnergy * energy);
    if (found > best.likeness) Object.assign(best, { at, likeness: found });
  }
  return best;
}

function halved(samples: Float32Array): Float32Array {
  const half = new Float32Array(samples.length >> 1);
  for (let i = 0; i < half.length; i++) {
    half[i] = (samples[2 * i] as number) + (samples[2 * i + 1] as number);
  }
  return half;
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}
