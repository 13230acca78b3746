import type { Piece } from './pieces.ts';

/**
 * Links that a program broke at the end of a line. Half of a Zoom number is often the number of another meeting, so a link
 * that seems to continue is never read alone.
 */

/** Certainly the rest of a link: it has parameters but no host. */
const surelyRest = /^[\w%.~-]{0,64}(?:[?&][\w-]{1,32}=|%(?:3f|26|3d))/i;
const maybeRest = /^[\w%.~/?=&-]{1,512}$/;
const link = /^(?:https?|zoommtg|zoomus):\/\//i;
const digitsAtEnd = /\d$/;
const digitsAlone = /^\d{1,3}$/;
/** In Zoom's newer links the passcode ends with a dot and a digit. */
const wholePasscode = /[?&]pwd=[^&]*\.\d$/;
/** No program folds lines before this column. */
const firstFold = 60;

/** An incomplete Google Meet code; a whole one has three, four and three letters. */
const startOfCode = /meet\.google\.com\/[a-z-]{0,11}$/i;

/** How the piece after a link relates to it. */
export type Rest = 'none' | 'sure' | 'maybe';

function lineAround(text: string, { start, end }: Piece): { before: string; after: string } {
  const until = text.indexOf('\n', end);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return { before, after: text.slice(end, until < 0 ? text.length : until) };
}

/**
 * Whether `next` is the rest of the link `piece`.
 * @param text the text that contains both.
 */
export function restOf(piece: Piece, next: Piece | undefined, text: string): Rest {
  if (!next || !link.test(piece.text) || link.test(next.text)) return 'none';
  const gap = text.slice(piece.end, next.start);
  if (!/^\s[\s>|]*$/.test(gap) || gap.length > 80) return 'none';
  if (surelyRest.test(next.text)) return 'sure';
  const isFold = gap.includes('\n') && !/\n[\s>|]*\n/.test(gap);
  const isAlone = /^[\s>)\]"']*$/.test(lineAround(text, next).after);
  if (!isAlone || !maybeRest.test(next.text)) return 'none';
  if (digitsAtEnd.test(piece.text) && digitsAlone.test(next.text)) return 'maybe';
  if (!isFold) return 'none';
  if (startOfCode.test(piece.text)) return 'maybe';
  const column = lineAround(text, piece).before.length + (piece.end - piece.start);
  return column >= firstFold || /[/-]$/.test(text.slice(piece.start, piece.end)) ? 'maybe' : 'none';
}

/** Whether the passcode in the link is complete. */
export function endsWhole(url: string): boolean {
  return wholePasscode.test(url);
}
