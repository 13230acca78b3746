import { passcodeLabels } from './invitation-words.ts';
import { plainText } from './plain-text.ts';

const passcodeWords = passcodeLabels.flatMap(({ labels }) => labels);

/** Words allowed right before the label; after any other word the secret belongs to something else. */
const leadWords: ReadonlySet<string> = new Set(
  [
    'meeting,zoom,webinar,call,video,conference,session,join,entry,besprechungs,réunion,reunión,reunião,riunione,vergadering',
    'the,your,our,this,with,and,use,using,enter,a,optional,required,mit,und,dem,das,der,avec,le,et,con,la,el,y,com,e,il,de,du,met,het',
  ]
    .join()
    .split(','),
);

/** Other things that have secrets. */
const foreignThings = new RegExp(
  [
    String.raw`\bwi-?fi\b|\bw?lan\b|\bssid\b|hotspot|\bguest net|netzwerk|\bnetwork\b|router|laptop|computer|\bpc\b|\bvpn\b`,
    String.raw`\bdoors?\b|\bgates?\b|\btür|eingang|building|gebäude|elevator|alarm|locker|\bsafe\b|badge|printer|drucker|puerta|porte\b`,
    String.raw`voice ?mail|\bpdf\b|\bzip\b|document|recording|aufzeichnung|enregistrement|grabación`,
    String.raw`\blog-?in\b|account|\bkonto\b|portal|\bcompte\b|cuenta|encrypted|\bh\.?323\b|\bsip\b|\bpstn\b|room system`,
    `無線|无线|会議室の鍵|録画`,
  ].join('|'),
  'iu',
);
/** A phone passcode is numeric, and may differ from the meeting's. */
const telephones =
  /\btele(?:ph|f)on|téléphone|teléfono|\bphone\b|\bdial|one tap|\bmobile\b|numeric|\baudio\b|einwahl|電話|电话/iu;

/** Words that say there is no code, in the languages above. */
const noCodes: ReadonlySet<string> = new Set(
  [
    'none,no,nil,null,n/a,na,n.a,not,nothing,undefined,false,true,empty,tbd,tba,tbc,see,ask,will,is,was,are,can,to,for,the,your,our',
    'this,that,it,as,if,in,on,by,or,and,same,below,above,attached,separately,required,optional,needed,sent,pending,unknown,hidden,here',
    'protected,link,embedded,included,passcode,password,code,yes,please,provided,available,enabled,disabled,unset,blank,xxx,with,from,at',
    'keine,kein,keins,keiner,nicht,siehe,wird,folgt,ohne,erforderlich,unten,oben,per,ist,aucun,aucune,sans,voir,non,pas,requis,néant',
    'ninguno,ninguna,sin,ver,se,requerido,nenhum,nenhuma,sem,não,veja,nessuno,nessuna,senza,vedi,richiesto,geen,zie,nee,volgt,ingen,inget',
    'nej,nei,ikke,inte,ei,brak,nie,není,žádné,нет,не,без,см,отсутствует,немає,yok,gerekmez,なし,不要,ありません,别途,無し,无,無,没有,沒有,不需要,無需,无需,없음,불필요',
  ]
    .join()
    .split(','),
);

/** How many labels in one text are examined. */
const maxLabels = 200;

const labelPattern = new RegExp(`(?:${passcodeWords.join('|')}|(?<![\\w?&])(?:pwd?|psw)(?![\\w]))`, 'giu');
/** Between the label and the code: the end of bold, a remark, and a colon, a cell border, a word, or nothing. */
const closing = '[*_`~"\'”’\\])}]{0,4}';
const remark = String.raw`(?:[^\S\n]?\(([^()\n]{0,60})\)|[^\S\n](?:for|für|pour|para|per|voor|för|for å|dla|для)[^\S\n]([^\n:：=|]{1,40}))?`;
const gap = String.raw`[^\S\n]{0,8}`;
const valuePattern = new RegExp(
  `${closing}${remark}(?:(?<mark>${gap}(?:[:：=]|\\|)${closing}${gap}(?:\\|${gap})?)|(?<word>[^\\S\\n]{1,4}(?:is|ist|lautet|est|es|é|è|-|–|—|→|->)[^\\S\\n]{1,4})|(?<line>${gap}[:：]?${closing}${gap}\\n[^\\S\\n]{0,8})|(?<none>${gap}))(?<value>\\d{2,4} \\d{2,4}(?= *(?:$|[\\n.,;)|]))|[^\\s<>|]{1,64})`,
  'uy',
);

interface Candidate {
  code: string;
  /** Paragraphs between the code and the meeting's link or number. */
  rank: number;
}

/** The distance in paragraphs if nothing of the meeting is near; phone codes rank after all others. */
const far = 9;
const farAway = 20;

const pairs: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '"': '"',
  "'": "'",
  '`': '`',
  '*': '*',
  _: '_',
  '~': '~',
  '“': '”',
  '„': '“',
  '‘': '’',
  '«': '»',
  '「': '」',
  '【': '】',
};
const opening = /^[`"'“„‘«「【([{]/u;
const wideEnd = /[。、，；：！？）」】…]+$/u;
const scriptAfterCode =
  /(?<=[\x21-\x7e])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}，。、；（].*$/u;

/** The sentence's punctuation after a plain code; a code that contains punctuation keeps its last character. */
function withoutSentenceEnd(code: string): string {
  return /^([\p{L}\p{N}]+)[.,;)\]]+$/u.exec(code)?.[1] ?? code;
}

/** The code without markup around it. @param before the text right before the label. */
function bareCode(value: string, before: string): string {
  let code = value
    .replace(/(?<=^\d+) (?=\d+$)/, '')
    .replace(scriptAfterCode, '')
    .replace(wideEnd, '');
  for (let turn = 0; turn < 4; turn += 1) {
    const closer = pairs[code.charAt(0)];
    const ended = code.replace(/(?<=[*_`~"'”’)\]}»])[.,;:]$/u, '');
    if (closer && code.length > 2 && ended.endsWith(closer)) code = ended.slice(1, -1);
    else if (opening.test(code)) code = code.slice(1);
    else break;
  }
  const opened = pairs[before];
  if (opened) code = code.replace(/[.,;]$/, '').endsWith(opened) ? stripEnd(code, opened) : code;
  return withoutSentenceEnd(code.replace(/(?:\*\*|__|~~|`)[.,;]?$/, ''));
}

function stripEnd(code: string, mark: string): string {
  let end = code.replace(/[.,;]$/, '').length;
  while (end > 0 && code.charAt(end - 1) === mark) end -= 1;
  return code.slice(0, end);
}

const notCode =
  /:\/\/|^www\.|^[^@\s]+@[^@\s]+\.[a-z]{2,}$|^[^\p{ASCII}]*$|^[^\p{L}\p{N}]+$|^[xX*•●#]+$|[:：]$|^[%$<{[].*[%>}\]]$/u;

/** Whether it is a code, not a word about codes. */
function isCode(code: string, isCertain: boolean, after: string): boolean {
  const word = code.toLowerCase().replace(/[.,;:!?]+$/, '');
  if (!code || notCode.test(code) || noCodes.has(word)) return false;
  if (/\d/.test(code)) return isCertain || code.length >= 4;
  if (!isCertain) return false;
  // A word followed by more words is part of a sentence, or is itself a label.
  return !/^[\p{L}\p{M}-]+$/u.test(code) || !/^[^\S\n]+(?:\p{Ll}|[^\n:：]{1,20}[:：])/u.test(after);
}

function isLed(text: string, index: number): boolean {
  // A parameter of a link.
  if (/[?&]/.test(text.charAt(index - 1))) return false;
  const before = text.slice(Math.max(0, index - 60), index);
  const word = before.slice(before.lastIndexOf('\n') + 1).replace(/[\s*_`~"'“-]+$/u, '');
  const last = /\S*$/u.exec(word)?.[0].toLowerCase() ?? '';
  return (
    !/\p{L}$/u.test(last) ||
    last.includes('/') ||
    leadWords.has(last.replace(/^[^\p{L}]+|.*-(?=\p{L})/gu, ''))
  );
}

/** A line with another value is not a heading, unless it is about a network. */
const otherValue = /[:：=][^\S\n]*\S/u;
const networks = /wi-?fi|wlan|ssid|network|netzwerk|无线|無線/iu;

/** Up to three short lines above the label that may be its heading, nearest first. */
function headingOf(text: string, from: number, index: number): string {
  const above = text.slice(Math.max(from, index - 300), index).split('\n');
  const own = above.pop() ?? '';
  const heading: string[] = [];
  for (const line of above.reverse().map((each) => each.trim())) {
    if (!line) continue;
    if (heading.length === 3 || line.length > 60 || /[.!?]$/.test(line)) break;
    if (!otherValue.test(line) || networks.test(line)) heading.push(line);
  }
  return [own, ...heading].join('\n');
}

/** Positions of the meeting's number or name in the text, in any grouping. */
function anchorsOf(text: string, name: string): number[] {
  const pattern = /^\d+$/.test(name)
    ? [...name].join('[ -]?')
    : name.replace(/[^a-z0-9]/gi, (sign) => `\\${sign}`);
  const found = [...text.matchAll(new RegExp(`(?<![\\dA-Za-z])(?:2F|3D)?${pattern}(?!\\d)`, 'gi'))];
  return found.map(({ index }) => index);
}

const paragraphEnd = /\n[^\S\n]*\n/g;

/** The number of paragraphs in between. */
function paragraphsBetween(ends: number[], one: number, other: number): number {
  const [low, high] = one < other ? [one, other] : [other, one];
  return ends.filter((end) => end >= low && end < high).length;
}

/** How far the code is from the meeting: the nearest wins, and one after the meeting beats one before it. */
function distance(anchors: number[], ends: number[], index: number): number {
  const before = anchors.findLast((anchor) => anchor < index);
  const after = anchors.find((anchor) => anchor > index);
  const behind = before === undefined ? far : Math.min(far, paragraphsBetween(ends, before, index));
  const ahead = after === undefined ? far : Math.min(far, paragraphsBetween(ends, index, after) + 0.5);
  return Math.min(behind, ahead);
}

function isLabel(cell: string): boolean {
  const word = cell.replace(/[*_`:：\s]+/gu, ' ').trim();
  const [label] = word.match(labelPattern) ?? [];
  return label !== undefined && word.length - label.length <= 8;
}

/**
 * The value below a label in a table. The label's row is a heading if the data row has the same number of cells, does not start
 * with a label, and the cell next to the label has no digits.
 */
function valueBelow(heading: string, data: string): string | undefined {
  const labels = heading.split('|');
  const values = data.split('|');
  const column = labels.findIndex(isLabel);
  const isHeading = labels.length === values.length && !/\d/.test(labels[column + 1] ?? '');
  if (column < 0 || !isHeading || isLabel(values[0] || values[1] || '')) return undefined;
  return values[column]?.trim() || undefined;
}

/** Tables with labels above the values: puts such a value on a separate line. */
function withColumns(text: string): string {
  const lines = text.split('\n');
  return lines
    .flatMap((line, row) => {
      if (!line.includes('|') || !line.match(labelPattern)) return [line];
      const data = lines.slice(row + 1, row + 3).find((next) => !/^[\s|:-]*$/.test(next));
      const value = data && valueBelow(line, data);
      return value ? [line.replace(labelPattern, ''), data, `Passcode: ${value}`] : [line];
    })
    .join('\n');
}

/** The text after a label that may be a code. */
interface Value {
  code: string;
  /** A colon or a cell border marks it as the label's value. */
  isMarked: boolean;
  /** Words between the label and the value: a remark in brackets, or the purpose of the code. */
  about: string;
  end: number;
}

function valueBehind(text: string, index: number, label: string): Value | undefined {
  valuePattern.lastIndex = index + label.length;
  const match = valuePattern.exec(text);
  if (!match?.groups) return undefined;
  const [whole, inBrackets = '', purpose = ''] = match;
  const { mark, value = '' } = match.groups;
  return {
    code: bareCode(value, text.charAt(index - 1)),
    isMarked: mark !== undefined,
    about: `${inBrackets} ${purpose}`,
    end: index + label.length + whole.length,
  };
}

/** Every code in the text that may be the meeting's, in order. */
function candidatesIn(text: string, anchors: number[]): Candidate[] {
  const ends = [...text.matchAll(paragraphEnd)].map(({ index }) => index);
  const candidates: Candidate[] = [];
  let last = 0;
  for (const { 0: label, index } of [...text.matchAll(labelPattern)].slice(0, maxLabels)) {
    const value = index < last ? undefined : valueBehind(text, index, label);
    if (!value) continue;
    const { code, isMarked, about, end } = value;
    const anchor = anchors.findLast((place) => place < index) ?? 0;
    const heading = headingOf(text, Math.max(last, anchor), index);
    const isForeign = foreignThings.test(`${heading}\n${about}`) || telephones.test(about);
    if (isForeign || !isLed(text, index)) last = end;
    else if (isCode(code, isMarked, text.slice(end, end + 40))) {
      last = end;
      const rank = distance(anchors, ends, index) + (telephones.test(heading) ? farAway : 0);
      candidates.push({ code, rank });
    }
  }
  return candidates;
}

/**
 * The meeting's passcode in the text: without markup, never a word about codes ("none"), and the one nearest to the meeting if
 * there are several. Codes of other things (a network, a door) are ignored.
 * @param name the meeting's number or room name.
 */
export function findPasscode(text: string, name: string): string | undefined {
  const plain = withColumns(plainText(text));
  const candidates = candidatesIn(plain, anchorsOf(plain, name));
  const nearest = Math.min(...candidates.map(({ rank }) => rank));
  return candidates.find(({ rank }) => rank === nearest)?.code;
}
