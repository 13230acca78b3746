/** What is written and what is said: in this order. */
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

/** The same in ASCII, for programs that read nothing else: accents are dropped. */
export function asciiText(text: string): string {
  return plainText(text)
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '');
}
