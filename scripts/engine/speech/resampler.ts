/**
 * By hand: sound comes in chunks and must go out without a delay or a seam, at ratios such as 22,050 to 48,000 Hz. The resamplers on npm are
 * WebAssembly builds that load asynchronously, or take a whole recording at once.
 */

/** Zero crossings of the filter on either side, at the lower of the two rates; 12 keep the pass band flat to 0.9 of it. */
const halfWidth = 12;
/** Kaiser's beta for about 80 dB of attenuation. */
const beta = 8;
const cutoff = 0.94;

/**
 * Changes the rate of a stream of 16-bit mono samples with a windowed-sinc polyphase filter. Output sample 0 is at input
 * sample 0: nothing is shifted in time. Output that still depends on later input is held back until `end`.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** `#up` phases of `#taps` coefficients. */
  readonly #filter: Float32Array;
  /** Input from sample `#origin` on; the samples before the first are silence. */
  #held: Int16Array;
  #origin: number;
  #next = 0;

  /** Rates in Hz. */
  constructor(from: number, to: number) {
    const divisor = greatestCommonDivisor(from, to);
    this.#up = to / divisor;
    this.#down = from / divisor;
    const stretch = Math.max(1, from / to);
    const reach = Math.ceil(halfWidth * stretch);
    this.#taps = reach * 2;
    this.#filter = designFilter(this.#up, reach, stretch);
    this.#held = new Int16Array(reach - 1);
    this.#origin = -(reach - 1);
  }

  /** Takes more input. @returns the output that is complete. */
  push(samples: Int16Array): Int16Array {
    if (this.#up === 1 && this.#down === 1) return samples;
    const held = new Int16Array(this.#held.length + samples.length);
    held.set(this.#held);
    held.set(samples, this.#held.length);
    this.#held = held;
    return this.#produce();
  }

  /** The rest of the output. */
  end(): Int16Array {
    return this.push(new Int16Array(this.#taps / 2));
  }

  #produce(): Int16Array {
    const held = this.#held;
    const reach = this.#taps / 2;
    // Output n needs the input from floor(n * down / up) - reach + 1 to floor(…) + reach.
    const lastCentre = this.#origin + held.length - 1 - reach;
    const until = Math.max(this.#next, Math.floor(((lastCentre + 1) * this.#up - 1) / this.#down) + 1);
    const output = new Int16Array(until - this.#next);
    for (let i = 0; i < output.length; i++) {
      const position = (this.#next + i) * this.#down;
      const centre = Math.floor(position / this.#up);
      const phase = (position - centre * this.#up) * this.#taps;
      const first = centre - reach + 1 - this.#origin;
      let sum = 0;
      for (let tap = 0; tap < this.#taps; tap++) {
        sum += (held[first + tap] as number) * (this.#filter[phase + tap] as number);
      }
      output[i] = Math.max(-32768, Math.min(32767, Math.round(sum)));
    }
    this.#next = until;
    this.#forget(Math.floor((until * this.#down) / this.#up) - reach + 1);
    return output;
  }

  #forget(before: number): void {
    const count = before - this.#origin;
    if (count <= 0) return;
    this.#held = this.#held.slice(count);
    this.#origin = before;
    // Positions stay small numbers however long the stream runs.
    const periods = Math.floor(this.#next / this.#up);
    this.#next -= periods * this.#up;
    this.#origin -= periods * this.#down;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function designFilter(phases: number, reach: number, stretch: number): Float32Array {
  const taps = reach * 2;
  const filter = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    const row = filter.subarray(phase * taps, (phase + 1) * taps);
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (reach - 1) - phase / phases;
      row[tap] = sinc((distance * cutoff) / stretch) * kaiser(distance / reach);
    }
    const sum = row.reduce((total, coefficient) => total + coefficient, 0);
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] as number) / sum;
  }
  return filter;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** The modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-10; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}
