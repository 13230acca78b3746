import { assigned, assignedKey } from './assigned-values.ts';
import { foldLetters, foldWords, originOf } from './folded-text.ts';
import { findLabels, type Grammar, type Label } from './secret-words.ts';
import { codesOf } from './spoken-codes.ts';
import { loginOf } from './spoken-logins.ts';
import {
  bare,
  brackets,
  counts,
  equals,
  firstWord,
  functionWords,
  isDigits,
  joiningWords,
  labelsBetween,
  quoted,
  reach,
  type Statement,
  startsAt,
  statementOf,
  type TextSpan,
  token,
  wordsThenSign,
} from './statements.ts';
import type { Finding } from './text-patterns.ts';
import { isKeyLike, isOdd, isPasswordLike, isPlaceholder } from './value-shape.ts';

const nearWords = 9;

/** Keys and codes of a network are passwords, and so are those beside the name of a user. */
const network =
  /wi-?fi|wlan|w-lan|ssid|hotspot|wpa|вай-?фай|ワイファイ|와이파이|וויי?פיי|واي فاي|وای ?فای|वाई-?फाई|ไวไฟ|无线|無線/iu;

function asPassword(statement: Statement): Statement {
  const { label, left, right } = statement;
  const isBeside = userInFront.test(left);
  const isNetwork =
    /^(?:key|code|schlussel|clave|cle|clef|chiave|chave|sleutel|nyckel|klucz|kod|код|ключ|kode|anahtar|cheie)/.test(
      label.term,
    ) && network.test(left + right.slice(0, 40));
  return label.kind !== 'password' && (isNetwork || (isBeside && label.kind === 'key'))
    ? { ...statement, label: { ...label, kind: 'password' } }
    : statement;
}

const dash = /^\s{1,2}[—–-]{1,2}\s{1,2}/;

/** Endings of adjectives and participles in the languages of Europe: what a password is, not what it reads. */
const adjective =
  /(?:ed|ing|able|ible|ly|ful|less|ive|ous|ant|ent|ic|al|ary|[aiu]d[oa]s?|t[oa]s?|[oó]ri[oa]s?|os[oa]s?|ee?s?|ique|eux|euse|isch|lich|ig|bar|los|haft|ende?)$/i;

/** A plain word after a copula that is no state: a name, or the last word of its sentence. */
function isPlainSecret(word: string, rest: string, grammar: Grammar): boolean {
  if (word.length < 4 || !/^\p{L}+$/u.test(word) || grammar.isState(word) || functionWords.test(word))
    return false;
  const isLast = /^[^\p{L}\p{N}]*$/u.test(rest);
  if (/^\p{Lu}/u.test(word)) return grammar.language !== 'German' || isLast;
  return !adjective.test(word) && (isLast || grammar.language === 'English');
}

/** The value behind «is» and its like. */
function told({ label, left, right }: Statement, offset: number, grammar: Grammar): TextSpan | undefined {
  const rest = right.slice(offset);
  const at = label.end + offset;
  const quotation = quoted.exec(rest)?.[0];
  const isSecret = quotation && (label.kind === 'password' || isKeyLike(quotation.slice(1, -1)));
  if (isSecret && !isPlaceholder(quotation) && !grammar.isState(quotation.slice(1, -1)))
    return { start: at, end: at + quotation.length };
  const digits = isDigits.exec(rest)?.[0];
  if (digits && label.kind === 'password' && !counts.test(rest.slice(digits.length)))
    return { start: at, end: at + digits.length };
  const found = firstWord(rest, at);
  if (!found || found.start - at > 3 || isPlaceholder(found.word)) return undefined;
  const { word, start, end } = found;
  if (label.kind === 'key')
    return isKeyLike(word) || (isOdd(word) && word.length > 5) ? { start, end } : undefined;
  if (isOdd(word)) return { start, end };
  if (label.kind !== 'password') return undefined;
  const after = right.slice(end - label.end);
  const phrase = /^[a-z]+(?: [a-z]+){2,11}(?=\W*$)/i.exec(rest)?.[0];
  if (phrase && /phrase/.test(label.term) && !joiningWords.test(phrase))
    return { start, end: start + phrase.length };
  const isMoved =
    grammar.language === 'English' &&
    /\sto\s$/.test(right.slice(0, offset)) &&
    !/(?:set|chang|reset|updat|rotat)/i.test(left.slice(-40) + right.slice(0, offset));
  return !isMoved && isPlainSecret(word, after, grammar) ? { start, end } : undefined;
}

/** In «X is the password» and «X as password»: the value in front. */
function toldBefore({ label, left, right }: Statement, grammar: Grammar): TextSpan | undefined {
  const match = grammar.before.exec(left);
  if (!match?.[1]) return undefined;
  const { word, start, end } = bare(match[1], label.start - left.length + match.index);
  const goesOn = /^\s\p{L}/u.test(right) && !startsAt(grammar.of, right, 0);
  if (isPlaceholder(word) || (goesOn && !isOdd(word))) return undefined;
  if (isOdd(word)) return label.kind === 'key' && !isKeyLike(word) ? undefined : { start, end };
  if (label.kind !== 'password') return undefined;
  if (/^\d{4,12}[#*]?$/.test(word)) return { start, end };
  const isQuoted = /^["'`“«]/.test(match[1]);
  const isFirst =
    /^[\s\W]*$/.test(left.slice(0, match.index)) ||
    /(?<!\p{L})(?:use|with|type|enter|say|try|mit|con|avec|met|com|using)\s$/iu.test(
      left.slice(0, match.index),
    );
  const isName =
    word.length > 3 && !pronouns.test(word) && !grammar.isState(word) && !functionWords.test(word);
  return isQuoted || (isFirst && isName && /^\p{L}+$/u.test(word)) ? { start, end } : undefined;
}

const pronouns =
  /^(?:it|this|that|here|there|what|which|where|so|only|below|above|security|problem|question|first|second|next|last|nothing|everything|dies|dieses|das|dass|hier|wichtig|was|esta?|este|esto|eso|esa|cual|aqui|questa?|questo|quale|cette?|ceci|cela|quel|quelle|voici|isso|qual|essa|dit|deze|wat|dette|denne|detta|detta|hvad|vad|hva|that's|co|jaki?e?|what's)$/i;

/** Words that look like passwords anywhere near the name of one. */
function near({ text, label, right, left }: Statement): TextSpan[] {
  const spans: TextSpan[] = [];
  const look = (words: readonly RegExpExecArray[], base: number) => {
    for (const match of words) {
      const found = bare(match[0], base + match.index);
      const pair = /^[\p{L}._-]{2,30}[/:](\S+)$/u.exec(found.word)?.[1];
      if (pair && isPasswordLike(pair)) spans.push({ start: found.end - pair.length, end: found.end });
      else if (
        isPasswordLike(found.word) &&
        !/pass/i.test(found.word.replace(/pa?ss(?:wor[dt]|wd)?\d{2,}/i, ''))
      )
        spans.push({ start: found.start, end: found.end });
    }
  };
  if (!/\d/.test(right) && !/\d/.test(left)) return spans;
  look([...right.slice(0, reach).matchAll(token)].slice(0, nearWords), label.end);
  look([...left.matchAll(token)].slice(-nearWords), label.start - left.length);
  return spans.filter(({ end }) => text.charAt(end) !== '(');
}

function secretsOf(statement: Statement, isPlaceNamed: boolean): TextSpan[] {
  const { label, right } = statement;
  const spans: TextSpan[] = label.kind === 'password' ? near(statement) : [];
  const lead = brackets.exec(right)?.[0].length ?? 0;
  const sign = equals.exec(right.slice(lead))?.[0];
  const add = (span: TextSpan | undefined) => span && spans.push(span);
  if (sign !== undefined) {
    add(
      label.kind === 'password'
        ? assigned(statement, lead + sign.length)
        : assignedKey(statement, lead + sign.length),
    );
    return spans;
  }
  const gap = wordsThenSign.exec(right.slice(lead))?.[0];
  if (gap) {
    const offset = lead + gap.length;
    const isFor = isPlaceNamed || label.grammars.some(({ of }) => startsAt(of, right, lead));
    const value = firstWord(right.slice(offset), label.end + offset);
    const isValue =
      value &&
      !isPlaceholder(right.slice(offset)) &&
      (label.kind === 'password' ? isOdd(value.word) : isKeyLike(value.word));
    if (isFor && label.kind === 'password') add(assigned(statement, offset));
    else if (value && isValue) spans.push({ start: value.start, end: value.end });
  }
  const stroke = dash.exec(right.slice(lead))?.[0];
  if (stroke) add(strokeValue(statement, lead + stroke.length));
  for (const grammar of label.grammars) {
    if (startsAt(grammar.copula, right, lead)) add(told(statement, grammar.copula.lastIndex, grammar));
    add(toldBefore(statement, grammar));
  }
  add(beside(statement, lead));
  return spans;
}

function strokeValue(statement: Statement, offset: number): TextSpan | undefined {
  const { label, right } = statement;
  const rest = right.slice(offset);
  const found = firstWord(rest, label.end + offset);
  if (!found || isPlaceholder(rest)) return undefined;
  const isAlone =
    /^\S+\s*$/.test(rest) &&
    found.word.length > 3 &&
    !label.grammars.some(({ isState }) => isState(found.word));
  const isValue =
    label.kind === 'password' ? isOdd(found.word) || isDigits.test(rest) || isAlone : isKeyLike(found.word);
  return isValue ? { start: found.start, end: found.end } : undefined;
}

const userInFront =
  /(?:wi-?fi|wlan|ssid|user(?:name)?|login|usuario|utente|benutzer|utilisateur|gebruiker|логин|пользователь)\s{0,2}[:=]?\s{1,2}["'`]?(?!(?:and|or|y|e|et|und|en|и)\s)[^\s,;:]{2,40}["'`]?\s?[,;/|]?\s{0,2}(?:(?:and|y|e|et|und|en|и)\s)?(?:the\s)?$/iu;

/** «user ada password kangaroo»: behind the name of a user a plain word is enough. */
function isPlainBeside(left: string, word: string, rest: string): boolean {
  return (
    userInFront.test(left) &&
    /^[\p{L}\d]{4,}$/u.test(word) &&
    /^["'`]?\s*(?:[.,;)]|$)/.test(rest) &&
    !functionWords.test(word)
  );
}

/** The word beside a name without anything between: «passcode 482915», «token a1b2c3d4e5». */
function beside({ label, left, right }: Statement, lead: number): TextSpan | undefined {
  const space = /^\s{0,2}(?:\|\s)?/.exec(right.slice(lead))?.[0].length ?? 0;
  const offset = lead + space;
  if (offset === 0 && /^[\w-]/.test(right)) return undefined;
  const rest = right.slice(offset);
  const quotation = quoted.exec(rest)?.[0];
  const at = label.end + offset;
  if (quotation && label.kind === 'password' && isOdd(quotation.slice(1, -1)))
    return { start: at, end: at + quotation.length };
  const digits = isDigits.exec(rest)?.[0];
  if (
    digits &&
    label.kind === 'password' &&
    !/s$/.test(label.term) &&
    !counts.test(rest.slice(digits.length)) &&
    !/^(?:19|20)\d\d$/.test(digits)
  )
    return { start: at, end: at + digits.length };
  const found = firstWord(rest, at);
  if (!found || found.start > at + 1) return undefined;
  if (label.kind === 'password' && isPlainBeside(left, found.word, right.slice(found.end - label.end)))
    return { start: found.start, end: found.end };
  const isValue =
    label.kind === 'password'
      ? isOdd(found.word) && !isPlaceholder(found.word) && !/[/(){}]/.test(found.word)
      : label.kind === 'key' && isKeyLike(found.word) && found.word.length >= 10;
  return isValue ? { start: found.start, end: found.end } : undefined;
}

/** Whether something that a password opens is named right behind its name: «mdp wifi : soleil». */
function inGap({ label, right }: Statement, places: readonly Label[]): boolean {
  const sign = right.search(/[:=]/);
  return labelsBetween(places, label.end + 1, label.end + 9).some(({ end }) => end <= label.end + sign);
}

/** What the sentence of one name tells. */
function judge(text: string, label: Label, places: readonly Label[]): TextSpan[] {
  const statement = asPassword(statementOf(text, label));
  const isSentence = statement.label.kind === 'password' || statement.label.kind === 'key';
  return [
    ...(label.kind === 'code' ? codesOf(statement, places) : []),
    ...(label.kind === 'login' ? loginOf(statement) : []),
    ...(isSentence ? secretsOf(statement, inGap(statement, places)) : []),
  ];
}

const kindOf = {
  password: 'spoken_secret',
  login: 'spoken_secret',
  key: 'named_secret',
  code: 'pin',
} as const;

/** More than a sentence's worth on either side. */
const surroundings = 220;

const maxRemembered = 500;

/** Where the words around a value say that it is a secret: in any order, in the languages of the table. */
export function findSpokenSecrets(text: string): Finding[] {
  const folded = foldWords(foldLetters(text));
  const labels = findLabels(folded.text);
  const places = labels.filter(({ kind }) => kind === 'place');
  // The same words over and over, as hostile text has them, are judged once.
  const judged = new Map<string, TextSpan[]>();
  return labels.flatMap((label): Finding[] => {
    if (label.kind === 'place') return [];
    const from = label.start - surroundings;
    const key = `${label.kind} ${label.term} ${Math.min(label.start, surroundings)} ${folded.text.slice(Math.max(0, from), label.end + surroundings)}`;
    const known = judged.get(key);
    const spans =
      known ??
      judge(folded.text, label, places).map(({ start, end }) => ({
        start: start - label.start,
        end: end - label.start,
      }));
    if (judged.size >= maxRemembered) judged.clear();
    judged.set(key, spans);
    return spans.map(({ start, end }) => ({
      kind: kindOf[label.kind as keyof typeof kindOf],
      ...originOf(folded, start + label.start, end + label.start),
    }));
  });
}
