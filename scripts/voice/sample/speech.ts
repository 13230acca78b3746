import { clamp } from '../../base/numbers.ts';
import { type Frames, silenceDb } from './pcm.ts';

/** A stretch of time, seconds. */
export interface Span {
  start: number;
  end: number;
}

/** Where someone speaks, and the pauses between the words. */
export interface FoundSpeech {
  spans: Span[];
  speechSec: number;
  /** Between two spans, without the ends. */
  pauses: Span[];
  /** Seconds of sound worth cloning: without the part of each pause beyond half a second. */
  soundSec: number;
  noiseFloorDb: number;
  snrDb: number;
}

/** Gaps this short belong to the words around them: closures of p, t and k, and breaths. */
const shortestGapSec = 0.3;
const shortestSpanSec = 0.06;
const pauseCreditSec = 0.5;

/** Time kept before the first word and after the last one. */
const edgeSec = 0.2;

/** Position of the threshold between the quiet and the loud frames. */
const thresholdShare = 0.35;
/** Anything this far below the loud frames is room sound, even in a silent studio. */
const softestSpeechDb = 35;
/** Sound that never rises above its own level by this much is hum or hiss, not speech. */
const minRangeDb = 5;
/** Below this nothing was recorded. */
const minLevelDb = -70;
const bestSnrDb = 80;

function percentile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? silenceDb;
}

function threshold(levels: Float32Array): number | undefined {
  const sorted = levels.slice().sort();
  const quiet = percentile(sorted, 0.05);
  const loud = percentile(sorted, 0.95);
  if (loud < minLevelDb || loud - quiet < minRangeDb) return undefined;
  return Math.max(quiet + thresholdShare * (loud - quiet), loud - softestSpeechDb);
}

function loudSpans(levels: Float32Array, limitDb: number, frameSec: number): Span[] {
  const spans: Span[] = [];
  for (const [index, level] of levels.entries()) {
    if (level < limitDb) continue;
    const start = index * frameSec;
    const last = spans.at(-1);
    if (last && start - last.end < shortestGapSec) last.end = start + frameSec;
    else spans.push({ start, end: start + frameSec });
  }
  return spans.filter(({ start, end }) => end - start >= shortestSpanSec);
}

const length = ({ start, end }: Span): number => end - start;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function gapsBetween(spans: readonly Span[]): Span[] {
  return spans.slice(1).map((span, index) => ({ start: spans[index]?.end ?? span.start, end: span.start }));
}

const toPower = (db: number): number => 10 ** (db / 10);
const toDb = (power: number): number => (power > 0 ? 10 * Math.log10(power) : silenceDb);

/** The level of the quietest fifth of the frames between the words: the rest contains breaths and echoes. */
function noiseFloor(levels: Float32Array, limitDb: number): number {
  const between = levels.filter((level) => level < limitDb).sort();
  return between.length > 0 ? percentile(between, 0.2) : percentile(levels.slice().sort(), 0.02);
}

function speechLevel(levels: Float32Array, limitDb: number): number {
  const loud = levels.filter((level) => level >= limitDb);
  return toDb(loud.reduce((total, level) => total + toPower(level), 0) / Math.max(1, loud.length));
}

/** Speech level above the noise; the noise under the speech is subtracted first. */
function snr(speechDb: number, noiseDb: number): number {
  return clamp(toDb(toPower(speechDb - noiseDb) - 1), 0, bestSnrDb);
}

/** Finds speech by its level. Distinguishes it from silence and steady noise, but not from music. */
export function findSpeech({ levelDb, frameSec }: Frames): FoundSpeech {
  const limitDb = threshold(levelDb);
  if (limitDb === undefined) {
    const noiseFloorDb = percentile(levelDb.slice().sort(), 0.5);
    return { spans: [], speechSec: 0, pauses: [], soundSec: 0, noiseFloorDb, snrDb: 0 };
  }
  const spans = loudSpans(levelDb, limitDb, frameSec);
  const pauses = gapsBetween(spans);
  const [first, last] = [spans[0], spans.at(-1)];
  // Silence before the microphone was on says nothing about the room.
  const inner = levelDb.subarray(
    Math.max(0, Math.round(((first?.start ?? 0) - edgeSec) / frameSec)),
    Math.round(((last?.end ?? 0) + edgeSec) / frameSec),
  );
  const noiseFloorDb = noiseFloor(inner, limitDb);
  return {
    spans,
    speechSec: sum(spans.map(length)),
    pauses,
    soundSec:
      first && last
        ? last.end - first.start - sum(pauses.map((gap) => Math.max(0, length(gap) - pauseCreditSec)))
        : 0,
    noiseFloorDb,
    snrDb: snr(speechLevel(levelDb, limitDb), noiseFloorDb),
  };
}

/** The part of the sound that contains speech, with 0.2 s at either end. */
export function speechBounds({ spans }: FoundSpeech, durationSec: number): Span | undefined {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return undefined;
  return { start: Math.max(0, first.start - edgeSec), end: Math.min(durationSec, last.end + edgeSec) };
}

const clippedPeak = 0.985;
const clippedPenalty = 4;

/** The stretch of `lengthSec` with the most speech and the least clipping; starts where someone starts to speak. */
export function bestStretch(frames: Frames, { spans }: FoundSpeech, lengthSec: number): Span {
  const { frameSec, low, high } = frames;
  const worth = new Float64Array(high.length + 1);
  let span = 0;
  for (let index = 0; index < high.length; index += 1) {
    const time = index * frameSec;
    while ((spans[span]?.end ?? Number.POSITIVE_INFINITY) <= time) span += 1;
    const isSpeech = time >= (spans[span]?.start ?? Number.POSITIVE_INFINITY);
    const isClipped = (high[index] ?? 0) >= clippedPeak || (low[index] ?? 0) <= -clippedPeak;
    worth[index + 1] = (worth[index] ?? 0) + (isSpeech ? 1 : 0) - (isClipped ? clippedPenalty : 0);
  }
  const totalSec = high.length * frameSec;
  const at = (time: number) => worth[Math.min(high.length, Math.round(time / frameSec))] ?? 0;
  let best = { start: 0, worth: Number.NEGATIVE_INFINITY };
  for (const { start } of spans) {
    const from = Math.max(0, Math.min(start - edgeSec, totalSec - lengthSec));
    const value = at(from + lengthSec) - at(from);
    if (value > best.worth) best = { start: from, worth: value };
  }
  return { start: best.start, end: Math.min(totalSec, best.start + lengthSec) };
}
