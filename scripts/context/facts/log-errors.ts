import { stripVTControlCharacters } from 'node:util';

/** Lines of a log that are the same but for times, numbers and ids. */
export interface ErrorGroup {
  /** The first of them, without its time. */
  text: string;
  count: number;
  /** Place of the last one among the lines that were read: later is newer. */
  lastLine: number;
}

const errorWord =
  /\b(?:error|err|fatal|critical|crit|panic|exception|traceback|failed|failure|unhandled|segfault|uncaught|timed? ?out)\b|\w(?:Error|Exception)\b/i;
const notAnError =
  /\b(?:0|no) (?:errors?|failures?|failed)\b|\blevel["']?[=:]\s?["']?(?:info|debug|trace)\b|^\S*\s*\S*\s*\[?(?:INFO|DEBUG|TRACE)\b/i;
const stackLine = /^\s+(?:at |File "|\.{3}|\|)|^\s*Caused by|^\s*\^/;
const time =
  /^[[(]?\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?[\])]?\s*|^(?:[A-Z][a-z]{2}\s+\d{1,2}\s+)?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\s*/;

const longestLine = 2000;

function fromJson(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const entry: Record<string, unknown> = JSON.parse(line);
    const level = String(entry.level ?? entry.severity ?? entry.levelname ?? '');
    const isError =
      /^(?:error|fatal|critical|crit|alert|emergency|panic)$/i.test(level) || Number(level) >= 50;
    const nested = entry.err ?? entry.error;
    const reason =
      typeof nested === 'object' && nested !== null && 'message' in nested ? nested.message : nested;
    const message = String(entry.msg ?? entry.message ?? reason ?? '');
    return isError && message ? `error: ${message}` : '';
  } catch {
    return undefined;
  }
}

/** The message of an error line, without its time; empty if the line reports no error. */
function errorText(line: string): string {
  const parsed = fromJson(line);
  if (parsed !== undefined) return parsed;
  if (!errorWord.test(line) || notAnError.test(line) || stackLine.test(line)) return '';
  return line.replace(time, '').trim();
}

/** The same for lines that differ in numbers, ids, quoted values and addresses only. */
function shapeOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/"[^"]{0,200}"|'[^']{0,200}'/g, '"…"')
    .replace(/\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b|\b0x[0-9a-f]+\b/g, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ');
}

/** The failing patterns of a log, the most frequent first, the newest first among equals. */
export function groupErrors(log: string): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const [number, line] of log.split('\n').entries()) {
    const text = errorText(stripVTControlCharacters(line.slice(0, longestLine)).trimEnd());
    if (!text) continue;
    const shape = shapeOf(text);
    const known = groups.get(shape);
    if (known) Object.assign(known, { count: known.count + 1, lastLine: number });
    else groups.set(shape, { text, count: 1, lastLine: number });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.lastLine - a.lastLine);
}
