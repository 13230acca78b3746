import {
  cellsOf,
  fenceLine,
  headingLine,
  htmlHeading,
  longestHeading,
  ruleLine,
  tableRule,
} from '../files/markdown-lines.ts';
import type { LeftReason } from './left-out.ts';
import type { PrivacyJudge } from './privacy-judge.ts';
import { loneMark } from './privacy-marks.ts';

/** A part of a text that is left out: the line that it starts on, counted from 1, and the lines of it that said something. */
export interface LeftPart {
  line: number;
  lines: number;
  reason: LeftReason;
}

/** The level of a heading that is a line of bold letters, or one that ends with a colon: below all others. */
const labelLevel = 7;

const wikiHeading = /^(={1,6})\s+(\S.*?)(?:\s+=+)?\s*$/;
const underlineOf = /^ {0,3}(?:=+|-{2,}|~{3,}|\^{3,})\s*$/;
const boldLine = /^\s*(?:\*\*|__)([^*_]{1,80})(?:\*\*|__)\s*[:：]?\s*$/;
const labelLine = /^[^.!?|]{1,60}[:：]\s*$/;
const summaryLine = /<summary[^>]{0,200}>(.*?)<\/summary>/i;
const itemLine = /^(\s*)(?:[-*+•]|\d{1,4}[.)])\s+(?:\[[ xX-]\]\s+)?/;
const rowLine = /^\s*(?:>\s?)*\|.*\|\s*$/;
const quoteMark = /^(?:\s{0,3}>\s?)+/;
const sentenceEnd = /[.!?…。！？](?:["'”’)\]*_]*)\s*$/;
const firstSentence = /^[^.!?。！？]{1,60}[.!?。！？](?=\s)/;
const lastSentence = /(?<=[.!?。！？]["'”’)]?\s{1,3})[^.!?。！？]{1,60}[.!?。！？)\]]*\s*$/;
const yes = /^\W*(?:yes|y|true|x|ja|oui|si|sí|sim|tak|ano|да|так|evet|ναι|1|✓|✔|✅|☑|🔒)?\W*$/iu;
const no = /^\W*(?:no|n|false|nein|non|nej|nee|não|nie|ei|нет|ні|0)?\W*$/iu;
const comment = /<!--([\s\S]*?)-->/g;
const commentEnd = /^\s*(?:\/|end\b|ende\b|fin\b)/i;
/** An empty row keeps the table in one piece: the head of a column of secrets holds for the rows below. */
const emptyRow = '| |';

interface Region {
  level: number;
  reason: LeftReason;
  part: LeftPart;
  /** Ends with its block quote. */
  isQuoted: boolean;
  /** Ends at the comment that closes it. */
  closesByComment: boolean;
}

/** Reads a text line by line and leaves out what is marked, with all that belongs to it; the lines keep their numbers. */
class PartReader {
  readonly parts: LeftPart[] = [];
  readonly #lines: string[];
  readonly #judge: PrivacyJudge;
  #region: Region | undefined;
  #fence = '';
  #columns: ReadonlyMap<number, LeftReason> = new Map();

  constructor(lines: readonly string[], judge: PrivacyJudge) {
    this.#lines = [...lines];
    this.#judge = judge;
  }

  read(): string {
    for (let at = 0; at < this.#lines.length; ) at = this.#readAt(at);
    return this.#lines.join('\n');
  }

  #line(at: number): string {
    return this.#lines[at] ?? '';
  }

  #readAt(at: number): number {
    const line = this.#line(at);
    if (this.#readCode(at)) return at + 1;
    if (this.#region?.isQuoted && !quoteMark.test(line)) this.#region = undefined;
    const heading = this.#headingAt(at);
    if (heading) return this.#enter(at, heading);
    if (this.#region?.level === labelLevel && !this.#region.closesByComment && ruleLine.test(line))
      this.#region = undefined;
    if (this.#readComment(at)) return at + 1;
    if (this.#region) return this.#drop(at, at + 1, this.#region.part);
    if (!line.trim() || ruleLine.test(line)) return this.#endBlock(at);
    if (rowLine.test(line) || tableRule.test(line)) return this.#readRow(at);
    return this.#readBlock(at);
  }

  #endBlock(at: number): number {
    this.#columns = new Map();
    return at + 1;
  }

  #readCode(at: number): boolean {
    const line = this.#line(at);
    const marks = fenceLine.exec(line)?.[1] ?? '';
    if (!this.#fence && !marks) return false;
    if (!this.#fence) this.#fence = marks;
    else if (marks.startsWith(this.#fence)) this.#fence = '';
    if (this.#region) this.#drop(at, at + 1, this.#region.part);
    return true;
  }

  #headingAt(at: number): { level: number; text: string; lines: number } | undefined {
    const line = this.#line(at).replace(quoteMark, '');
    const marks = headingLine.exec(line) ?? wikiHeading.exec(line);
    if (marks) return { level: marks[1]?.length ?? 1, text: marks[2] ?? '', lines: 1 };
    const html = htmlHeading.exec(line);
    if (html) return { level: Number(html[1]), text: html[2] ?? '', lines: 1 };
    if (this.#isUnderlined(at))
      return { level: /^\s*=/.test(this.#line(at + 1)) ? 1 : 2, text: line, lines: 2 };
    const bold = boldLine.exec(line)?.[1] ?? summaryLine.exec(line)?.[1];
    if (bold) return { level: labelLevel, text: bold, lines: 1 };
    if (itemLine.test(line) || rowLine.test(line)) return undefined;
    const isLabel = labelLine.test(line) || this.#judge.mark(loneMark(line)) !== undefined;
    return isLabel && !line.includes('<!--') ? { level: labelLevel, text: line, lines: 1 } : undefined;
  }

  #isUnderlined(at: number): boolean {
    const line = this.#line(at);
    const isText =
      line.trim() !== '' && line.length <= longestHeading && !itemLine.test(line) && !rowLine.test(line);
    const isFirst = at === 0 || this.#line(at - 1).trim() === '' || ruleLine.test(this.#line(at - 1));
    return isText && isFirst && !ruleLine.test(line) && underlineOf.test(this.#line(at + 1));
  }

  #enter(at: number, { level, text, lines }: { level: number; text: string; lines: number }): number {
    this.#columns = new Map();
    const region = this.#region;
    const isWithin = region !== undefined && (region.level < level || region.closesByComment);
    if (isWithin) return this.#drop(at, at + lines, region.part);
    this.#region = undefined;
    const reason = this.#judge.heading(text);
    if (!reason) return at + lines;
    this.#open(at, level, reason);
    return this.#drop(at, at + lines, this.#region ? (this.#region as Region).part : undefined);
  }

  #open(at: number, level: number, reason: LeftReason, closesByComment = false): void {
    const part = { line: at + 1, lines: 0, reason };
    this.parts.push(part);
    this.#region = { level, reason, part, isQuoted: quoteMark.test(this.#line(at)), closesByComment };
  }

  /** A comment that only marks holds for what follows; one beside a text is a mark of that text. */
  #readComment(at: number): boolean {
    const line = this.#line(at);
    const said = [...line.matchAll(comment)].map(([, text = '']) => text);
    if (said.length === 0 || line.replace(comment, '').trim()) return false;
    const text = said.join(' ');
    const isEnd = commentEnd.test(text) && loneMark(text.replace(commentEnd, ''));
    if (isEnd) {
      this.#region = this.#region?.closesByComment ? undefined : this.#region;
      return true;
    }
    const reason = this.#judge.mark(loneMark(text.replace(/^\s*(?:begin|start)\b/i, '')));
    if (!reason || this.#region) return false;
    const closes = this.#lines
      .slice(at + 1)
      .some((later) => [...later.matchAll(comment)].some(([, words = '']) => commentEnd.test(words)));
    this.#open(at, labelLevel, reason, closes);
    return true;
  }

  /** Leaves lines out; a row becomes an empty one. */
  #drop(from: number, to: number, part: LeftPart | undefined): number {
    for (let at = from; at < to; at += 1) {
      if (part && this.#line(at).trim()) part.lines += 1;
      this.#lines[at] = rowLine.test(this.#line(at)) ? emptyRow : '';
    }
    return to;
  }

  #dropNew(from: number, to: number, reason: LeftReason): number {
    const part = { line: from + 1, lines: 0, reason };
    this.parts.push(part);
    return this.#drop(from, to, part);
  }

  #readRow(at: number): number {
    const line = this.#line(at);
    if (tableRule.test(line)) return at + 1;
    const cells = cellsOf(line.replace(quoteMark, ''));
    if (tableRule.test(this.#line(at + 1))) {
      this.#columns = new Map(
        cells.flatMap((cell, column) => {
          const reason = this.#judge.heading(cell);
          return reason ? [[column, reason] as const] : [];
        }),
      );
      this.#blankColumns(at, cells);
      return at + 2;
    }
    const flagged = [...this.#columns].find(([column]) => cells[column] && yes.test(cells[column]));
    const reason =
      flagged?.[1] ??
      cells.map((cell) => this.#judge.mark(loneMark(cell)) ?? this.#judge.text(cell)).find(Boolean);
    if (reason) return this.#dropNew(at, at + 1, reason);
    this.#blankCells(at, cells);
    return at + 1;
  }

  #blankCells(at: number, cells: readonly string[]): void {
    const [left] = [...this.#columns].filter(([column]) => !no.test(cells[column] ?? ''));
    if (left) this.parts.push({ line: at + 1, lines: 1, reason: left[1] });
    this.#blankColumns(at, cells);
  }

  #blankColumns(at: number, cells: readonly string[]): void {
    if (this.#columns.size === 0) return;
    this.#lines[at] =
      `| ${cells.map((cell, column) => (this.#columns.has(column) ? '' : cell)).join(' | ')} |`;
  }

  /** Whether a line goes on with the paragraph or the item before it. */
  #goesOn(at: number): boolean {
    const line = this.#line(at);
    const isOther =
      !line.trim() || itemLine.test(line.replace(quoteMark, '')) || rowLine.test(line) || ruleLine.test(line);
    return !isOther && !fenceLine.test(line) && !headingLine.test(line) && !boldLine.test(line);
  }

  #readBlock(at: number): number {
    let end = at + 1;
    while (end < this.#lines.length && this.#goesOn(end)) end += 1;
    const item = itemLine.exec(this.#line(at).replace(quoteMark, ''));
    return item ? this.#readItem(at, end, item[1]?.length ?? 0) : this.#readParagraph(at, end);
  }

  #textOf(from: number, to: number): string {
    const said = this.#lines.slice(from, to).map((line) => line.replace(quoteMark, '').replace(itemLine, ''));
    return said.join(' ').replace(comment, (_all, words: string) => ` (${words.trim()}) `);
  }

  /** A marked item takes what is nested in it along. */
  #readItem(at: number, end: number, indent: number): number {
    const text = this.#textOf(at, end);
    const reason = this.#judge.mark(loneMark(text)) ?? this.#judge.text(text);
    if (!reason) return end;
    let last = end;
    for (let next = end; next < this.#lines.length; next += 1) {
      const line = this.#line(next).replace(quoteMark, '');
      if (!line.trim()) continue;
      if ((/^\s*/.exec(line)?.[0].length ?? 0) <= indent) break;
      last = next + 1;
    }
    return this.#dropNew(at, last, reason);
  }

  /** A paragraph is judged by its lines where each ends a sentence: notes are often written so. What only marks holds for all of it. */
  #readParagraph(at: number, end: number): number {
    const units: [number, number][] = [];
    for (let from = at, to = at + 1; to <= end; to += 1) {
      if (to < end && !sentenceEnd.test(this.#line(to - 1))) continue;
      units.push([from, to]);
      from = to;
    }
    const reasons = units.map(([from, to]) => this.#judge.text(this.#textOf(from, to)));
    const text = this.#textOf(at, end);
    const ends = [firstSentence.exec(text)?.[0], lastSentence.exec(text)?.[0]];
    const lone = [...units.map(([from, to]) => this.#textOf(from, to)), ...ends];
    const whole = lone.map((said = '') => this.#judge.mark(loneMark(said))).find(Boolean);
    const reason = whole ?? this.#judge.text(text);
    if (!reason) return end;
    // A mark that only the whole shows goes over lines.
    if (whole || reasons.every((one) => !one)) return this.#dropNew(at, end, reason);
    for (const [index, [from, to]] of units.entries()) {
      const own = reasons[index];
      if (own) this.#dropNew(from, to, own);
    }
    const isLead = reasons.at(-1) && /[:：]\s*$/.test(text);
    if (isLead) this.#open(end - 1, labelLevel, reason);
    return end;
  }
}

/** The text without its private parts, on the same lines, and where they were. */
export function withoutPrivateParts(text: string, judge: PrivacyJudge): { text: string; parts: LeftPart[] } {
  const front = /^---\n[\s\S]{0,4000}?\n---(?=\n|$)/.exec(text)?.[0] ?? '';
  const skipped = front ? front.split('\n').length : 0;
  const reader = new PartReader(text.split('\n').slice(skipped), judge);
  const body = reader.read();
  const parts = reader.parts
    .filter(({ lines }) => lines > 0)
    .map((part) => ({ ...part, line: part.line + skipped }));
  return { text: front ? `${front}\n${body}` : body, parts };
}
