import { clamp } from './interpolation.ts';
import type { PhonemeShape } from './phoneme-shapes.ts';
import { loudnessIn, type Sound } from './sound-level.ts';

/** A syllable that a speaker underlines with the head. */
export interface Stress {
  /** Seconds from the start of the track. */
  at: number;
  /** 0 to 1. */
  strength: number;
}

interface TimedShape extends PhonemeShape {
  phone: string;
  start: number;
  length: number;
}

/** A vowel that is this much longer and louder than the middle one of its sentence is stressed; twice as much is a full stress. */
const leastWeight = 0.9;
const fullWeight = 1.9;
/** Seconds between two: a head that beats every syllable looks like a toy's. */
const leastApart = 0.5;
/** A vowel is stressed only if it opens the mouth and is not swallowed. */
const leastOpen = 0.4;
const leastLength = 0.08;

/** The stressed syllables: those that the phonemes name (1 behind the vowel), else the long, open and loud ones. */
export function stressesOf(sounds: readonly TimedShape[], sound?: Sound): Stress[] {
  const named = sounds.filter(({ phone }) => /1/.test(phone));
  if (named.length > 0) return apart(named.map(({ start }) => ({ at: start, strength: 0.7 })));
  const vowels = sounds.filter(({ kind }) => kind === 'vowel');
  const length = middle(vowels.map((vowel) => vowel.length));
  const levels = levelsOf(vowels, sound);
  const level = middle(levels);
  const weighed = vowels.map((vowel, i) => ({
    vowel,
    weight: (vowel.length / length) * Math.sqrt(level > 0 ? (levels[i] as number) / level : 1),
  }));
  const stressed = weighed.filter(
    ({ vowel, weight }) => vowel.open > leastOpen && vowel.length > leastLength && weight > leastWeight,
  );
  return apart(
    stressed.map(({ vowel, weight }) => ({
      at: vowel.start,
      strength: clamp((weight - leastWeight) / (fullWeight - leastWeight), 0.3, 1),
    })),
  );
}

/** The strongest first, and none near one that is stronger. */
function apart(stresses: readonly Stress[]): Stress[] {
  const kept: Stress[] = [];
  for (const stress of [...stresses].sort((a, b) => b.strength - a.strength)) {
    if (kept.every(({ at }) => Math.abs(at - stress.at) >= leastApart)) kept.push(stress);
  }
  return kept.sort((a, b) => a.at - b.at);
}

/** Where the sound has not come yet, every vowel is as loud as the others. */
function levelsOf(vowels: readonly TimedShape[], sound: Sound | undefined): number[] {
  const end = Math.max(...vowels.map(({ start, length }) => start + length));
  if (!sound || sound.samples.length / sound.sampleRate < end) return vowels.map(() => 1);
  return vowels.map(({ start, length }) => loudnessIn(sound, start, start + length)[0]);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 1;
}
