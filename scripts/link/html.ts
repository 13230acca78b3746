import { Parser } from 'htmlparser2';
import { invalidLink } from './refusals.ts';

/** HTML as the text that a person sees, with every link after its words. */

const hidden: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'math',
  'title',
]);
const blocks: ReadonlySet<string> = new Set(
  'p,div,li,ul,ol,dl,dt,dd,tr,table,section,article,header,footer,pre,blockquote,address,center,form'.split(
    ',',
  ),
);
/** Tags that start a new paragraph, not only a new line. */
const breaks: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'table']);
const cells: ReadonlySet<string> = new Set(['td', 'th']);

/** Tags found in mails and calendars; a link in angle brackets is not one. */
const htmlTag =
  /<(?:!doctype|html|head|body|meta|a|b|i|u|p|br|hr|div|span|strong|em|font|table|tbody|tr|td|th|ul|ol|li|h[1-6]|code|pre|img|blockquote)(?:\s[^<>]{0,2000})?\/?>/i;

/** Mail programs put links in angle brackets when they turn HTML into text. */
const bracketedLink = /<(?=https?:\/\/)/gi;

export function isHtml(text: string): boolean {
  return htmlTag.test(text);
}

/**
 * The text of an HTML document or fragment. Links follow their words in angle brackets; table cells are separated by bars.
 * Entities are decoded; nothing is fetched or run.
 * @throws {PikaError} `link_invalid` for nesting so deep that it must be an attack.
 */
export function textOfHtml(html: string): string {
  const page = new Page();
  const parser = new Parser(page, { decodeEntities: true });
  parser.end(html.replace(bracketedLink, '&lt;'));
  return tidy(page.text());
}

/** Deeper than any mail program nests; parsing time is quadratic in the depth. */
const deepest = 2_000;

/** Collects the text while parsing, without building a tree. */
class Page {
  readonly #parts: string[] = [];
  readonly #links: string[] = [];
  #hidden = 0;
  #depth = 0;
  #isLineOpen = false;

  text(): string {
    return this.#parts.join('');
  }

  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    if (this.#depth > deepest) throw invalidLink('the HTML of the invitation is nested too deeply');
    if (hidden.has(name)) this.#hidden += 1;
    this.#edge(name, name === 'br');
    if (cells.has(name)) this.#parts.push(' | ');
    const href = attributes.href?.replace(/[\t\n\r]/g, '').trim();
    if (name === 'a') this.#links.push(href ?? '');
    else if (name !== 'link' && name !== 'base') this.#parts.push(behind(href));
  }

  ontext(text: string): void {
    if (this.#hidden > 0) return;
    this.#parts.push(text);
    if (text.trim()) this.#isLineOpen = true;
  }

  onclosetag(name: string): void {
    this.#depth -= 1;
    if (hidden.has(name)) this.#hidden -= 1;
    if (name === 'a') this.#parts.push(behind(this.#links.pop()));
    this.#edge(name, false);
  }

  /** Blocks start on new lines, without an empty line between them. */
  #edge(name: string, isBreak: boolean): void {
    if (breaks.has(name)) this.#parts.push('\n\n');
    else if (isBreak || (blocks.has(name) && this.#isLineOpen)) this.#parts.push('\n');
    else return;
    this.#isLineOpen = false;
  }
}

function behind(href: string | undefined): string {
  return href && /^[a-z][a-z0-9+.-]*:/i.test(href) ? ` <${href}> ` : '';
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, (space) => (space.includes('\u00a0') ? '\u00a0' : ' '))
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
