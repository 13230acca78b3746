/** Mean width of a letter in ems in common sans-serif fonts; wide scripts (CJK, emoji) take a whole em. */
const letterEm = 0.55;
const capitalEm = 0.72;
const isCapital = /\p{Lu}/u;
const isWide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\p{Extended_Pictographic}]/u;

/** Estimated width of a text in pixels; the font is not known. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += emsOf(character);
  return ems * fontSize;
}

function emsOf(character: string): number {
  if (isWide.test(character)) return 1;
  return isCapital.test(character) ? capitalEm : letterEm;
}

/** The text, cut with an ellipsis if it is wider than `width` pixels. */
export function shorten(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const segments = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let kept = '';
  for (const segment of segments) {
    if (textWidth(`${kept}${segment}…`, fontSize) > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most `width` pixels; a word longer than a line is cut. */
export function wrap(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const joined = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && textWidth(joined, fontSize) <= width) lines[lines.length - 1] = joined;
    else lines.push(shorten(word, fontSize, width));
  }
  return lines;
}
