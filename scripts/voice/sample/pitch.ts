import type { Pcm } from './pcm.ts';
import type { FoundSpeech } from './speech.ts';

const lowestHz = 60;
const highestHz = 400;

/** YIN (de Cheveigne and Kawahara, 2002): a dip of the normalized difference below this is a period. */
const yinThreshold = 0.15;

/** Number of places where pitch is measured; the median needs no more. */
const maxPlaces = 240;
const decimation = 2;

/** Two samples become one: pitch is far below the lost frequencies. */
function halve({ rateHz, samples }: Pcm): Pcm {
  const half = new Int16Array(Math.floor(samples.length / decimation));
  for (let index = 0; index < half.length; index += 1) {
    half[index] = ((samples[index * 2] ?? 0) + (samples[index * 2 + 1] ?? 0)) / 2;
  }
  return { rateHz: rateHz / decimation, samples: half };
}

/** Cumulative mean normalized difference for each lag up to `longest`. */
function normalisedDifference(
  samples: Int16Array,
  at: number,
  window: number,
  longest: number,
): Float64Array {
  const difference = new Float64Array(longest + 1);
  let running = 0;
  difference[0] = 1;
  for (let lag = 1; lag <= longest; lag += 1) {
    let sum = 0;
    for (let index = at; index < at + window; index += 1) {
      const delta = (samples[index] ?? 0) - (samples[index + lag] ?? 0);
      sum += delta * delta;
    }
    running += sum;
    difference[lag] = running > 0 ? (sum * lag) / running : 1;
  }
  return difference;
}

/** The position of the minimum between three points. */
function parabolic(values: Float64Array, at: number): number {
  const [before, here, after] = [values[at - 1], values[at], values[at + 1]];
  if (before === undefined || here === undefined || after === undefined) return at;
  const bend = before - 2 * here + after;
  return bend > 0 ? at + (before - after) / (2 * bend) : at;
}

function pitchAt({ rateHz, samples }: Pcm, at: number): number | undefined {
  const shortest = Math.floor(rateHz / highestHz);
  const longest = Math.ceil(rateHz / lowestHz);
  if (at + 2 * longest >= samples.length) return undefined;
  const difference = normalisedDifference(samples, at, longest, longest);
  let lag = shortest;
  while (lag < longest && (difference[lag] ?? 1) >= yinThreshold) lag += 1;
  if (lag >= longest) return undefined;
  while (lag < longest && (difference[lag + 1] ?? 1) < (difference[lag] ?? 1)) lag += 1;
  return rateHz / parabolic(difference, lag);
}

/** The pitch at one place; undefined if it is not voiced. */
export interface Pitch {
  timeSec: number;
  hz?: number;
}

/** Pitch at up to a few hundred places, spread evenly over the speech. */
export function pitchTrack(pcm: Pcm, { spans, speechSec }: FoundSpeech): Pitch[] {
  const half = halve(pcm);
  const stepSec = Math.max(0.03, speechSec / maxPlaces);
  const track: Pitch[] = [];
  for (const { start, end } of spans) {
    for (let timeSec = start; timeSec < end; timeSec += stepSec) {
      track.push({ timeSec, hz: pitchAt(half, Math.floor(timeSec * half.rateHz)) });
    }
  }
  return track;
}

/** A summary of the pitch in a recording. */
export interface PitchFacts {
  /** Share of the places in the speech that have a pitch, 0 to 1. */
  voicedShare: number;
  /** Range without the lowest and the highest twentieth. */
  rangeSemitones: number;
  /** The middles of two separate ranges, Hz; absent if there is only one. */
  voices?: [number, number];
}

/** Two ranges are this far apart, with at least this share of the pitches each and little in between. One voice spans less. */
const apartSemitones = 8;
const minRangeShare = 0.2;
const minExplained = 0.75;

const semitonesOf = (hz: number): number => 12 * Math.log2(hz);
const hertzOf = (semitones: number): number => 2 ** (semitones / 12);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return meanOf(values.map((value) => (value - mean) ** 2));
};

/** The split of sorted values that minimizes the variance on its two sides (Otsu, 1979). */
function twoRanges(sorted: readonly number[]): { low: readonly number[]; high: readonly number[] } {
  const least = Math.ceil(sorted.length * minRangeShare);
  let best = { low: sorted, high: sorted, left: Number.POSITIVE_INFINITY };
  for (let cut = least; cut <= sorted.length - least; cut += 1) {
    const [low, high] = [sorted.slice(0, cut), sorted.slice(cut)];
    const left = (varianceOf(low) * low.length + varianceOf(high) * high.length) / sorted.length;
    if (left < best.left) best = { low, high, left };
  }
  return best;
}

function twoVoices(sorted: readonly number[]): [number, number] | undefined {
  if (sorted.length < 20) return undefined;
  const { low, high } = twoRanges(sorted);
  const [lower, upper] = [meanOf(low), meanOf(high)];
  const left = (varianceOf(low) * low.length + varianceOf(high) * high.length) / sorted.length;
  if (upper - lower < apartSemitones || left > (1 - minExplained) * varianceOf(sorted)) return undefined;
  return [Math.round(hertzOf(lower)), Math.round(hertzOf(upper))];
}

/** What the pitch says about the sound. It tells a tone from a voice, and a low voice from a high one, but not similar voices. */
export function pitchFacts(pcm: Pcm, speech: FoundSpeech): PitchFacts {
  const track = pitchTrack(pcm, speech);
  const sorted = track.flatMap(({ hz }) => (hz ? [semitonesOf(hz)] : [])).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const voices = twoVoices(sorted);
  return {
    voicedShare: sorted.length / Math.max(1, track.length),
    rangeSemitones: at(0.95) - at(0.05),
    ...(voices && { voices }),
  };
}
