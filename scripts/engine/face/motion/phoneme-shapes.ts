/** A phoneme's position of the mouth, and what it demands of lips. */
export interface PhonemeShape {
  open: number;
  wide: number;
  /**
   * `lips`: they must meet. `teeth`: the lower lip must touch the upper teeth. `round`: lips must be round at once. `passing`: the
   * mouth is free to prepare the next vowel.
   */
  kind: 'vowel' | 'lips' | 'teeth' | 'round' | 'passing' | 'silence';
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
  b: shape('lips', 0, -0.05),
  m: shape('lips', 0, -0.05),
  p: shape('lips', 0, -0.05),
  f: shape('teeth', 0.08, 0.15),
  v: shape('teeth', 0.08, 0.15),
  w: shape('round', 0.14, -0.95),
  ch: shape('passing', 0.2, -0.45),
  d: shape('passing', 0.22, 0.15),
  dh: shape('passing', 0.24, 0.15),
  dx: shape('passing', 0.25, 0.1),
  el: shape('passing', 0.3, 0.1),
  em: shape('lips', 0, -0.05),
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

/** The shape of a phoneme. Letters that both alphabets use for different sounds are ARPAbet's. */
export function shapeOf(phone: string): PhonemeShape {
  const plain = phone.replace(/[\dˈˌː.]/gu, '');
  return (
    shapes[plain.toLowerCase()] ?? shapes[fromIpa[plain] ?? fromIpa[plain.charAt(0)] ?? ''] ?? unknownPhoneme
  );
}
