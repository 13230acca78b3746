import { stripVTControlCharacters } from 'node:util';

/**
 * Text without what a reader cannot see: colours of a terminal, control characters, invisible and direction-changing letters, private-use
 * code points, halves of surrogate pairs. Instructions can be hidden in them, and keys split by them. Line ends become `\n`.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, '')
    .normalize('NFC');
}

/** The same on one line. */
export function singleLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

const sentenceEnd = /[.!?…]["'”’)]?(?=\s|$)|[。！？]/gu;

/**
 * The text, or as many of its first sentences as fit; nothing when not even the first does.
 * @param room characters (UTF-16 units, as the length of a string counts them).
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

/** As many sentences as fit, or as many words with an ellipsis when the first sentence is too long. */
export function shorten(text: string, room: number): string {
  const sentences = wholeSentences(text, room);
  if (sentences) return sentences;
  const words = text.slice(0, room).replace(/\s*\S*$/, '');
  return words ? `${words.slice(0, room - 2).trimEnd()} …` : '';
}
