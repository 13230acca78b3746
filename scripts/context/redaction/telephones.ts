import type { TextPattern } from './text-patterns.ts';

const isDate =
  /^\(?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|^\(?\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)|\d{4}-\d{2}-\d{2}/;
const digits = (match: string) => match.replace(/\D/g, '').length;
const isLong = (match: string) => digits(match) >= 7 && digits(match) <= 16;

/** Figures of the same step, as in a series; no number of a telephone has them. */
function isSeries(match: string): boolean {
  const groups = (match.match(/\d+/g) ?? []).map(Number);
  const steps = groups.slice(1).map((group, index) => group - (groups[index] ?? 0));
  return groups.length > 3 && new Set(steps).size === 1;
}

/** What is counted or measured, and what tables and code have, before and after a row of figures. */
const countedBefore =
  /(?:[-=<>*/,;[{]\s?|\b(?:from|grew|version|v|of|between|build|lines?|rows?|port|ports|seed|range|size|bytes|offset|id|ids|line|px|resolution)\s)$/i;
const countedAfter = /^\s?(?:[\]})=*<>,;]\s?\d|%|px|bytes|ms\b|[kmg]?b\b|users|rows|lines|tests|split)/i;

function isCounted(match: string, text: string, at: number): boolean {
  return (
    countedBefore.test(text.slice(Math.max(0, at - 12), at)) ||
    countedAfter.test(text.slice(at + match.length, at + match.length + 12))
  );
}

/** Forms without an international prefix or a leading zero, by where they are dialed. The other forms of the world have three groups or more. */
export const nationalForms: readonly { where: string; pattern: RegExp; example: string }[] = [
  {
    where: 'Italy and Colombia, mobile',
    pattern: /(?<![\w.-])3\d{2}[ .-]?\d{3}[ .-]?\d{3,4}(?![\w-]|\.\d)/g,
    example: '333 1234567',
  },
  {
    where: 'India, mobile',
    pattern: /(?<![\w.-])[6-9]\d{4}[ -]?\d{5}(?![\w-]|\.\d)/g,
    example: '98765 43210',
  },
  {
    where: 'China, mobile',
    pattern: /(?<![\w.-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w-]|\.\d)/g,
    example: '13800138000',
  },
  {
    where: 'Singapore and Hong Kong',
    pattern: /(?<![\w.-])[689]\d{3}[ -]\d{4}(?![\w-]|\.\d| \d)/g,
    example: '9123 4567',
  },
  {
    where: 'Spain, Portugal and Poland, mobile',
    pattern: /(?<![\w.-])(?:[67]\d{2}|9[1236]\d|[5-8]\d{2})[ .-]\d{3}[ .-]?\d{3}(?![\w-]|\.\d)/g,
    example: '612 345678',
  },
  {
    where: 'North America',
    pattern: /(?<![\w.-])\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]?\d{4}(?![\w-]|\.\d)/g,
    example: '415-5552671',
  },
  {
    where: 'Brazil, mobile',
    pattern: /(?<![\w.-])\(?[1-9]\d\)?[ -]?9\d{4}-?\d{4}(?![\w-]|\.\d)/g,
    example: '11 912345678',
  },
  {
    where: 'Russia, with 8',
    pattern: /(?<![\w.-])8[ -]?\(?9\d{2}\)?[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}(?![\w-]|\.\d)/g,
    example: '89123456789',
  },
];

/** Words around a telephone number: devices, and what people do with them. */
const around =
  'tel(?:ephone)?|tel[eé]fono|telefon\\p{L}{0,4}|telefoon|t[eé]l[eé]phone|phone|ph|call|calls|calling|ring|dial|text|reach|contact|mobile|mob|cell|cellphone|fax|whatsapp|signal|telegram|viber|line|sms|handy|mobil\\p{L}{0,4}|handynummer|rufnummer|durchwahl|ruf|anrufen|m[oó]vil|celular|llam[ae]\\p{L}{0,3}|llamar|cellulare|chiama\\p{L}{0,4}|portable|appel\\p{L}{0,4}|joindre|telem[oó]vel|ligue|ligar|liga|bel|bellen|gsm|mobiel|kom[oó]rk\\p{L}{0,2}|zadzwo[nń]\\p{L}{0,3}|dzwo[nń]\\p{L}{0,2}|zavol\\p{L}{0,4}|volej\\p{L}{0,2}|hívj\\p{L}{0,3}|hívd|sun[aă]|ring|puhelin|soita|nazov\\p{L}{0,2}|телефон\\p{L}{0,3}|тел|позвони\\p{L}{0,3}|звони\\p{L}{0,3}|моб|мобильн\\p{L}{0,3}|номер|подзвони\\p{L}{0,3}|τηλ\\p{L}{0,8}|κινητό|ara|arayın|cep|telefonu|電話|携帯|电话|手机|致电|打给|전화|휴대폰|핸드폰|연락처|هاتف|الهاتف|جوال|اتصل|موبايل|تلفن|تماس|טלפון|נייד|התקשר\\p{L}{0,2}|फ़ोन|फोन|मोबाइल|कॉल|โทร|มือถือ|điện thoại|gọi|sđt|hubungi|telpon|telepon|tumawag|tawagan';

/** Figures in words, as a telephone number is read out. */
const spoken =
  'zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|plus|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|uno|due|tre|quattro|cinque|sei|sette|otto|nove|cero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|zéro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|um|dois|três|quatro|sete|oito';

export const telephonePatterns: readonly TextPattern[] = [
  {
    kind: 'telephone',
    pattern: /(?<![\w.])(?:\+\s?|00)?\(?\d{1,4}\)?(?:[\s./–-]{1,2}\(?\d{2,5}\)?){2,6}(?![\w%])/g,
    accept: (match, text, at) =>
      isLong(match) && !isDate.test(match) && !isSeries(match) && isGrouped(match, text, at),
  },
  {
    kind: 'telephone',
    pattern: /(?<![\w.])\+\s?\d[\d\s()./–-]{5,20}\d(?!\w)/g,
    accept: (match) => isLong(match) && !/^\+\s\d+$/.test(match),
  },
  { kind: 'telephone', pattern: /(?<![\w.])\(?[+0]\d{1,4}\)?[\s./–-]{1,2}\d{5,10}(?![\w.])/g },
  { kind: 'telephone', pattern: /(?<![\w.,-])(?:\+\d{7,15}|0\d{8,12})(?![\w.])/g },
  {
    kind: 'telephone',
    pattern: new RegExp(`(?<!\\p{L})(?:(?:${spoken})[\\s,-]{1,2}){6,19}(?:${spoken})(?!\\p{L})`, 'giu'),
  },
  ...nationalForms.map(
    ({ pattern }): TextPattern => ({
      kind: 'telephone',
      pattern,
      accept: (match, text, at) =>
        !isDate.test(match) &&
        !/^\d+\.\d+$/.test(match) &&
        !isCounted(match, text, at) &&
        new Set(match.replace(/\D/g, '')).size > 2,
    }),
  ),
  {
    kind: 'telephone',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${around})(?![\\p{L}])[^\\n\\d+'"\`{}=<>/]{0,40}\\(?\\+?\\d[\\d\\s()./–-]{4,20}\\d(?!\\w|[.,]\\d)`,
      'giu',
    ),
    accept: (match) =>
      isLong(match) && !isDate.test(match.replace(/^[^\d+(]*/, '')) && !/\d{4}-\d{2}-\d{2}/.test(match),
  },
];

/** Whether rows of figures are grouped as telephone numbers are: no decimal points, no dates, no columns of a table. */
function isGrouped(match: string, text: string, at: number): boolean {
  if (/\n|^(?:19|20)\d\d-|^(?:10|127|255|192\.168)\./.test(match) || isCounted(match, text, at)) return false;
  if (/^[+(0]/.test(match)) return true;
  const groups = match.match(/\d+/g) ?? [];
  const signs = new Set((match.match(/[./–-]/g) ?? []).values());
  const isDotted = signs.has('.') && signs.size === 1 && !/\s/.test(match);
  if (isDotted)
    return (
      groups.length >= 3 &&
      groups.slice(1).every(({ length }) => length >= 2) &&
      digits(match) >= 9 &&
      !/\bv(?:ersion)?\s?$/i.test(text.slice(Math.max(0, at - 9), at))
    );
  return groups.slice(1).every(({ length }) => length >= 2 && length <= 5);
}
