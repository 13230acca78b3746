import { alike, enclosedLetters, namedEntities } from './letters-alike.ts';

/** A text as the patterns read it, and where each of its letters (UTF-16 units) stands in the original. */
export interface FoldedText {
  text: string;
  starts: Uint32Array;
  ends: Uint32Array;
}

/** The text itself, to be folded step by step. */
function unfolded(text: string): FoldedText {
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    starts[index] = index;
    ends[index] = index + 1;
  }
  return { text, starts, ends };
}

/**
 * The text with every match replaced, in linear time. A replacement as long as its match is taken letter by letter; each letter of any other
 * stands for the whole match.
 */
function rewrite(
  folded: FoldedText,
  pattern: RegExp,
  replace: (match: string, at: number) => string,
): FoldedText {
  const { text, starts, ends } = folded;
  const pieces: string[] = [];
  const origins: number[] = [];
  const limits: number[] = [];
  let from = 0;
  const keep = (until: number) => {
    if (until > from) pieces.push(text.slice(from, until));
    for (; from < until; from += 1) {
      origins.push(starts[from] ?? 0);
      limits.push(ends[from] ?? 0);
    }
  };
  for (const { 0: match, index } of text.matchAll(pattern)) {
    const replacement = replace(match, index);
    if (replacement === match) continue;
    keep(index);
    pieces.push(replacement);
    const isLetterByLetter = replacement.length === match.length;
    for (let letter = 0; letter < replacement.length; letter += 1) {
      origins.push(starts[isLetterByLetter ? index + letter : index] ?? 0);
      limits.push(ends[isLetterByLetter ? index + letter : index + match.length - 1] ?? 0);
    }
    from = index + match.length;
  }
  if (pieces.length === 0 && from === 0) return folded;
  keep(text.length);
  return { text: pieces.join(''), starts: Uint32Array.from(origins), ends: Uint32Array.from(limits) };
}

/** The part of the original that `start` to `end` of the folded text stand for. */
export function originOf(
  { starts, ends }: FoldedText,
  start: number,
  end: number,
): { start: number; end: number } {
  return { start: starts[start] ?? 0, end: ends[end - 1] ?? 0 };
}

const entity = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi;
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]|[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;
/** A letter with its marks, unless both are plain. */
const marked = /\P{ASCII}[\p{M}\uff9e\uff9f]*|\p{ASCII}[\p{M}\uff9e\uff9f]+/gu;
/** Letters for percent signs, written once or many times over (`%2540`); a space stays, since it would end a URL. */
const percentLetter = /%(?:25)*([2-7][\da-f])/gi;

function decodeEntity(match: string): string {
  const [, decimal, hexadecimal, name] = new RegExp(entity.source, 'i').exec(match) ?? [];
  if (name) return namedEntities[name.toLowerCase()] ?? match;
  const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  return code > 8 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : match;
}

/** The digit that a decimal digit of any script stands for: each script has its ten in a row. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function plainLetter(letter: string): string {
  const enclosed = enclosedLetters(letter);
  if (enclosed) return enclosed;
  return letter.normalize('NFKC').replace(/(?![0-9])\p{Nd}/gu, asciiDigit);
}

/** Letters of one make: entities decoded, compatibility forms (NFKC), enclosed letters and digits of all scripts as in ASCII, nothing unseen. */
export function foldLetters(text: string): FoldedText {
  const seen = rewrite(unfolded(text), unseen, () => '');
  return rewrite(rewrite(seen, entity, decodeEntity), marked, plainLetter);
}

/** The same with percent signs decoded; undefined where there are none. */
export function foldPercents(letters: FoldedText): FoldedText | undefined {
  const decoded = rewrite(letters, percentLetter, (match) => {
    const letter = String.fromCharCode(Number.parseInt(match.slice(-2), 16));
    return letter === ' ' ? match : letter;
  });
  return decoded === letters ? undefined : decoded;
}

const markup =
  /<\/?(?:b|strong|i|em|u|code|kbd|span|font|a|mark|small)\b[^<>\n]{0,80}>|\*{1,3}|~~|\\(?=\S)/gi;
const cells = /<\/?(?:td|th|tr|p|div|br|li|dt|dd)\b[^<>\n]{0,80}>/gi;
const emphasis = /(?<![\p{L}\d])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![\p{L}\d])/gu;
const word = /[\p{L}\p{M}]+/gu;
/** Letters of alphabets that are written without most of their marks too. */
const withMarks =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]\p{M}*/gu;
const arabicForms: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ؤ: 'و',
  ئ: 'ي',
  ـ: '',
};
const latinForms: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  ı: 'i',
  ə: 'e',
  Ə: 'E',
};

function withoutMarks(letter: string): string {
  const [first = ''] = letter.normalize('NFD').replace(/\p{M}/gu, '');
  return arabicForms[first] ?? latinForms[first] ?? first;
}

/** A Latin word with letters of other alphabets that look alike; words that are wholly of another alphabet stay. */
function withoutLookalikes(match: string): string {
  const letters = [...match];
  const isMixed = /\p{Script=Latin}/u.test(match) && /[^\p{Script=Latin}\p{M}]/u.test(match);
  const isCostume =
    !isMixed &&
    letters.some((letter) => alike.foreign.has(letter)) &&
    letters.every((letter) => alike.letters.has(letter));
  return isMixed || isCostume || alike.always.test(match)
    ? letters.map((letter) => alike.letters.get(letter) ?? letter).join('')
    : match;
}

/** `p a s s w o r d`, `P.I.N.:` */
const spacedLetters = /(?<![\p{L}\d])\p{L}(?:([ .·_-])\p{L})(?:\1\p{L}){1,14}(?![\p{L}\d])/gu;

/** Words without what hides them: marks and accents, look-alike letters, emphasis and tags, gaps between letters. Case stays. */
export function foldWords(letters: FoldedText): FoldedText {
  const bare = rewrite(
    rewrite(letters, cells, () => ' '),
    markup,
    () => '',
  );
  const plain = rewrite(
    rewrite(bare, emphasis, () => ''),
    withMarks,
    withoutMarks,
  );
  const latin = rewrite(rewrite(plain, word, withoutLookalikes), /[’‘ʼ]/g, () => "'");
  return rewrite(latin, spacedLetters, (match) => match.replace(/[^\p{L}]/gu, ''));
}

/** Words of a table, folded as the text is that they are looked for in. */
export function foldWord(term: string): string {
  return foldWords(foldLetters(term)).text.toLowerCase();
}

const wrapped = /(?<=[\w+/=-]{6})[-\\]?\n[ \t>*|]{0,12}(?=[\w+/=-]{6})/g;
/** Groups of letters and digits of which no word consists, with single spaces between. */
const group = '(?:[A-Z\\d+/=_-]{2,12}|(?=[\\w+/-]{0,11}[\\dA-Z+/_])[\\w+/=-]{2,12})';
const grouped = new RegExp(`(?<![\\w+/=-])${group}(?: ${group}){2,24}(?![\\w+/=-])`, 'g');

/** The text with lines that were wrapped within a run of letters joined again, and keys without the spaces that someone put into them. */
export function foldGaps(letters: FoldedText): FoldedText | undefined {
  const { text } = letters;
  const hasLetter = (from: number, to: number) => /[A-Za-z]/.test(text.slice(Math.max(0, from), to));
  const joined = rewrite(letters, wrapped, (match, at) => {
    const end = at + match.length;
    return hasLetter(at - 8, at) && hasLetter(end, end + 8) ? '' : match;
  });
  const closed = rewrite(joined, grouped, (match) => {
    const groups = match.split(' ');
    const [first = ''] = groups;
    const isEven =
      groups.length > 3 &&
      first.length > 3 &&
      groups.slice(0, -1).every(({ length }) => length === first.length);
    return isEven || /^(?:AKIA|ASIA|gh[pousr]_|github_pat|xox[abp]-|sk[-_]|glpat-|AIza|npm_|dk_)/.test(match)
      ? groups.join('')
      : match;
  });
  return closed === letters ? undefined : closed;
}
