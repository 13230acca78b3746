import type { Mood } from '../../../service/local/wire.ts';
import type { TimedPhone } from '../../speech/adapter.ts';
import { clamp, smoothstep } from './interpolation.ts';
import { type PhonemeShape, shapeOf } from './phoneme-shapes.ts';
import type { FacePose } from './pose.ts';
import { loudnessIn, type Sound } from './sound-level.ts';
import { type Stress, stressesOf } from './stresses.ts';

/** What speech makes of the mouth: see FacePose. */
export type Viseme = Pick<FacePose, 'open' | 'wide' | 'press' | 'tuck'>;

type Position = Pick<Viseme, 'open' | 'wide'>;

export const closedMouth: Readonly<Viseme> = { open: 0, wide: 0, press: 0, tuck: 0 };

interface TrackKey extends Position {
  start: number;
  /** The position is approached from `before` seconds before the start until `after` seconds after it. */
  before: number;
  after: number;
}

/** Lips that must touch each other, or the teeth, and do so fully between the two instants. */
interface Contact {
  part: 'press' | 'tuck';
  from: number;
  to: number;
}

/** How the mouth moves with a sentence, and what head and brows have of it. All times are seconds from its first sound. */
export interface VisemeTrack {
  keys: readonly TrackKey[];
  contacts: readonly Contact[];
  stresses: readonly Stress[];
  duration: number;
  /** Whether its text asks something. */
  isQuestion?: boolean;
  mood?: Mood;
}

/** Ways into a position: opening is quick, closing slower, but rounding for a w is done on time. Seconds before and after the start. */
const ways = {
  attack: [0.035, 0.03],
  release: [0.04, 0.065],
  closure: [0.05, 0.012],
  rest: [0.03, 0.11],
} as const;

/**
 * Of a contact: seconds in which lips come together and part; its least length, so that one of 24 frames a second shows it; and the
 * shares of the phoneme at which a plosive bursts and at which other lips part.
 */
const contact = { attack: 0.06, release: 0.06, minLength: 0.045, burst: 0.6, parting: 0.8 };
const plosives: ReadonlySet<string> = new Set(['b', 'p']);

interface SpokenSound extends PhonemeShape {
  phone: string;
  start: number;
  length: number;
}

/** The track of a sequence of phonemes in order of time; of their sound, if it is given, the loudness decides what is stressed. */
export function trackFromPhonemes(phonemes: readonly TimedPhone[], sound?: Sound): VisemeTrack {
  const sounds = phonemes.map(({ phone, end }, i) => {
    const start = i === 0 ? 0 : (phonemes[i - 1] as TimedPhone).end;
    return { ...shapeOf(phone), phone, start, length: end - start };
  });
  let previous = 0;
  const keys = sounds.map((sound, i) => {
    const viseme = positionOf(sound, nearestVowel(sounds, i));
    const [before, after] = wayInto(sound.kind, viseme.open > previous);
    previous = viseme.open;
    return { ...viseme, start: sound.start, before, after };
  });
  const duration = phonemes.at(-1)?.end ?? 0;
  const [before, after] = ways.rest;
  return {
    keys: [...keys, { open: 0, wide: 0, start: duration, before, after }],
    contacts: sounds.flatMap(contactOf),
    stresses: stressesOf(sounds, sound),
    duration,
  };
}

/** The vowel that a consonant prepares: one of the next two sounds, else the one before it. */
function nearestVowel(sounds: readonly SpokenSound[], at: number): Position | undefined {
  const next = sounds.slice(at + 1, at + 3).find(({ kind }) => kind === 'vowel');
  const before = sounds[at - 1];
  return next ?? (before?.kind === 'vowel' ? before : undefined);
}

/** Short sounds don't reach their position; consonants are spoken with the lips already on the way to the vowel. */
function positionOf({ kind, open, wide, length }: SpokenSound, vowel?: Position): Position {
  if (kind === 'vowel') {
    const reached = Math.min(1, 0.55 + length / 0.2);
    return { open: open * reached, wide: wide * Math.min(1, 0.7 + length / 0.3) };
  }
  if (!vowel || kind === 'round' || kind === 'silence') return { open, wide };
  const opening = kind === 'passing' ? 0.2 : 0;
  return { open: open + (vowel.open - open) * opening, wide: wide + (vowel.wide - wide) * 0.45 };
}

function wayInto(kind: PhonemeShape['kind'], opens: boolean): readonly [number, number] {
  if (kind === 'lips' || kind === 'teeth' || kind === 'round') return ways.closure;
  return opens ? ways.attack : ways.release;
}

/** Lips are together as soon as their sound is, and a plosive's until it bursts. */
function contactOf({ kind, phone, start, length }: SpokenSound): Contact[] {
  if (kind !== 'lips' && kind !== 'teeth') return [];
  const to = start + length * (plosives.has(phone) ? contact.burst : contact.parting);
  return [{ part: kind === 'lips' ? 'press' : 'tuck', from: Math.min(start, to - contact.minLength), to }];
}

/** The mouth at `time`, in seconds from the start of the audio: closed before and after, and on the way between positions. */
export function poseAt(track: VisemeTrack, time: number): Viseme {
  const { keys } = track;
  let settled = firstKeyAfter(keys, time - 0.15) - 1;
  let { open, wide } = keys[settled] ?? closedMouth;
  for (let key = keys[++settled]; key && key.start - key.before < time; key = keys[++settled]) {
    const share = smoothstep(key.start - key.before, key.start + key.after, time);
    open += (key.open - open) * share;
    wide += (key.wide - wide) * share;
  }
  return { open, wide, press: contactAt(track, 'press', time), tuck: contactAt(track, 'tuck', time) };
}

function contactAt({ contacts }: VisemeTrack, part: Contact['part'], time: number): number {
  let most = 0;
  for (const { part: touched, from, to } of contacts) {
    if (from - contact.attack > time) break;
    if (touched !== part || to + contact.release < time) continue;
    const closes = smoothstep(from - contact.attack, from, time);
    most = Math.max(most, closes * (1 - smoothstep(to, to + contact.release, time)));
  }
  return most;
}

function firstKeyAfter(keys: readonly TrackKey[], time: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as TrackKey).start <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Full scale is 0 dB; speech is heard from about the first of these levels and is loud at the second. */
const quietest = -46;
const loudest = -14;

/**
 * A mouth for speech of which only the sound is known: `rms` is its loudness (full scale is 1), `hiss` the share of zero
 * crossings among its samples (0 to 0.5 or so), which tells an s from a vowel.
 */
export function poseFromLoudness(rms: number, hiss = 0.08): Position {
  const level = 20 * Math.log10(Math.max(rms, 1e-6));
  const share = clamp((level - quietest) / (loudest - quietest), 0, 1);
  if (share === 0) return { open: 0, wide: 0 };
  const isHiss = clamp((hiss - 0.14) / 0.16, 0, 1);
  const open = 0.72 * share ** 1.4;
  return {
    open: open + (0.12 - open) * isHiss,
    wide: 0.1 + 0.35 * isHiss - 0.25 * (1 - isHiss) * (1 - share),
  };
}

/** The track of speech of which only the sound is known. */
export function trackFromSound(sound: Sound): VisemeTrack {
  const { samples, sampleRate } = sound;
  const step = Math.round(sampleRate * 0.04);
  const keys: TrackKey[] = [];
  const stresses: Stress[] = [];
  const [before, after] = ways.attack;
  for (let from = 0; from + step <= samples.length; from += step) {
    const start = from / sampleRate;
    const viseme = poseFromLoudness(...loudnessIn(sound, start, start + step / sampleRate));
    const last = keys.at(-1)?.open ?? 0;
    if (viseme.open > 0.5 && viseme.open > last + 0.15 && start - (stresses.at(-1)?.at ?? -1) > 0.5)
      stresses.push({ at: start + 0.04, strength: viseme.open });
    keys.push({ ...viseme, start, before, after });
  }
  const duration = samples.length / sampleRate;
  const [restBefore, restAfter] = ways.rest;
  keys.push({ open: 0, wide: 0, start: duration, before: restBefore, after: restAfter });
  return { keys, contacts: [], stresses, duration };
}
