import {
  cellsOf,
  fenceLine,
  headingLine,
  htmlHeading,
  longestHeading,
  ruleLine,
  tableRule,
} from './markdown-lines.ts';

/**
 * What a passage is besides a statement: the row of a table, nothing but links, words that stand wholly in italics (captions, directions of a
 * template), or the first words after a block of code or a table, which speak of it.
 */
type PassageForm = 'row' | 'links' | 'aside' | 'after_block';

/** A thought of a Markdown file: a paragraph, a list item or a table row, on one line without its markup. */
export interface Passage {
  text: string;
  form?: PassageForm;
  /** The headings above it, without the title, nearest last. */
  headings: readonly string[];
  /** Set for `- [ ]` and `- [x]`. */
  checkbox?: 'open' | 'done';
}

/** What a file says of itself before its text. */
export interface MarkdownHead {
  /** The first heading of level one. */
  title: string;
  /** The lines between the first `---` and the next. */
  frontMatter: string;
}

export interface MarkdownText extends MarkdownHead {
  passages: Passage[];
  /** Text of the comments, which no reader sees. */
  comments: string[];
}

/** The line below a heading. */
const underline = /^ {0,3}(?:(=)=+|--+)\s*$/;
const listItem = /^\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[([ xX-])\]\s+)?/;
const linkDefinition = /^\s*\[[^\]]+\]:\s/;

const entities: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

const withoutPictures = (markdown: string) => markdown.replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, '');

/** Text without emphasis, links, pictures, inline code marks, tags and emoji in front. */
function plain(markdown: string): string {
  return withoutPictures(markdown)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\[[^\]]*\]/g, '$1')
    .replace(/<\/?[a-z][^<>]{0,2000}>/gi, '')
    .replace(/&(?:nbsp|amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .replace(/(\*\*|__|~~|`+)/g, '')
    .replace(/(^|[\s(])[*_](?=\S)([^*_]{1,200})[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .replace(/^(?:\p{Extended_Pictographic}(?:\ufe0f|\u200d|\p{Emoji_Modifier})*\s*)+(?=\S)/u, '')
    .trim();
}

/** Whether a heading, or the head of a column, announces secrets; the text below it may not look like one. */
export function announcesSecrets(heading: string): boolean {
  return /\b(?:passwords?|passcodes?|passphrases?|secrets|credentials?|log-?ins?|api[- ]?keys?|tokens|pins?|passwörter|zugangsdaten|contraseñas|mots de passe)\b/i.test(
    heading,
  );
}

/** A cell that names a secret which the row keeps beside it: `API_KEY`, «wifi password». */
const secretCell =
  /^(?:[\w.-]{0,60}(?:passw(?:or)?d|passcode|secret|token|api[_-]?key|access[_-]?key)[\w.-]{0,60}|(?:\w{1,30} )?(?:password|passcode|passphrase|pin|api key|access key|access token|secret))$/i;

function formOf(markdown: string): PassageForm | undefined {
  if (/^(?:_[^_]+_|\*[^*]+\*)$/.test(markdown)) return 'aside';
  const withoutLinks = withoutPictures(markdown).replace(
    /\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<a [^>]*>.*?<\/a>|<[^>]*>|&nbsp;/g,
    '',
  );
  return /[\p{L}\p{N}]/u.test(withoutLinks) ? undefined : 'links';
}

function split(markdown: string): { frontMatter: string; body: string; comments: string[] } {
  const front = /^---\n([\s\S]{0,4000}?)\n---(?:\n|$)/.exec(markdown);
  const rest = front ? markdown.slice(front[0].length) : markdown;
  const comments: string[] = [];
  const body = rest.replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => {
    comments.push(comment.replace(/\s+/g, ' '));
    return '';
  });
  return { frontMatter: front?.[1] ?? '', body, comments };
}

/** Collects the passages line by line. */
class PassageReader {
  readonly passages: Passage[] = [];
  title = '';
  #headings: { level: number; text: string }[] = [];
  #open:
    | { lines: string[]; isParagraph: boolean; checkbox?: Passage['checkbox']; form?: PassageForm }
    | undefined;
  /** The marks that started the block of code in which the reader is. */
  #fence = '';
  #isAfterBlock = false;
  #lastRow: string[] = [];
  #secretColumns: ReadonlySet<number> = new Set();

  read(line: string): void {
    if (this.#readCode(line) || linkDefinition.test(line)) return;
    const below = underline.exec(line);
    if (below && this.#isHeadingOpen()) this.#enter(below[1] ? 1 : 2, this.#takeOpen());
    else if (tableRule.test(line)) this.#beginTable();
    else if (!line.trim() || ruleLine.test(line)) this.#endBlock();
    else this.#readText(line);
  }

  /** Whether the line belongs to a block of code: it ends with the marks that it started with, and may hold others. */
  #readCode(line: string): boolean {
    const [, marks = '', after = ''] = fenceLine.exec(line) ?? [];
    if (this.#fence) {
      if (!marks.startsWith(this.#fence) || after.trim()) return true;
      this.#fence = '';
      this.#isAfterBlock = true;
      return true;
    }
    if (!marks) return false;
    this.close();
    this.#fence = marks;
    return true;
  }

  #isHeadingOpen(): boolean {
    const { isParagraph = false, lines = [] } = this.#open ?? {};
    return isParagraph && lines.length === 1 && (lines[0] ?? '').length <= longestHeading;
  }

  #takeOpen(): string {
    const text = plain(this.#open?.lines.join(' ') ?? '');
    this.#open = undefined;
    return text;
  }

  #endBlock(): void {
    this.close();
    this.#lastRow = [];
    this.#secretColumns = new Set();
  }

  #readText(line: string): void {
    const heading = headingLine.exec(line) ?? htmlHeading.exec(line);
    const text = line.replace(/^\s*>\s?/, '');
    const item = listItem.exec(text);
    if (heading) this.#enter(Number(heading[1]) || (heading[1] ?? '').length, plain(heading[2] ?? ''));
    else if (item) this.#start(text.slice(item[0].length), { mark: item[1] });
    else if (/^\s*\|.*\|\s*$/.test(text))
      this.#startRow(cellsOf(text).map((cell) => cell.replaceAll('\\|', '|')));
    else if (this.#open) this.#open.lines.push(text);
    else this.#start(text, { isParagraph: true });
  }

  close(): void {
    const { lines = [], checkbox, form } = this.#open ?? {};
    const given = lines.join(' ').trim();
    const text = this.#takeOpen();
    if (!text) return;
    const headings = this.#headings.map((heading) => heading.text);
    const known = form ?? formOf(given);
    this.passages.push({ text, headings, checkbox, ...(known && { form: known }) });
  }

  /** The row above the rule of a table names the columns. */
  #beginTable(): void {
    this.#open = undefined;
    this.#secretColumns = new Set(
      this.#lastRow.flatMap((head, index) => (announcesSecrets(head) ? [index] : [])),
    );
  }

  #startRow(row: string[]): void {
    this.#lastRow = row;
    const isSecret = row.some((cell) => secretCell.test(plain(cell)));
    const shown = isSecret ? [] : row.filter((cell, index) => cell && !this.#secretColumns.has(index));
    this.#start(shown.join(', '), { form: 'row' });
  }

  #enter(level: number, text: string): void {
    this.close();
    this.#isAfterBlock = false;
    const isTitle = level === 1 && !this.title;
    if (isTitle) this.title = text;
    const above = this.#headings.filter((heading) => heading.level < level);
    this.#headings = isTitle ? above : [...above, { level, text }];
  }

  #start(
    text: string,
    { mark, isParagraph = false, form }: { mark?: string; isParagraph?: boolean; form?: PassageForm } = {},
  ): void {
    this.close();
    const checkbox = mark === undefined ? undefined : mark === ' ' ? 'open' : 'done';
    this.#open = {
      lines: [text],
      isParagraph,
      checkbox,
      form: form ?? (this.#isAfterBlock ? 'after_block' : undefined),
    };
    this.#isAfterBlock = form === 'row';
  }
}

/** The head alone: it decides whether the file is read at all. */
export function readMarkdownHead(markdown: string): MarkdownHead {
  const { frontMatter, body } = split(markdown);
  const reader = new PassageReader();
  for (const line of body.split('\n')) {
    if (reader.title) break;
    reader.read(line);
  }
  return { title: reader.title, frontMatter };
}

/** Reads Markdown (or plain text) into passages. Code, comments, front matter and link targets are no part of them. */
export function readMarkdown(markdown: string): MarkdownText {
  const { frontMatter, body, comments } = split(markdown);
  const reader = new PassageReader();
  for (const line of body.split('\n')) reader.read(line);
  reader.close();
  return { title: reader.title, passages: reader.passages, comments, frontMatter };
}
