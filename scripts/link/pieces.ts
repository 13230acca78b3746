/** A word that may be a link, without its surroundings, and its position in the text. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

/** Characters that mail and chat programs put around links. Markdown, Org and wiki link markup is blanked first. */
const words = /[^\s<>"'`“”„«»|]+/gu;
const linkMarks = /\]\(|\]\[/g;
const invisible = String.raw`\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`;
const leadingMarks = new RegExp(`^[([{,;!•（【「${invisible}]+`, 'u');
const trailingMark = new RegExp(String.raw`[)\]},;:.!?…。、，；：！？）】」${invisible}]`, 'u');
/** Markdown emphasis: only in pairs, since a link may itself end with such a character. */
const leadingEmphasis = /^[*_~]+/;
const emphasisMark = /[*_~]/;
/** The start of a link, or of a well-formed host without a scheme. */
const linkStart = String.raw`(?=(?:https?|zoommtg|zoomus):\/\/|(?:[a-z0-9-]{1,63}\.)?zoom\.us\/[jswm]|meet\.google\.com\/[a-z])`;
/** A word and a colon right before the link, as in "Link:https://…"; not a scheme that runs or embeds what follows. */
const labelBeforeLink = new RegExp(
  String.raw`^(?!javascript|vbscript|data|blob|filesystem|view-source)\\?[\p{L}\p{N}_-]{1,40}[:：=(（{]+${linkStart}`,
  'iu',
);
/** A word right before the link in a script without spaces. */
const wordBeforeLink = new RegExp(String.raw`^[\p{L}\p{N}\p{M}]{0,40}[^\x00-\x7f]${linkStart}`, 'iu');

const authority = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i;
/** What Office and phones turn a hyphen into. An em dash is punctuation. */
const hyphens = /[\u2010-\u2013\u2212\ufe58\ufe63\uff0d]/g;

/**
 * Where a link ends without a space: at brackets, at non-ASCII punctuation, and at letters of scripts without Latin lookalikes.
 * Lookalike letters (Cyrillic, Greek, accented Latin) could be meant as part of the link: such a link stays whole and is
 * refused.
 */
const afterLink = new RegExp(
  `[[\\]{}^]|(?![\\x00-\\x7f])(?:[\\p{P}\\p{S}]|${[
    ...['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan'],
    ...[
      'Devanagari',
      'Bengali',
      'Gurmukhi',
      'Gujarati',
      'Tamil',
      'Telugu',
      'Kannada',
      'Malayalam',
      'Sinhala',
    ],
    ...['Arabic', 'Hebrew', 'Georgian', 'Ethiopic'],
  ]
    .map((script) => `\\p{Script=${script}}`)
    .join('|')})`,
  'u',
);

/** Scans backward only over the marks: one pattern on the whole piece would take quadratic time. */
function withoutTrailing(mark: RegExp, piece: string): string {
  let end = piece.length;
  while (end > 0 && mark.test(piece.charAt(end - 1))) end -= 1;
  return piece.slice(0, end);
}

/** The link without the text directly after it. The host is not changed: its letters are checked later. */
function withoutText(piece: string): string {
  const [host = ''] = authority.exec(piece) ?? [];
  const rest = piece.slice(host.length).replace(hyphens, '-');
  const end = rest.search(afterLink);
  return host + (end < 0 ? rest : withoutTrailing(trailingMark, rest.slice(0, end)));
}

/** Decodes a link that was percent-encoded as a whole, like a parameter. */
const encodedStart = /^(?:https?|zoommtg|zoomus)%3a%2f%2f/i;

function decoded(word: string): string {
  try {
    return encodedStart.test(word) ? decodeURIComponent(word) : word;
  } catch {
    return word;
  }
}

function bareLink(word: string): string {
  const link = decoded(word.replace(leadingMarks, ''))
    .replace(labelBeforeLink, '')
    .replace(wordBeforeLink, '');
  const plain = withoutTrailing(trailingMark, link);
  const inner = plain.replace(leadingEmphasis, '');
  const bare = inner === plain ? plain : withoutTrailing(trailingMark, withoutTrailing(emphasisMark, inner));
  return withoutText(bare).replaceAll('&amp;', '&');
}

/** The words of a text that may be links, in order. */
export function piecesOf(text: string): Piece[] {
  return [...text.replace(linkMarks, '  ').matchAll(words)].flatMap(({ 0: word, index }) => {
    const bare = bareLink(word);
    return bare ? [{ text: bare, start: index, end: index + word.length }] : [];
  });
}
