import { numberLabels } from './invitation-words.ts';
import { plainText } from './plain-text.ts';

const labels = numberLabels.flatMap((row) => row.labels);

/** 9 to 11 digits (support.zoom.com, "Meeting ID"), in the groups that people use. */
const numberPattern = new RegExp(
  `(?:${labels.join('|')})[*_\`~"\\])]{0,4}[^\\S\\n]{0,8}[:：|=#]?[*_\`~"\\[(|]{0,4}\\s{0,8}[*_\`~"\\[(|]{0,4}(\\d(?:[ -]?\\d){8,10})(?![ -]?\\d)`,
  'giu',
);
/** Not in the host of a link. */
const afterZoom = /(?<![\w./@-])zoom\b(?![./@-])[^\d\n+]{0,24}(\d{3}[ -]?\d{3,4}[ -]?\d{3,4})(?![ -]?\d)/giu;

/** A vague label: it counts only in a text about Zoom. */
const plainId =
  /(?:^|[\n,;(])[^\S\n]{0,4}id\b[:：]?[^\S\n]{0,4}(\d{3}[ -]?\d{3,4}[ -]?\d{3,4})(?![ -]?\d)/giu;

const anyNumber = /(?<![\w+])\d{3}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)/u;

/** Whether a text contains what could be a meeting number, if the user says so. */
export function mayHoldNumber(text: string): boolean {
  return anyNumber.test(plainText(text));
}

/** The labeled meeting numbers in a text, digits only, without duplicates. Safe for any text of bounded length. */
export function findMeetingNumbers(text: string): string[] {
  const plain = plainText(text);
  const labelled = [...plain.matchAll(numberPattern)];
  const isAboutZoom = /zoom/i.test(plain);
  const named = isAboutZoom ? [...plain.matchAll(afterZoom), ...plain.matchAll(plainId)] : [];
  const found = labelled.length > 0 ? labelled : named;
  return [...new Set(found.map((match) => (match[1] ?? '').replace(/\D/g, '')))];
}

const otherServices: readonly [RegExp, string][] = [
  [/\bteams\b/i, 'Microsoft Teams'],
  [/\bwebex\b/i, 'Webex'],
  [/\bgo ?to ?meeting\b/i, 'GoTo Meeting'],
  [/\bbluejeans\b/i, 'BlueJeans'],
  [/\bringcentral\b/i, 'RingCentral'],
  [/腾讯会议|tencent meeting|voov/i, 'Tencent Meeting'],
  [/飞书|feishu|\blark\b/i, 'Lark'],
];

/** The other meeting service that a text is about; undefined if it mentions Zoom or none. */
export function namesOtherService(text: string): string | undefined {
  if (/zoom/i.test(text)) return undefined;
  return otherServices.find(([pattern]) => pattern.test(text))?.[1];
}
