const spaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const lineEnds = /\r\n?|\u2028|\u2029/g;
/** Quote marks before the lines of replies and forwarded mail. */
const quoteMarks = /^[ \t]{0,8}(?:>[ \t]?){1,16}/gm;
const tags = /<\/?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,500})?\/?>/gi;
const spaceEntities = /&(?:nbsp|#160|#xa0);/gi;
const escapedMark = /\\([!-/:-@[-`{-~])/g;

/**
 * A text as a person sees it, for finding numbers and passcodes: no tags, invisible characters, quote marks or escapes, one
 * kind of space and line end. Not for links: anything hidden in a link must stay visible.
 */
export function plainText(text: string): string {
  return text
    .replace(spaceEntities, ' ')
    .replace(spaces, ' ')
    .replace(invisible, '')
    .replace(lineEnds, '\n')
    .replace(tags, ' ')
    .replace(quoteMarks, '')
    .replace(escapedMark, '$1');
}
