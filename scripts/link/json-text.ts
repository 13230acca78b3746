import { parseJson } from '../base/json.ts';

/** Answers of calendar and Zoom APIs, as text: every string after the words of its key. */

/** Deeper and longer than any such answer. */
const deepest = 32;
const maxValues = 5_000;

/** The value of a JSON object or array; undefined for any other text. */
export function jsonOf(text: string): unknown {
  return /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
}

/** `h323_password` and `meetingPassword` as words. */
function wordsOf(key: string): string {
  return key
    .replace(/[_-]+/g, ' ')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .toLowerCase();
}

/** A JSON value as lines `key: value`, with an empty line between objects. Multi-line texts are paragraphs of their own. */
export function textOfJson(value: unknown): string {
  const lines: string[] = [];
  const visit = (key: string, item: unknown, depth: number): void => {
    if (depth > deepest || lines.length > maxValues || item === null || item === undefined) return;
    if (typeof item !== 'object') {
      const text = String(item);
      lines.push(
        text.includes('\n') || text.includes('<')
          ? `${wordsOf(key)}:\n${text}\n`
          : `${wordsOf(key)}: ${text}`,
      );
      return;
    }
    const entries = Array.isArray(item)
      ? item.map((each): [string, unknown] => [key, each])
      : Object.entries(item);
    for (const [name, each] of entries) visit(name, each, depth + 1);
    lines.push('');
  };
  visit('', value, 0);
  return lines.join('\n');
}

/** Decodes JSON escapes in a fragment that is not a whole value: `https:\/\/…` and `\u0026`. */
export function withoutJsonEscapes(text: string): string {
  return text
    .replace(/\\u00(26|3[cde]|2[27]|0a|0d)/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/https?:\\\/\\\/[^\s"'<>]{1,8192}/gi, (link) => link.replaceAll('\\/', '/'));
}
