import { escapePattern } from '../../base/escape.ts';
import { foldWord } from './folded-text.ts';
import { type SecretLanguage, secretLanguages } from './secret-languages.ts';

/** What a word of the table stands for. */
type WordKind = 'password' | 'key' | 'code' | 'place' | 'login';
const wordKinds: readonly WordKind[] = ['password', 'login', 'key', 'code', 'place'];

/** The words of one language around a secret, ready for matching; `s` is the space that the script has, or has not. */
export interface Grammar {
  language: string;
  /** What comes between a password and its value: perhaps what it is for, then a copula. */
  copula: RegExp;
  /** What starts the thing that a password is for. */
  of: RegExp;
  /** A value, a copula and perhaps an article or two, at the end of the text before a password. */
  before: RegExp;
  /** Whether a word after a copula tells a state and not a value. */
  isState: (word: string) => boolean;
  /** Words that sentences have and passphrases do not. */
  joins: RegExp;
}

/** A word of the table as it is in a text. */
export interface Label {
  kind: WordKind;
  start: number;
  end: number;
  /** The word of the table. */
  term: string;
  grammars: readonly Grammar[];
}

const terms = (list = '') =>
  list
    .split(',')
    .map((term) => term.trim())
    .filter(Boolean);

/** Scripts whose words are not parted by spaces, or carry their particles with them. */
export const denseScripts =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー';
const isDense = new RegExp(`[${denseScripts}]`, 'u');

/** The words as one alternative; a star is an ending. */
function anyOf(list: string | undefined, none = '(?!)'): string {
  const words = terms(list).map(
    (term) =>
      escapePattern(foldWord(term.replace('*', ''))).replace(/\s+/g, '\\s') +
      (term.endsWith('*') ? "[\\p{L}']{0,9}" : ''),
  );
  return words.length > 0 ? `(?:${words.sort((a, b) => b.length - a.length).join('|')})` : none;
}

function toGrammar(row: SecretLanguage): Grammar {
  const space = isDense.test(row.is) ? '\\s?' : '\\s';
  const is = anyOf(row.is);
  const of = anyOf(row.of);
  const as = anyOf(row.as);
  const gap = isDense.test(row.is) ? '[^\\n,;:=|.、。]{0,24}?' : '(?:\\s[^\\s,;:=|]{1,30}){0,8}?';
  const states = new RegExp(`^${anyOf(row.states)}$`, 'iu');
  return {
    language: row.language,
    copula: new RegExp(`${gap}${space}${is}(?:\\s?:)?${space}`, 'iuy'),
    of: new RegExp(`${space}${of}(?![\\p{L}\\d])`, 'iuy'),
    before: new RegExp(
      isDense.test(row.is)
        ? `(?<![!-~])([!-~]{3,64})\\s?["'」』]?\\s?${as}\\s?[^\\s,.;:、。]{0,12}\\s?$`
        : `(?<!\\S)(\\S{3,64})\\s${as}(?:\\s[^\\s,.;:]{1,20}){0,3}\\s$`,
      'iu',
    ),
    isState: (word) => states.test(word),
    joins: new RegExp(`(?<![\\p{L}\\d])(?:${of}|${is})(?![\\p{L}\\d])`, 'iu'),
  };
}

interface Entry {
  kind: WordKind;
  isStem: boolean;
  grammars: Grammar[];
}

/** The same word, however its parts are joined. */
const joined = (term: string) => term.replace(/[\s_-]+/g, ' ');

function readTable(): Map<string, Entry[]> {
  const table = new Map<string, Entry[]>();
  for (const row of secretLanguages) {
    const grammar = toGrammar(row);
    for (const kind of wordKinds)
      for (const term of terms(row[kind])) {
        const word = joined(foldWord(term.replace('*', '')));
        const entries = table.get(word) ?? [];
        const isStem = term.endsWith('*');
        const known = entries.find((entry) => entry.kind === kind && entry.isStem === isStem);
        if (known && !known.grammars.includes(grammar)) known.grammars.push(grammar);
        if (!known) entries.push({ kind, isStem, grammars: [grammar] });
        table.set(word, entries);
      }
  }
  return table;
}

/** The words of the table as a tree of letters: words that begin alike share their beginning. */
interface Branch {
  next: Map<string, Branch>;
  /** The word that ends here. */
  term?: string;
}

function toTree(words: Iterable<string>): Branch {
  const root: Branch = { next: new Map() };
  for (const word of words) {
    let branch = root;
    for (let at = 0; at < word.length; at += 1) {
      const letter = word.charAt(at);
      const next = branch.next.get(letter) ?? { next: new Map() };
      branch.next.set(letter, next);
      branch = next;
    }
    branch.term = word;
  }
  return root;
}

const table = readTable();
const tree = toTree(table.keys());
const isGap = (letter: string) => letter === ' ' || letter === '\t' || letter === '_' || letter === '-';
const shortestCompound = 6;
const longestEnding = 9;
/** Compounds with `password` that are no password. */
const otherEnding =
  /^["'`]?[\s_-]?(?:less\b|polic|hash|reset|manage|protect|field|input|prompt|generator|encoder|strength|length|rule|requirement|rotation|store\b|storage|vault|change(?!d)|recovery|expir|authenti|valid|check|confirm|format|grant|flow|form\b|page|screen|dialog|box\b|feature|support|option|bucket|limit|usage|count|counter|based|ring\b|chain|type\b|name\b|provider|endpoint|url\b|uri\b|auth\b|handl|encrypt|leak|spray|attack|guess|crack|list\b|callback|request|exchange|refresh|san(?:ta)?\b|sauce|agent|service|scan|lint|sharing|holder|store|ize|is(?:e|ing|ation)|iz(?:e|ing|ation|er)|omics)/iu;

const isLetter = (text: string, at: number) => /[\p{L}\p{M}]/u.test(text.charAt(at));

/** Where the word ends with its ending; undefined when it is part of another word. */
function endOfWord(
  { lower, text, start, end }: { lower: string; text: string; start: number; end: number },
  entry: Entry,
  term: string,
): number | undefined {
  if (isDense.test(term)) return end;
  const isHump = /[A-Z]/.test(text.charAt(start)) && /[a-z]/.test(text.charAt(start - 1));
  if (start > 0 && isLetter(lower, start - 1) && term.length < shortestCompound && !isHump) return undefined;
  let at = end;
  while (at - end <= longestEnding && isLetter(lower, at) && !isDense.test(lower.charAt(at))) at += 1;
  if (at === end) return end;
  const isHumpAfter = /[A-Z]/.test(text.charAt(end)) && /[a-z]/.test(text.charAt(end - 1));
  if (isHumpAfter) return undefined;
  const isEnding = entry.isStem && at - end <= longestEnding;
  return isEnding || (/^'?(?:s|en|er|es)$/.test(lower.slice(end, at)) && term.length > 3) ? at : undefined;
}

/** Lower case, letter by letter. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? lower
    : text.replace(/\p{Lu}/gu, (letter) => {
        const small = letter.toLowerCase();
        return small.length === letter.length ? small : letter;
      });
}

/** Digits and signs that stand for letters, in words that a name of a secret is meant by. */
const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
  '€': 'e',
};
const leetWord =
  /(?<![\p{L}\d])(?=[a-z]{0,11}[013457@$!|€])[a-z013457@$!|€]{4,12}(?=["'`*]{0,2}\s{0,3}(?:[:=]|\s(?:is|for)\s))/gu;

function withoutLeet(lower: string): string {
  return lower.replace(leetWord, (match) => {
    const letters = [...match].map((letter) => leet[letter] ?? letter).join('');
    const isName = table.get(letters)?.some(({ kind }) => kind !== 'place' && kind !== 'code');
    return isName || letters === 'pass' || letters === 'login' ? letters : match;
  });
}

/** The words of the table that begin at a place, the longest first, and where they end. */
function wordsAt(lower: string, start: number): { term: string; end: number }[] {
  const found: { term: string; end: number }[] = [];
  let branch: Branch | undefined = tree;
  for (let at = start; at < lower.length; ) {
    const letter: string = lower.charAt(at);
    branch = branch.next.get(isGap(letter) ? ' ' : letter);
    if (!branch) break;
    at += isGap(letter) && isGap(lower.charAt(at + 1)) ? 2 : 1;
    if (branch.term !== undefined) found.unshift({ term: branch.term, end: at });
  }
  return found;
}

/** The words of the table in a folded text, in their order: every word that starts where one is found and ends where a word does. */
export function findLabels(text: string): Label[] {
  const lower = withoutLeet(lowerCase(text));
  const found: Label[] = [];
  for (let start = 0; start < lower.length; start += 1) {
    const labels: Label[] = [];
    for (const { term, end: wordEnd } of wordsAt(lower, start))
      for (const entry of table.get(term) ?? []) {
        const end = endOfWord({ lower, text, start, end: wordEnd }, entry, term);
        if (end === undefined || (entry.kind !== 'place' && otherEnding.test(lower.slice(end, end + 16))))
          continue;
        const known = labels.find((label) => label.kind === entry.kind);
        if (known) known.grammars = [...new Set([...known.grammars, ...entry.grammars])];
        else labels.push({ kind: entry.kind, start, end, term, grammars: entry.grammars });
      }
    found.push(...labels);
    start = Math.max(start, ...labels.map(({ end }) => end - 1));
  }
  return found;
}
