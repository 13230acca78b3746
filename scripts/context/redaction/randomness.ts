/** The shortest run of letters and digits of each make that is taken for a key rather than a word. */
const runs: readonly { shape: RegExp; length: number; bitsPerLetter: number }[] = [
  { shape: /^(?:[0-9a-f]+|[0-9A-F]+)$/, length: 32, bitsPerLetter: 2.5 },
  { shape: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]+$/, length: 20, bitsPerLetter: 3.2 },
  { shape: /^(?=(?:\D*\d){4})[A-Za-z0-9]+$/, length: 24, bitsPerLetter: 3.2 },
  { shape: /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z]+$/, length: 40, bitsPerLetter: 3.8 },
];

/** Shannon entropy in bits per letter. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** Words in humps and capitals, such as the names in programs have: their pieces are long, and those of made text short. */
function isWordy(text: string): boolean {
  const pieces = text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  return text.length / Math.max(1, pieces.length) >= 3;
}

/** Whether a piece of text without spaces looks made by a machine: no word, path or name, however long, has such runs. */
function looksRandom(text: string): boolean {
  const pieces = [...text.split(/[/_=-]+/), ...text.split(/[+/=]+/).map((part) => part.replace(/[_-]/g, ''))];
  const whole = text.replace(/[+/=_-]/g, '');
  // Words joined by strokes stay words; base64 is broken by its strokes at random places into pieces of mixed case.
  const mixed =
    /[a-z]\d|\d[a-z]|[a-z][A-Z]{2,}[a-z]/.test(whole) &&
    /\d/.test(whole) &&
    /[A-Z]/.test(whole) &&
    /[a-z]/.test(whole);
  const candidates = mixed ? [...pieces, whole] : text.split(/[+/=_-]+/);
  return candidates.some((piece) =>
    runs.some(
      ({ shape, length, bitsPerLetter }) =>
        piece.length >= length &&
        shape.test(piece) &&
        entropy(piece) >= bitsPerLetter &&
        (shape === runs[0]?.shape || !(isWordy(piece) || /^\d+[a-z]{1,2}$/i.test(piece))),
    ),
  );
}

/** What git and package managers call things by: it opens nothing. */
const contentHash =
  /(?:(?<=\/(?:commits?|blob|tree|raw|compare|archive|blame|src|sha|avatar|-)\/)[0-9a-f]{7,40}(?:\.{2,3}[0-9a-f]{7,40})?|\bsha(?:1|256|384|512)-[\w+/=]{27,}|(?<=\b(?:commit|revision|rev|sha-?1|sha-?256|md5|checksum|hash|digest|merge|cherry-pick|revert)(?:[\s:=("'`]|\sis){1,3})[0-9a-f]{32,64}\b)/gi;
const before = 300;
const longestPicture = 8192;
/** Documents that an account of the reader's opens: their addresses are for insiders (personal-patterns.ts). */
const sharedDocument =
  /:\/\/(?:(?:docs|drive|sheets|slides)\.google|gist\.github(?:usercontent)?)\.com\/\S*$/i;

/** Whether a place of a text is within a picture or a source map that is written as text. */
function isInDataUrl(text: string, at: number): boolean {
  const lead = text.slice(Math.max(0, at - longestPicture), at);
  const start = Math.max(
    lead.lastIndexOf(';base64,'),
    lead.lastIndexOf('%3Bbase64%2C'),
    lead.lastIndexOf('base64%'),
  );
  return start >= 0 && !/[^\w+/=%,;]/.test(lead.slice(start));
}

/** The same for a piece where it is: in an address each part by itself, and no hash of a commit or of a file's content, and no picture in text. */
export function isRandomIn(match: string, text: string, at: number): boolean {
  if (!looksRandom(match)) return false;
  const lead = text.slice(Math.max(0, at - before), at);
  if (isInDataUrl(text, at) || sharedDocument.test(lead + match)) return false;
  const named = (lead.slice(-24) + match).replace(contentHash, '');
  if (named.length < lead.slice(-24).length + match.length)
    return looksRandom(named.slice(lead.slice(-24).length));
  return /:\/\/\S*$/.test(lead) ? match.split('/').some(looksRandom) : looksRandom(match);
}

/** The checksum of payment cards (ISO/IEC 7812-1, annex B). */
export function passesLuhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length >= 13 && new Set(digits).size > 1 && sum % 10 === 0;
}

/** The checksum of bank account numbers (ISO 13616-1, annex A). */
export function passesMod97(text: string): boolean {
  const account = text.replace(/\s/g, '').toUpperCase();
  const digits = (account.slice(4) + account.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return /^\d+$/.test(digits) && BigInt(digits) % 97n === 1n;
}

/** Whether Base64 stands for a login or something named as secret: no word does by chance. */
export function isEncodedLogin(match: string, text: string, at: number): boolean {
  if (!/[A-Z\d]/.test(match) || isInDataUrl(text, at)) return false;
  const decoded = Buffer.from(match, 'base64').toString('latin1');
  if (decoded.length < 9 || !/^[\t\n\r\x20-\x7e]+$/.test(decoded)) return false;
  return /^[^\s:{}[\]<>"']{1,64}:\S{3,}/.test(decoded) || /pass|secret|token|api_?key/i.test(decoded);
}
