import { type VoiceProfile, voiceProfile } from '../pika/wire.ts';
import { framesOf, type Pcm } from './pcm.ts';
import type { Speech } from './speech.ts';

const lowestHz = 60;
const highestHz = 400;

/** YIN (de Cheveigne and Kawahara, 2002): a dip of the normalised difference below this is a period. */
const yinThreshold = 0.15;

/** Pitch is looked for at so many places; the median needs no more. */
const mostPlaces = 240;
const decimation = 2;

/** Two samples become one: pitch lies far below what is lost. */
function halve({ rateHz, samples }: Pcm): Pcm {
  const half = new Int16Array(Math.floor(samples.length / decimation));
  for (let index = 0; index < half.length; index += 1) {
    half[index] = ((samples[index * 2] ?? 0) + (samples[index * 2 + 1] ?? 0)) / 2;
  }
  return { rateHz: rateHz / decimation, samples: half };
}

/** Cumulative mean normalised difference for each lag up to `longest`. */
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

/** The place of the minimum between three points. */
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

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function medianPitch(pcm: Pcm, speech: Speech): number | undefined {
  const half = halve(pcm);
  const step = Math.max(0.03, speech.speechSec / mostPlaces);
  const pitches: number[] = [];
  for (const { start, end } of speech.spans) {
    for (let time = start; time < end; time += step) {
      const pitch = pitchAt(half, Math.floor(time * half.rateHz));
      if (pitch) pitches.push(pitch);
    }
  }
  return median(pitches);
}

/** A vowel rises this much out of the consonants around it. */
const syllableRiseDb = 1.2;
const smoothingFrames = 2;
const syllableDepthDb = 25;

function smooth(levels: Float32Array): Float32Array {
  return levels.map((_, index) => {
    let sum = 0;
    let count = 0;
    for (let near = index - smoothingFrames; near <= index + smoothingFrames; near += 1) {
      const level = levels[near];
      if (level === undefined) continue;
      sum += level;
      count += 1;
    }
    return sum / count;
  });
}

/** Peaks of the smoothed level that stand out on both sides: about one for each vowel. */
function countSyllables(levels: Float32Array, { spans }: Speech, frameSec: number): number {
  const smoothed = smooth(levels);
  const loudest = smoothed.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  let count = 0;
  for (const { start, end } of spans) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let isRising = true;
    for (let index = Math.round(start / frameSec); index < Math.round(end / frameSec); index += 1) {
      const level = smoothed[index] ?? loudest;
      low = Math.min(low, level);
      high = Math.max(high, level);
      if (isRising && level < high - syllableRiseDb) {
        if (high > loudest - syllableDepthDb) count += 1;
        isRising = false;
        low = level;
      } else if (!isRising && level > low + syllableRiseDb) {
        isRising = true;
        high = level;
      }
    }
    if (isRising && high > Math.max(low + syllableRiseDb, loudest - syllableDepthDb)) count += 1;
  }
  return count;
}

/** Median pitch and pace of a sample, so that the local engine can come near to the voice; undefined when no pitch was found. */
export function profileOf(pcm: Pcm, speech: Speech): VoiceProfile | undefined {
  const pitch = medianPitch(pcm, speech);
  if (!pitch || speech.speechSec <= 0) return undefined;
  const { levelDb, frameSec } = framesOf(pcm);
  const pace = countSyllables(levelDb, speech, frameSec) / speech.speechSec;
  return voiceProfile.safeParse({
    pitch_hz: Math.round(pitch),
    syllables_per_sec: Math.round(pace * 10) / 10,
  }).data;
}
