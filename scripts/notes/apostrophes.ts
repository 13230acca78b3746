/** What phones, word processors and recognizers write for an apostrophe. */
const apostrophes = "'’‘‛ʼ＇´`′";

/** A text with straight apostrophes, to be compared or searched. Every character stays in its place. */
export function plainApostrophes(text: string): string {
  return text.replace(new RegExp(`[${apostrophes}]`, 'g'), "'");
}

/** A pattern in which every apostrophe stands for all of them. */
export function anyApostrophe(pattern: string): string {
  return pattern.replace(new RegExp(`[${apostrophes}]`, 'g'), `[${apostrophes}]`);
}
