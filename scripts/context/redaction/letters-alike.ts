/** Letters of other alphabets that look like Latin ones (the part of Unicode's confusables.txt, UTS 39, that passes for a word). */
const lookalikes: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ',
  b: 'Ьʙβ',
  c: 'сϲᴄⅽ',
  d: 'ԁɗᴅⅾ',
  e: 'еєεᴇ',
  f: 'ғꜰƒ',
  g: 'ɡԍɢ',
  h: 'һнʜ',
  i: 'іιɩɪıⅰ',
  j: 'јʝᴊ',
  k: 'кκᴋ',
  l: 'ӏʟⅼ',
  m: 'мᴍⅿ',
  n: 'пηɴո',
  o: 'оοօᴏσ',
  p: 'рρᴘ',
  q: 'ԛզ',
  r: 'гʀᴦ',
  s: 'ѕꜱʂ',
  t: 'тτᴛ',
  u: 'υսᴜц',
  v: 'ѵνᴠⅴ',
  w: 'ԝωᴡшա',
  x: 'хχⅹ',
  y: 'уүγʏ',
  z: 'ᴢʐ',
  A: 'АΑ',
  B: 'ВΒ',
  C: 'СϹ',
  D: 'Ꭰ',
  E: 'ЕΕ',
  G: 'Ԍ',
  H: 'НΗ',
  I: 'ІΙӀ',
  J: 'Ј',
  K: 'КΚ',
  M: 'МΜ',
  N: 'Ν',
  O: 'ОΟ',
  P: 'РΡ',
  Q: 'Ԛ',
  S: 'Ѕ',
  T: 'ТΤ',
  W: 'Ԝ',
  X: 'ХΧ',
  Y: 'ҮΥ',
  Z: 'Ζ',
};

export const alike = {
  letters: new Map(
    Object.entries(lookalikes).flatMap(([letter, others]) =>
      [...others].map((other) => [other, letter] as const),
    ),
  ),
  /** Letters that words of the large languages of their alphabet do not have: a word with one, of look-alikes only, is Latin in a costume. */
  foreign: new Set([...'ѕԁһԛԝѵԌԚԜЅϲϹΑΒΕΖΗΙΚΜΝΟΡΤΥΧ']),
  /** Small capitals and letters of phonetic script. */
  always: /[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ]/u,
} as const;

/** First code points of the alphabets in circles and squares that NFKC leaves alone (Enclosed Alphanumeric Supplement). */
const enclosedAlphabets = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6] as const;

/** The letter in a circle or square; undefined for all others. */
export function enclosedLetters(letter: string): string | undefined {
  const code = letter.codePointAt(0) ?? 0;
  const first = enclosedAlphabets.find((start) => code >= start && code < start + 26);
  return first === undefined ? undefined : String.fromCharCode(0x41 + code - first);
}

/** The entities of HTML that hide a sign or a space of a secret's sentence. */
export const namedEntities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  colon: ':',
  equals: '=',
  sol: '/',
  bsol: '\\',
  commat: '@',
  num: '#',
  excl: '!',
  dollar: '$',
  percnt: '%',
  ast: '*',
  lowbar: '_',
  hyphen: '-',
  ndash: '–',
  mdash: '—',
  period: '.',
  comma: ',',
  semi: ';',
  vert: '|',
  tab: '\t',
  newline: '\n',
  lpar: '(',
  rpar: ')',
  plus: '+',
  shy: '',
  zwnj: '',
  zwj: '',
  rarr: '→',
  laquo: '«',
  raquo: '»',
};
