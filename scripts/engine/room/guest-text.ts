import { singleLine } from '../../base/clean-text.ts';

/**
 * What the eye sees as nothing and a model reads: variation selectors (a byte can be hidden in each), fillers, the blank of braille. A
 * selector of emoji style stays where it follows one.
 */
const hidden = /(?![\u200c\u200d])(?!(?<=\p{Emoji})[\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
const blank = /\u2800/g;
/** Vietnamese, Hebrew with its points and Thai need three marks on a letter; piles of them hide the lines around. */
const piledMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * What a guest wrote, was heard to say, or is called, on its way to people, to the brain and to the agent: one line of what can be seen. No
 * control, invisible or direction-changing characters, no halves of surrogate pairs.
 */
export function guestText(text: string): string {
  const visible = text.replace(hidden, '').replace(blank, ' ');
  return singleLine(visible).replace(piledMarks, '$1');
}
