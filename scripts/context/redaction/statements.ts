import { denseScripts, type Label } from './secret-words.ts';

/** How far a sentence is followed from the name of a secret, in letters. */
export const reach = 140;

/** A stretch of a text. */
export interface TextSpan {
  start: number;
  end: number;
}

/** A name of a secret and its sentence. */
export interface Statement {
  text: string;
  label: Label;
  /** What follows the name up to the end of its sentence. */
  right: string;
  /** What comes before it. */
  left: string;
}

const sentenceEnd = /[.!?](?=\s|$)|[。！？।۔]|\n/g;

export const token = new RegExp(`[^\\s${denseScripts}、。「」『』【】]+`, 'gu');

export function statementOf(text: string, label: Label): Statement {
  const after = text.slice(label.end, label.end + reach + 60);
  // A name at the end of its line is told what it names in the next.
  const isHead = /^["'`]{0,2}\s?[:=]\s*\n{1,2}[ \t>*-]*["'`]?\S{4,64}["'`]?[ \t]*(?:\n|$)/.test(after);
  const right = isHead
    ? after.replace(/^([^\n]*)\n{1,2}[ \t>*-]*/, (head) => `${' '.repeat(head.length - 1)}:`)
    : after;
  const end =
    [...right.matchAll(sentenceEnd)].find(({ index }) => index > (isHead ? 2 : -1))?.index ?? right.length;
  const before = text.slice(Math.max(0, label.start - reach), label.start);
  const start = [...before.matchAll(sentenceEnd)].at(-1);
  return { text, label, right: right.slice(0, end), left: start ? before.slice(start.index + 1) : before };
}

const opening = /^[("'`“”«»„‘[{<]+/;

const closing = /["'`“”«»’,;:.…)\]}>!?|]+$/;

/** A word without the signs around it, and where it is. */
export function bare(word: string, at: number): { word: string; start: number; end: number } {
  const lead = opening.exec(word)?.[0].length ?? 0;
  const inside = word.slice(lead);
  // An exclamation mark may be the last letter of a password, and is where a digit precedes it.
  const tail = /\d[!?]$/.test(inside) ? 0 : (closing.exec(inside)?.[0].length ?? 0);
  return { word: inside.slice(0, inside.length - tail), start: at + lead, end: at + word.length - tail };
}

/** Whether a sticky pattern matches at a place. */
export function startsAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

export function firstWord(
  text: string,
  at: number,
): { word: string; start: number; end: number } | undefined {
  token.lastIndex = 0;
  const match = token.exec(text);
  // The pattern is shared: matchAll would begin where this one has stopped.
  token.lastIndex = 0;
  return match ? bare(match[0], at + match.index) : undefined;
}

export const quoted =
  /^(?:"([^"\n]{2,80})"|'([^'\n]{2,80})'|`([^`\n]{2,80})`|[“”„]([^“”\n]{2,80})[“”]|«\s?([^»\n]{2,80}?)\s?»|「([^」\n]{2,80})」|『([^』\n]{2,80})』)/;

export const brackets = /^["'`’”»)\]}]{0,3}(?:\s?\([^()\n]{1,40}\))?/;

export const equals = /^\s{0,3}(?:=>|->|→|:=|[:=]{1,2}|\|)["']{0,2}\s{0,3}/;

export const wordsThenSign = /^(?:\s[^\s:=|\n,;]{1,30}){1,7}?\s{0,2}(?:(?<!\d)[:=](?!\/\/)|=>|->|→)\s{0,3}/;

export const isDigits = /^[#*]?\d(?:[ -]?\d){3,15}[#*]?(?![\d.,]?\d)/;

export const counts =
  /^\s?(?:%|(?:char(?:acter)?s?|letters|digits|bytes?|bits?|users?|times|days?|hours?|minutes?|min|seconds?|sec|ms|months?|years?|weeks?|requests?|tokens?|attempts?|entries|items|of|per|or more|and)(?!\p{L}))/iu;

export const functionWords =
  /^(?:see|the|an?|your|my|our|must|should|shall|can|cannot|at|ask|use|using|used|kept|stored|same|is|are|was|not|no|in|on|if|when|to|for|as|with|and|or|this|that|these|it|we|you|they|he|she|which|defaults?|optional(?:ly)?|required|string|min(?:imum)?|max(?:imum)?|only|any|all|both|each|how|what|why|where|who|never|always|please|set|sets|get|gets|also|via|from|by|true|false|new|old|like|via|support(?:s|ed)?|allows?|enables?|provides?|contains?|returns?|handle[sd]?|fix(?:ed|es)?|add(?:ed|s)?|update[sd]?|remove[sd]?|rotate|reset|change|need|needs|does|do|did|has|have|had|will|would|e\.g|i\.e)(?![\p{L}\d])/iu;

export const joiningWords =
  /(?<![\p{L}\d'])(?:and|the|for|from|are|was|is|not|but|has|had|its|our|into|were|with|them|these|those|which|would|could|should|been|than|because|while|when|if|of|to|in|on|by|via|using|before|after|you|we|your|be|can|will|must|that|this|or|as|at|an?)(?![\p{L}\d'])/iu;

/** The labels, in their order, that begin between two places of a text. */
export function labelsBetween(labels: readonly Label[], from: number, to: number): Label[] {
  let low = 0;
  let high = labels.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((labels[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found: Label[] = [];
  for (let at = low; at < labels.length && (labels[at]?.start ?? to) < to; at += 1)
    found.push(labels[at] as Label);
  return found;
}
