/** What is written, and what is said instead. Applied in this order. */
const spoken: readonly (readonly [RegExp, string])[] = [
  [/!?\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/[*`#]+|(?<!\p{L})_+|_+(?!\p{L})/gu, ''],
  [/[\u2018\u2019\u201b\u02bc]/g, "'"],
  [/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"'],
  [/\s*[\u2013\u2014]\s*/g, ', '],
  [/\u2026/g, '...'],
  [/\p{Extended_Pictographic}|\ufe0f/gu, ''],
  [/\s+/g, ' '],
];

/** Text as a speech program takes it: no Markdown marks, no pictographs, plain punctuation, one line. */
export function plainText(text: string): string {
  return spoken.reduce((plain, [pattern, by]) => plain.replace(pattern, by), text).trim();
}

/** Letters and signs that are not a letter with an accent. */
const inAscii: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  Ø: 'O',
  ø: 'o',
  Æ: 'AE',
  æ: 'ae',
  Œ: 'OE',
  œ: 'oe',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ð: 'D',
  ð: 'd',
  Þ: 'Th',
  þ: 'th',
  ı: 'i',
  '€': ' euros',
  '£': ' pounds',
  '°': ' degrees',
  '×': ' times ',
  '±': ' plus or minus ',
  '→': ' to ',
};
const withoutAccent = new RegExp(`[${Object.keys(inAscii).join('')}]`, 'g');

/** The same in ASCII, for programs that read nothing else: accents are dropped, other letters become their nearest. */
export function asciiText(text: string): string {
  return plainText(text)
    .replace(withoutAccent, (sign) => inAscii[sign] ?? '')
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}
