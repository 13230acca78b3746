import { stripVTControlCharacters } from 'node:util';

/** What zero-width joiners belong to: scripts that spell with them (Persian, the languages of India), and emoji. */
const joined =
  '[\\p{Script=Arabic}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f]';
const unseen = new RegExp(
  `(?![\\n\\t])(?!(?<=${joined})[\\u200c\\u200d](?=${joined}))[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}]`,
  'gu',
);

/**
 * Text without what a reader cannot see: terminal colors, control characters, invisible and direction-changing characters, private-use
 * code points, lone surrogates. They can hide instructions or split keys. Line ends become `\n`.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(unseen, '').normalize('NFC');
}

/** The same on one line. */
export function singleLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/**
 * What the eye sees as nothing and a model reads: variation selectors (a byte can be hidden in each), fillers, the blank of braille. A
 * selector of emoji style stays where it follows one.
 */
const hidden = /(?![\u200c\u200d])(?!(?<=\p{Emoji})[\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const blank = /\u2800/g;
/** Vietnamese, Hebrew with its points and Thai need three marks on a letter; piles of them hide the lines around. */
const piledMarks = /(\p{M}{4})\p{M}+/gu;

/** A stranger's text as one line of what can be seen: no control, invisible or direction-changing characters. */
export function visibleLine(text: string): string {
  const visible = text.replace(hidden, '').replace(blank, ' ');
  return singleLine(visible).replace(piledMarks, '$1');
}

const sentenceEnd = /[.!?…؟۔।]["'”’)»]?(?=\s|$)|[。！？｡]["'”’)」』）]?/gu;

/**
 * The text, or as many of its first sentences as fit; empty if not even the first one does.
 * @param room maximum length in UTF-16 code units, as `length` counts.
 */
export function wholeSentences(text: string, room: number): string {
  if (text.length <= room) return text;
  let end = 0;
  for (const match of text.matchAll(sentenceEnd)) {
    const after = match.index + match[0].length;
    if (after > room) break;
    end = after;
  }
  return text.slice(0, end);
}

/** Where to break a text whose first sentence does not fit: after a clause, or else between words. */
const breaks = [/[;；](?=\s|[^\p{ASCII}])/gu, /(?:[,:](?=\s)|[、，：])/gu, /\S(?=\s)/gu] as const;

/** The first clauses or words that fit; the first letters of one long word or of a script without spaces. */
function wholeWords(text: string, room: number): string {
  const ends = breaks.map((end) => {
    const places = [...text.slice(0, room + 1).matchAll(end)].map(
      ({ index, 0: match }) => index + match.length,
    );
    return places.findLast((place) => place <= room) ?? 0;
  });
  const end = ends.find((place) => place >= room / 2);
  return end === undefined ? text.slice(0, room).replace(/[\ud800-\udbff]$/, '') : text.slice(0, end);
}

/**
 * Splits a long text into up to `most` pieces of at most `room` characters, at sentence ends where possible.
 * @returns the pieces, and the text that did not fit.
 */
export function divide(text: string, room: number, most: number): { pieces: string[]; left: string } {
  const pieces: string[] = [];
  let left = text;
  while (left && pieces.length < most) {
    const sentences = wholeSentences(left, room);
    const isBroken = !sentences && pieces.length === most - 1 && left.length > room;
    const piece = sentences || wholeWords(left, isBroken ? room - 2 : room);
    pieces.push(isBroken ? `${piece} …` : piece);
    left = left.slice(piece.length).trimStart();
  }
  return { pieces, left };
}
