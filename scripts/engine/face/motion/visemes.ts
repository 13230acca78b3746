import type { TimedPhone } from '../../speech/adapter.ts';

/** A mouth's position: `open` 0 (closed) to 1, `wide` -1 (rounded) to 1 (spread). */
export interface Viseme {
  open: number;
  wide: number;
}

interface PhonemeShape {
  open: number;
  wide: number;
  /** `closure`: lips must meet (or lip and teeth). `passing`: the mouth is free to prepare the next vowel. */
  kind: 'vowel' | 'closure' | 'passing' | 'silence';
}

const shape = (kind: PhonemeShape['kind'], open: number, wide: number): PhonemeShape => ({
  kind,
  open,
  wide,
});

const silence = shape('silence', 0, 0);
const unknownPhoneme = shape('passing', 0.25, 0.05);

/** By the ARPAbet names that flite and the CMU dictionary use (lower case, no stress digit). Positions were chosen by eye. */
const shapes: Readonly<Record<string, PhonemeShape>> = {
  aa: shape('vowel', 0.82, 0.05),
  ae: shape('vowel', 0.72, 0.4),
  ah: shape('vowel', 0.55, 0.1),
  ao: shape('vowel', 0.62, -0.45),
  aw: shape('vowel', 0.7, -0.15),
  ax: shape('vowel', 0.34, 0.05),
  axr: shape('vowel', 0.32, -0.3),
  ay: shape('vowel', 0.7, 0.25),
  eh: shape('vowel', 0.5, 0.4),
  er: shape('vowel', 0.34, -0.35),
  ey: shape('vowel', 0.44, 0.6),
  ih: shape('vowel', 0.34, 0.45),
  ix: shape('vowel', 0.3, 0.3),
  iy: shape('vowel', 0.27, 0.85),
  ow: shape('vowel', 0.46, -0.7),
  oy: shape('vowel', 0.48, -0.55),
  uh: shape('vowel', 0.32, -0.5),
  uw: shape('vowel', 0.26, -0.95),
  b: shape('closure', 0, -0.05),
  m: shape('closure', 0, -0.05),
  p: shape('closure', 0, -0.05),
  f: shape('closure', 0.08, 0.15),
  v: shape('closure', 0.08, 0.15),
  w: shape('closure', 0.14, -0.95),
  ch: shape('passing', 0.2, -0.45),
  d: shape('passing', 0.22, 0.15),
  dh: shape('passing', 0.24, 0.15),
  dx: shape('passing', 0.25, 0.1),
  el: shape('passing', 0.3, 0.1),
  em: shape('closure', 0, -0.05),
  en: shape('passing', 0.2, 0.15),
  g: shape('passing', 0.28, 0.1),
  hh: shape('passing', 0.32, 0.1),
  hv: shape('passing', 0.32, 0.1),
  jh: shape('passing', 0.2, -0.45),
  k: shape('passing', 0.28, 0.1),
  l: shape('passing', 0.32, 0.15),
  n: shape('passing', 0.2, 0.15),
  ng: shape('passing', 0.26, 0.1),
  r: shape('passing', 0.25, -0.45),
  s: shape('passing', 0.13, 0.45),
  sh: shape('passing', 0.2, -0.55),
  t: shape('passing', 0.2, 0.2),
  th: shape('passing', 0.24, 0.2),
  y: shape('passing', 0.25, 0.6),
  z: shape('passing', 0.13, 0.45),
  zh: shape('passing', 0.2, -0.55),
  brth: silence,
  pau: silence,
  sil: silence,
  ssil: silence,
  h: shape('passing', 0.32, 0.1),
};

/** The sounds of the International Phonetic Alphabet that ARPAbet has under another name; others stand for their nearest. */
const fromIpa: Readonly<Record<string, string>> = {
  a: 'ae',
  ɑ: 'aa',
  ɒ: 'ao',
  æ: 'ae',
  ʌ: 'ah',
  ɐ: 'ah',
  ɔ: 'ao',
  o: 'ow',
  ə: 'ax',
  ɚ: 'axr',
  ɜ: 'er',
  ɝ: 'er',
  e: 'ey',
  ɛ: 'eh',
  i: 'iy',
  ɪ: 'ih',
  ᵻ: 'ix',
  u: 'uw',
  ʊ: 'uh',
  ø: 'uh',
  œ: 'uh',
  y: 'uw',
  aɪ: 'ay',
  aʊ: 'aw',
  eɪ: 'ey',
  əʊ: 'ow',
  oʊ: 'ow',
  ɔɪ: 'oy',
  j: 'y',
  tʃ: 'ch',
  dʒ: 'jh',
  ð: 'dh',
  θ: 'th',
  ɡ: 'g',
  ŋ: 'ng',
  ɲ: 'n',
  ɹ: 'r',
  ʁ: 'r',
  ɾ: 'dx',
  ʃ: 'sh',
  ʒ: 'zh',
  x: 'k',
  ç: 'hh',
  ɫ: 'l',
  '': 'sil',
  _: 'sil',
};

/** Letters that both alphabets use for different sounds are ARPAbet's. */
function shapeOf(phone: string): PhonemeShape {
  const plain = phone.replace(/[\dˈˌː.]/gu, '');
  return (
    shapes[plain.toLowerCase()] ?? shapes[fromIpa[plain] ?? fromIpa[plain.charAt(0)] ?? ''] ?? unknownPhoneme
  );
}

interface TrackKey extends Viseme {
  start: number;
  /** Length of the way into this position, in seconds before and after its start. */
  before: number;
  after: number;
}

/** What a mouth does over the length of one piece of audio. */
export interface VisemeTrack {
  keys: readonly TrackKey[];
  /** Where a stressed syllable begins, in seconds. */
  stresses: readonly number[];
  /** In seconds. */
  duration: number;
}

/** Ways into a position: opening is quick, closing slower, but lips that must meet do so on time. Seconds before and after the start. */
const ways = {
  attack: [0.035, 0.03],
  release: [0.04, 0.065],
  closure: [0.05, 0.012],
  rest: [0.03, 0.11],
} as const;

/** The track of a sequence of phonemes in order of time. */
export function trackFromPhonemes(phonemes: readonly TimedPhone[]): VisemeTrack {
  const sounds = phonemes.map(({ phone, end }, i) => {
    const start = i === 0 ? 0 : (phonemes[i - 1] as TimedPhone).end;
    return { ...shapeOf(phone), start, length: end - start, isMarked: /1/.test(phone) };
  });
  let previous = 0;
  const keys = sounds.map((sound, i) => {
    const nextVowel = sounds.slice(i + 1, i + 3).find(({ kind }) => kind === 'vowel');
    const viseme = positionOf(sound, sound.length, nextVowel);
    const [before, after] = wayInto(sound.kind, viseme.open > previous);
    previous = viseme.open;
    return { ...viseme, start: sound.start, before, after };
  });
  const duration = phonemes.at(-1)?.end ?? 0;
  const [before, after] = ways.rest;
  const isMarked = sounds.some((sound) => sound.isMarked);
  const stresses = sounds.filter((sound) =>
    isMarked ? sound.isMarked : sound.kind === 'vowel' && sound.length > 0.11 && sound.open > 0.4,
  );
  return {
    keys: [...keys, { open: 0, wide: 0, start: duration, before, after }],
    stresses: stresses.map(({ start }) => start),
    duration,
  };
}

/** Short sounds don't reach their position; consonants are spoken with the lips already on the way to the next vowel. */
function positionOf({ kind, open, wide }: PhonemeShape, length: number, nextVowel?: Viseme): Viseme {
  if (kind === 'vowel') {
    const reached = Math.min(1, 0.55 + length / 0.2);
    return { open: open * reached, wide: wide * Math.min(1, 0.7 + length / 0.3) };
  }
  if (kind !== 'passing' || !nextVowel) return { open, wide };
  return { open: open + (nextVowel.open - open) * 0.2, wide: wide + (nextVowel.wide - wide) * 0.45 };
}

function wayInto(kind: PhonemeShape['kind'], opens: boolean): readonly [number, number] {
  if (kind === 'closure') return ways.closure;
  return opens ? ways.attack : ways.release;
}

/** The mouth at `time`, in seconds from the start of the audio: closed before and after, and on the way between positions. */
export function poseAt(track: VisemeTrack, time: number): Viseme {
  const { keys } = track;
  let settled = firstKeyAfter(keys, time - 0.15) - 1;
  let { open, wide } = keys[settled] ?? { open: 0, wide: 0 };
  for (let key = keys[++settled]; key && key.start - key.before < time; key = keys[++settled]) {
    const share = (time - key.start + key.before) / (key.before + key.after);
    const eased = share >= 1 ? 1 : share * share * (3 - 2 * share);
    open += (key.open - open) * eased;
    wide += (key.wide - wide) * eased;
  }
  return { open, wide };
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
export function poseFromLoudness(rms: number, hiss = 0.08): Viseme {
  const level = 20 * Math.log10(Math.max(rms, 1e-6));
  const share = Math.min(1, Math.max(0, (level - quietest) / (loudest - quietest)));
  if (share === 0) return { open: 0, wide: 0 };
  const isHiss = Math.min(1, Math.max(0, (hiss - 0.14) / 0.16));
  const open = 0.72 * share ** 1.4;
  return {
    open: open + (0.12 - open) * isHiss,
    wide: 0.1 + 0.35 * isHiss - 0.25 * (1 - isHiss) * (1 - share),
  };
}

/** The track of speech of which only the sound is known; `samples` are 16 bits, mono. */
export function trackFromSound(samples: Int16Array, sampleRate: number): VisemeTrack {
  const step = Math.round(sampleRate * 0.04);
  const keys: TrackKey[] = [];
  const stresses: number[] = [];
  const [before, after] = ways.attack;
  for (let from = 0; from + step <= samples.length; from += step) {
    const viseme = poseFromLoudness(...measure(samples.subarray(from, from + step)));
    const start = from / sampleRate;
    const last = keys.at(-1)?.open ?? 0;
    if (viseme.open > 0.5 && viseme.open > last + 0.15 && start - (stresses.at(-1) ?? -1) > 0.4)
      stresses.push(start);
    keys.push({ ...viseme, start, before, after });
  }
  const duration = samples.length / sampleRate;
  const [restBefore, restAfter] = ways.rest;
  keys.push({ open: 0, wide: 0, start: duration, before: restBefore, after: restAfter });
  return { keys, stresses, duration };
}

function measure(samples: Int16Array): [rms: number, hiss: number] {
  let energy = 0;
  let crossings = 0;
  let previous = 0;
  for (const sample of samples) {
    energy += sample * sample;
    if (sample >= 0 !== previous >= 0) crossings++;
    previous = sample;
  }
  return [Math.sqrt(energy / samples.length) / 32768, crossings / samples.length];
}
