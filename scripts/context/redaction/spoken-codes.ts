import { denseScripts, type Label } from './secret-words.ts';
import {
  bare,
  brackets,
  counts,
  equals,
  firstWord,
  labelsBetween,
  type Statement,
  startsAt,
  type TextSpan,
  wordsThenSign,
} from './statements.ts';
import { isOdd } from './value-shape.ts';

const ownCode = /^(?:pin|otp|tan|puk|cvv|cvc|pинь|пин|пін|πιν|पिन|פין|핀|パス|พิน|പിൻ|પિન|পিন)/u;

const notACode =
  /(?:error|exit|status|return|response|country|postal|zip|area|source|colou?r|qr|bar|discount|promo|http|currency|language|lang|reason|result|dress|product|coupon|voucher|booking|tracking|key|article|tax|fault|stop|op|invite|machine|byte|char|fehler|produkt|artikel|postleit|postal|erreur|errore|fout|error de|pays)[\s_-]?$/i;

/** What a code is for, in scripts without spaces. */
const denseGap = new RegExp(`^[${denseScripts}]{1,16}\\s?(?=[#*]?\\d{3})`, 'u');
const codeValue =
  /^["'`“«「]?([#*]?\d(?:[ -]?\d){2,11}[#*]?|[A-Za-z]?\d{2,8}[A-Za-z]?[#*]?|[#*]\d{3,8})(?![\p{L}\d]|[.,:/]\d)/u;

const isOwn = ({ term }: Label) =>
  ownCode.test(term) ||
  (!/^[ck]omb|^codes?$|^key|^schlussel|^clave|^chiave|^cle/.test(term) &&
    (term.includes(' ') || term.length >= 7 || (term.length >= 3 && /\p{Script=Han}/u.test(term))));

/** Codes of doors, alarms, meetings: figures beside a word for a code, in the sentence of something that a code opens. */
export function codesOf(statement: Statement, places: readonly Label[]): TextSpan[] {
  const { label, right, left } = statement;
  if (notACode.test(left)) return [];
  const from = label.start - left.length;
  const to = label.end + right.length;
  if (!/\d/.test(left + right)) return [];
  const opens = labelsBetween(places, from, to).some(({ grammars }) =>
    grammars.some((grammar) => label.grammars.includes(grammar)),
  );
  if (!opens && !isOwn(label)) return [];
  const spans: TextSpan[] = [];
  const take = (offset: number) => {
    const rest = right.slice(offset);
    const value = codeValue.exec(rest);
    const at = label.end + offset;
    if (value?.[1] && !counts.test(rest.slice(value[0].length)))
      spans.push({ start: at, end: at + value[0].length });
    const found = firstWord(rest, at);
    if (!value && found && found.start - at < 3 && isOdd(found.word))
      spans.push({ start: found.start, end: found.end });
  };
  const lead = brackets.exec(right)?.[0].length ?? 0;
  const sign = equals.exec(right.slice(lead))?.[0] ?? wordsThenSign.exec(right.slice(lead))?.[0];
  if (sign) take(lead + sign.length);
  const space = /^\s{0,2}(?:[—–-]\s)?/.exec(right.slice(lead))?.[0].length ?? 0;
  if (
    !sign &&
    /^["'`]?[#*]?[A-Za-z]?\d/.test(right.slice(lead + space)) &&
    !(label.term === 'pin' && /^\d{1,2}(?!\d)/.test(right.slice(lead + space)))
  )
    take(lead + space);
  for (const grammar of label.grammars) {
    if (startsAt(grammar.copula, right, lead)) take(grammar.copula.lastIndex);
    const before = grammar.before.exec(left);
    const found = before?.[1] ? bare(before[1], from + before.index) : undefined;
    if (found && /^[#*]?(?:\d{3,12}|[A-Za-z]?\d{3,8}[A-Za-z]?)[#*]?$/.test(found.word))
      spans.push({ start: found.start, end: found.end });
  }
  // Where a copula is missing, as in «A kapu kódja 4821», or the thing comes between: «code porte B 4821».
  const near =
    denseGap.exec(right)?.[0] ??
    /^(?:\s[^\s\d,;.:]{1,20}){1,4}\s(?=[#*]?[A-Z]?\d{3})/u.exec(right.slice(lead))?.[0];
  if (near && opens && !/(?:since|in|until|from|by|after|version|expires?|valid|than|for)\s$/i.test(near))
    take(lead + near.length);
  return spans;
}
