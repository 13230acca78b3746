const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  lrm: '',
  rlm: '',
  shy: '',
};
const highestCodePoint = 0x10ffff;

function entity(whole: string, name: string): string {
  const digits = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (!digits) return entities[name.toLowerCase()] ?? whole;
  const code = digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]);
  return code <= highestCodePoint ? String.fromCodePoint(code) : whole;
}

/** A text whose entities of HTML are the characters that they stand for; unknown ones stay. */
export function withoutEntities(text: string): string {
  return text.replace(/&(#?\w{1,8});/g, entity);
}
