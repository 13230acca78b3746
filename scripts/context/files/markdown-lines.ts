/** The lines of Markdown by their form, for all that read it: markdown.ts (what a file says) and private-parts.ts (what is left out). */

export const headingLine = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
export const htmlHeading = /^\s*<h([1-6])[^>]{0,200}>(.*?)<\/h\1>\s*$/i;
/** The marks that start or end a block of code, and what stands after them: a word for its language, or nothing. */
export const fenceLine = /^[\s>]*(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
export const ruleLine = /^\s*(?:[-*_=]\s*){3,}$/;
/** The line below the head of a table. */
export const tableRule = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$/;
/** The longest line that counts as a heading if it is underlined; a longer one is a paragraph before a rule. */
export const longestHeading = 80;

/** The cells of a table's row. */
export function cellsOf(row: string): string[] {
  return row
    .replace(/^\s*\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}
