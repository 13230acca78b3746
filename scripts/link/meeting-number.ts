import { plainText } from './plain-text.ts';

/** What stands before a meeting's number in invitations, as Zoom's own invitations and people write it. */
const labels: readonly string[] = [
  ...[
    'meeting[ -]?id',
    'meeting[ -]?(?:number|no\\.?)',
    'webinar[ -]?id',
    'zoom[ -]?(?:meeting[ -]?)?(?:id|number)',
  ],
  ...[
    'meeting-kennnummer',
    'besprechungs-id',
    'id de (?:la )?(?:réunion|reunión)',
    'id da reunião',
    'id riunione',
  ],
  ...[
    'vergaderings-?id',
    'id spotkania',
    'mötes-?id',
    'møde-?id',
    'møte-?id',
    'kokouksen tunnus',
    'id schůzky',
  ],
  ...['идентификатор конференции', 'ідентифікатор конференції', 'toplantı kimliği', 'id cuộc họp'],
  ...['会议号', '会议 ?id', '會議 ?id', 'ミーティング ?id', '회의 ?id', 'מזהה פגישה', 'معرف الاجتماع'],
];

/** 9 to 11 digits (support.zoom.com, "Meeting ID"), in the groups in which people write them. */
const numberPattern = new RegExp(
  `(?:${labels.join('|')})[*_\`~"\\])]{0,4}[^\\S\\n]{0,8}[:：|=#]?[*_\`~"\\[(|]{0,4}\\s{0,8}[*_\`~"\\[(|]{0,4}(\\d(?:[ -]?\\d){8,10})(?![ -]?\\d)`,
  'giu',
);
/** Not the host of a link. */
const afterZoom = /(?<![\w./@-])zoom\b(?![./@-])[^\d\n+]{0,24}(\d{3}[ -]?\d{3,4}[ -]?\d{3,4})(?![ -]?\d)/giu;

/** A label that says little: it counts in a text about Zoom only. */
const plainId =
  /(?:^|[\n,;(])[^\S\n]{0,4}id\b[:：]?[^\S\n]{0,4}(\d{3}[ -]?\d{3,4}[ -]?\d{3,4})(?![ -]?\d)/giu;

const anyNumber = /(?<![\w+])\d{3}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)/u;

/** Whether a text holds what could be a meeting's number, if the user knows that it is one. */
export function mayHoldNumber(text: string): boolean {
  return anyNumber.test(plainText(text));
}

/** The numbers of meetings that a text names by a label, digits only, each once. Safe for any text of bounded length. */
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

/** The service whose meetings a text without the word Zoom is about, if it names one. */
export function namesOtherService(text: string): string | undefined {
  if (/zoom/i.test(text)) return undefined;
  return otherServices.find(([pattern]) => pattern.test(text))?.[1];
}
