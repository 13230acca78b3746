import type { MarkdownHead } from '../files/markdown.ts';
import { headingMark, loneMark, productAfter, stronger } from './privacy-marks.ts';
import { findTerms, foldCase, type PrivacyMark } from './privacy-terms.ts';

const markKeys =
  /^(?:is[_-]?)?(?:private|confidential|secret|sensitive|nda|embargo(?:ed)?|draft[_-]private|do[_-]?not[_-]?share|not[_-]?for[_-]?sharing|personal)$/u;
const levelKeys =
  /^(?:visibility|access|classification|audience|sensitivity|confidentiality|scope|share|sharing|status|privacy|permissions?|distribution|tlp|level|tags?|keywords?|categor(?:y|ies)|labels?|type|kind|marking|security|handling|sichtbarkeit|zugriff|visibilite|visibilidad|visibilita|visibilidade|zichtbaarheid)$/u;
const openKeys = /^(?:public|shareable|share|sharable|can[_-]?share)$/u;
const no = /^(?:no|false|off|0|none|non|nein|nej|nee|nao|never|nie|ei|ne|нет|ні|hayir|όχι|nem|nu|null|~|)$/u;

/** The keys of front matter with their values; a list below a key is its value. */
function frontMatterPairs(frontMatter: string): [key: string, values: string[]][] {
  const pairs: [string, string[]][] = [];
  for (const line of frontMatter.split('\n')) {
    const pair = /^\s*["']?([\p{L}\p{N}_ -]{1,40}?)["']?\s*[:=]\s*(.*)$/u.exec(line);
    const item = /^\s*-\s+(.*)$/.exec(line);
    const values = (text: string) =>
      text
        .replace(/\s#.*$/, '')
        .split(/[,[\]]/)
        .map((value) => foldCase(value.replace(/["']/g, '').trim()));
    if (pair) pairs.push([foldCase(pair[1] ?? ''), values(pair[2] ?? '').filter(Boolean)]);
    else if (item) pairs.at(-1)?.[1].push(...values(item[1] ?? ''));
  }
  return pairs;
}

const aloneIn = (values: readonly string[]) =>
  values.flatMap((value) => loneMark(value.replace(/^#/, '').replace(/[-_]/g, ' ')) ?? []);
const colors = new Set(['red', 'amber', 'amber+strict']);

/** The mark of what a record says of itself, such as front matter or a row of memory. */
function keyedMark(key: string, values: readonly string[]): PrivacyMark | undefined {
  const isNo = values.every((value) => no.test(value));
  const isNamed = markKeys.test(key) || loneMark(key) === 'private';
  if (isNamed && !isNo) return key === 'personal' ? 'internal' : 'private';
  if (openKeys.test(key) && values.length > 0 && isNo) return 'private';
  if (key === 'tlp' && values.some((value) => colors.has(value)))
    return values.includes('red') ? 'private' : 'internal';
  return levelKeys.test(key) ? stronger(aloneIn(values)) : undefined;
}

function frontMatterMark(frontMatter: string): PrivacyMark | undefined {
  return stronger(frontMatterPairs(frontMatter).flatMap(([key, values]) => keyedMark(key, values) ?? []));
}

const saidOf = (value: unknown): string[] => {
  if (typeof value === 'string' || typeof value === 'boolean') return [foldCase(String(value))];
  return Array.isArray(value) ? value.flatMap(saidOf) : [];
};

/** The mark that a record of JSON carries in its keys, such as `private: true` of an action item. */
export function recordMark(record: object): PrivacyMark | undefined {
  return stronger(
    Object.entries(record).flatMap(([key, value]) => {
      const said = saidOf(value);
      return said.length > 0 ? (keyedMark(foldCase(key), said) ?? []) : [];
    }),
  );
}

const unmarkedInNames = new Set([
  'secret',
  'sensitive',
  'restricted',
  'classified',
  'internal',
  'intern',
  'interne',
  'interno',
  'interna',
  'internt',
  'in house',
  'particular',
  'hush',
]);

const proseEnding = /\s(?:md|txt|markdown|rst|org|adoc)$/u;

/** The mark in the name of a file or of a folder above it: `private/`, `notes.private.md`, `.private`. */
export function nameMark(path: string): PrivacyMark | undefined {
  const parts = path.split('/').map((part) =>
    foldCase(part)
      .replace(/[._\s-]+/g, ' ')
      .trim(),
  );
  const found = parts.flatMap((part) =>
    findTerms(part).flatMap(({ mark, term, end }) => {
      const isProduct = productAfter.test(part.slice(end).replace(proseEnding, ''));
      return isProduct || unmarkedInNames.has(term) ? [] : [mark];
    }),
  );
  return stronger(found);
}

const linesOfTheHead = 5;

/** The mark of a whole file: by its name, its front matter, its title, or a mark that stands alone in its first lines. */
export function fileMark(
  path: string,
  text: string,
  { frontMatter, title }: MarkdownHead,
): PrivacyMark | undefined {
  const head = text.split('\n').slice(0, linesOfTheHead);
  const alone = head
    .filter((line) => !/^\s*(?:[-*+]\s|#{2,})/.test(line))
    .map((line) => loneMark(line.replace(/<!--|-->/g, ' ')));
  const found = [nameMark(path), frontMatterMark(frontMatter), headingMark(title), ...alone];
  return stronger(found.flatMap((mark) => mark ?? []));
}
