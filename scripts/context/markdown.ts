/** A thought of a Markdown file: a paragraph, a list item or a table row, on one line without its markup. */
export interface Passage {
  text: string;
  /** The headings that it stands under, the title left out, the nearest last. */
  headings: readonly string[];
  /** Set for `- [ ]` and `- [x]`. */
  checkbox?: 'open' | 'done';
}

export interface MarkdownText {
  /** The first heading of level one. */
  title: string;
  passages: Passage[];
  /** Text of the comments, which no reader sees. */
  comments: string[];
  /** The lines between the first `---` and the next. */
  frontMatter: string;
}

const headingLine = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const listItem = /^\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[([ xX-])\]\s+)?/;
const fence = /^\s*(?:```|~~~)/;
const rule = /^\s*(?:[-*_=]\s*){3,}$/;
const linkDefinition = /^\s*\[[^\]]+\]:\s/;
const tableRule = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*$/;

/** Text without emphasis, links, pictures, inline code marks and tags. */
export function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\[[^\]]*\]/g, '$1')
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, '')
    .replace(/(\*\*|__|~~|`+)/g, '')
    .replace(/(^|[\s(])[*_](?=\S)([^*_]{1,200})[*_](?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}

function cells(line: string): string[] {
  return line
    .replace(/^\s*\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** Whether a heading, or the head of a column, announces secrets; what stands below need not look like one. */
export function announcesSecrets(heading: string): boolean {
  return /\b(?:passwords?|passcodes?|passphrases?|secrets|credentials?|log-?ins?|api[- ]?keys?|tokens|pins?|passwörter|zugangsdaten|contraseñas|mots de passe)\b/i.test(
    heading,
  );
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
  #open: { lines: string[]; checkbox?: Passage['checkbox'] } | undefined;
  #fenced = false;
  #lastRow: string[] = [];
  #secretColumns: ReadonlySet<number> = new Set();

  read(line: string): void {
    if (fence.test(line)) {
      this.close();
      this.#fenced = !this.#fenced;
      return;
    }
    if (this.#fenced || linkDefinition.test(line)) return;
    if (tableRule.test(line)) this.#beginTable();
    else if (!line.trim() || rule.test(line)) this.#endBlock();
    else this.#readText(line);
  }

  #endBlock(): void {
    this.close();
    this.#lastRow = [];
    this.#secretColumns = new Set();
  }

  #readText(line: string): void {
    const heading = headingLine.exec(line);
    const text = line.replace(/^\s*>\s?/, '');
    const item = listItem.exec(text);
    if (heading) this.#enter((heading[1] ?? '').length, plain(heading[2] ?? ''));
    else if (item) this.#start(text.slice(item[0].length), item[1]);
    else if (/^\s*\|.*\|\s*$/.test(text)) this.#startRow(cells(text));
    else if (this.#open) this.#open.lines.push(text);
    else this.#start(text);
  }

  close(): void {
    const text = plain(this.#open?.lines.join(' ') ?? '');
    if (text && this.#open) {
      const headings = this.#headings.map((heading) => heading.text);
      this.passages.push({ text, headings, checkbox: this.#open.checkbox });
    }
    this.#open = undefined;
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
    const shown = row.filter((cell, index) => cell && !this.#secretColumns.has(index));
    this.#start(shown.join(', '));
  }

  #enter(level: number, text: string): void {
    this.close();
    const isTitle = level === 1 && !this.title;
    if (isTitle) this.title = text;
    const above = this.#headings.filter((heading) => heading.level < level);
    this.#headings = isTitle ? above : [...above, { level, text }];
  }

  #start(text: string, mark?: string): void {
    this.close();
    const checkbox = mark === undefined ? undefined : mark === ' ' ? 'open' : 'done';
    this.#open = { lines: [text], checkbox };
  }
}

/** Reads Markdown (or plain text) into passages. Code, comments, front matter and link targets are no part of them. */
export function readMarkdown(markdown: string): MarkdownText {
  const { frontMatter, body, comments } = split(markdown);
  const reader = new PassageReader();
  for (const line of body.split('\n')) reader.read(line);
  reader.close();
  return { title: reader.title, passages: reader.passages, comments, frontMatter };
}
