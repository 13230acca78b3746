import { median, roundTo } from '../../base/numbers.ts';
import { type VoiceProfile, voiceProfile } from '../../service/wire.ts';
import { framesOf, type Pcm } from './pcm.ts';
import { pitchTrack } from './pitch.ts';
import type { FoundSpeech } from './speech.ts';

/** A vowel is louder than the consonants around it by this much. */
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

/** Peaks of the smoothed level that stand out on both sides: about one per vowel. */
function countSyllables(levels: Float32Array, { spans }: FoundSpeech, frameSec: number): number {
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

/** Median pitch and pace of a sample, for the local engine to approximate the voice; undefined if no pitch was found. */
export function profileOf(pcm: Pcm, speech: FoundSpeech): VoiceProfile | undefined {
  const pitch = median(pitchTrack(pcm, speech).flatMap(({ hz }) => (hz ? [hz] : [])));
  if (!pitch || speech.speechSec <= 0) return undefined;
  const { levelDb, frameSec } = framesOf(pcm);
  const pace = countSyllables(levelDb, speech, frameSec) / speech.speechSec;
  return voiceProfile.safeParse({
    pitch_hz: Math.round(pitch),
    syllables_per_sec: roundTo(pace, 1),
  }).data;
}
