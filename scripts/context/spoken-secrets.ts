import { foldLetters, foldWords, originOf } from './folded-text.ts';
import { denseScripts, findLabels, type Grammar, type Label } from './secret-words.ts';
import type { Finding } from './text-patterns.ts';
import { isKeyLike, isOdd, isPasswordLike, isPlaceholder, isTechnical } from './value-shape.ts';

/** How far a sentence is followed from the name of a secret, in letters. */
const reach = 140;
const nearWords = 9;

/** A stretch of a text. */
interface Span {
  start: number;
  end: number;
}

/** A name of a secret and its sentence. */
interface Statement {
  text: string;
  label: Label;
  /** What follows the name up to the end of its sentence. */
  right: string;
  /** What comes before it. */
  left: string;
}

const sentenceEnd = /[.!?](?=\s|$)|[。！？।۔]|\n/g;
const token = new RegExp(`[^\\s${denseScripts}、。「」『』【】]+`, 'gu');

/** Keys and codes of a network are passwords, and so are those beside the name of a user. */
const network =
  /wi-?fi|wlan|w-lan|ssid|hotspot|wpa|вай-?фай|ワイファイ|와이파이|וויי?פיי|واي فاي|وای ?فای|वाई-?फाई|ไวไฟ|无线|無線/iu;

function asPassword(statement: Statement, logins: readonly Label[]): Statement {
  const { label, left, right } = statement;
  const isBeside = logins.some(({ end }) => end <= label.start && end >= label.start - left.length);
  const isNetwork =
    /^(?:key|code|schlussel|clave|cle|clef|chiave|chave|sleutel|nyckel|klucz|kod|код|ключ|kode|anahtar|cheie)/.test(
      label.term,
    ) && network.test(left + right.slice(0, 40));
  return label.kind !== 'password' && (isNetwork || (isBeside && label.kind === 'key'))
    ? { ...statement, label: { ...label, kind: 'password' } }
    : statement;
}

function statementOf(text: string, label: Label): Statement {
  const after = text.slice(label.end, label.end + reach + 60);
  // A name at the end of its line is told what it names in the next.
  const isHead = /^["'`]{0,2}\s?[:=]\s*\n{1,2}[ \t>*-]*["'`]?\S{4,64}["'`]?[ \t]*(?:\n|$)/.test(after);
  const right = isHead
    ? after.replace(/^([^\n]*)\n{1,2}[ \t>*-]*/, (head) => `${' '.repeat(head.length - 1)}:`)
    : after;
  const end =
    [...right.matchAll(sentenceEnd)].find(({ index }) => index > (isHead ? 2 : -1))?.index ?? right.length;
  const before = text.slice(Math.max(0, label.start - reach), label.start);
  const start = [...before.matchAll(sentenceEnd)].at(-1);
  return { text, label, right: right.slice(0, end), left: start ? before.slice(start.index + 1) : before };
}

const opening = /^[("'`“”«»„‘[{<]+/;
const closing = /["'`“”«»’,;:.…)\]}>!?|]+$/;

/** A word without the signs around it, and where it stands. */
function bare(word: string, at: number): { word: string; start: number; end: number } {
  const lead = opening.exec(word)?.[0].length ?? 0;
  const inside = word.slice(lead);
  // An exclamation mark may be the last letter of a password, and is where a digit precedes it.
  const tail = /\d[!?]$/.test(inside) ? 0 : (closing.exec(inside)?.[0].length ?? 0);
  return { word: inside.slice(0, inside.length - tail), start: at + lead, end: at + word.length - tail };
}

/** Whether a sticky pattern matches at a place. */
function startsAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function firstWord(text: string, at: number): { word: string; start: number; end: number } | undefined {
  token.lastIndex = 0;
  const match = token.exec(text);
  return match ? bare(match[0], at + match.index) : undefined;
}

const quoted =
  /^(?:"([^"\n]{2,80})"|'([^'\n]{2,80})'|`([^`\n]{2,80})`|[“”„]([^“”\n]{2,80})[“”]|«\s?([^»\n]{2,80}?)\s?»|「([^」\n]{2,80})」|『([^』\n]{2,80})』)/;
const brackets = /^["'`’”»)\]}]{0,3}(?:\s?\([^()\n]{1,40}\))?/;
const equals = /^\s{0,3}(?:[:=]{1,2}|=>|->|→|:=|\|)["']{0,2}\s{0,3}/;
const dash = /^\s{1,2}[—–-]{1,2}\s{1,2}/;
const wordsThenSign = /^(?:\s[^\s:=|\n,;]{1,30}){1,7}?\s{0,2}(?:[:=]|=>|->|→)\s{0,3}/;
const isDigits = /^[#*]?\d(?:[ -]?\d){3,15}[#*]?(?![\d.,]?\d)/;
const counts =
  /^\s?(?:%|(?:char(?:acter)?s?|letters|digits|bytes?|bits?|users?|times|days?|hours?|minutes?|min|seconds?|sec|ms|months?|years?|weeks?|requests?|tokens?|attempts?|entries|items|of|per|or more|and)(?!\p{L}))/iu;
const functionWords =
  /^(?:see|the|an?|your|my|our|must|should|shall|can|cannot|at|ask|use|using|used|kept|stored|same|is|are|was|not|no|in|on|if|when|to|for|as|with|and|or|this|that|these|it|we|you|they|he|she|which|defaults?|optional(?:ly)?|required|string|min(?:imum)?|max(?:imum)?|only|any|all|both|each|how|what|why|where|who|never|always|please|set|sets|get|gets|also|via|from|by|true|false|new|old|like|via|support(?:s|ed)?|allows?|enables?|provides?|contains?|returns?|handle[sd]?|fix(?:ed|es)?|add(?:ed|s)?|update[sd]?|remove[sd]?|rotate|reset|change|need|needs|does|do|did|has|have|had|will|would|e\.g|i\.e)(?![\p{L}\d])/iu;
const joiningWords =
  /(?<![\p{L}\d'])(?:and|the|for|from|are|was|is|not|but|has|had|its|our|into|were|with|them|these|those|which|would|could|should|been|than|because|while|when|if|of|to|in|on|by|via|using|before|after|you|we|your|be|can|will|must|that|this|or|as|at|an?)(?![\p{L}\d'])/iu;

const wordsOf = (text: string) => text.trim().split(/\s+/);

/** Whether what follows a colon is a sentence about passwords rather than one. */
function isProse(value: string, grammars: readonly Grammar[]): boolean {
  const words = wordsOf(value);
  const [first = ''] = words;
  const single = bare(first, 0).word;
  if (isPlaceholder(value) || functionWords.test(value)) return true;
  if (words.length === 1) return grammars.some(({ isState }) => isState(single));
  if (words.some((word) => isOdd(bare(word, 0).word))) return false;
  return (
    words.length > 7 ||
    joiningWords.test(value) ||
    (words.length > 2 && grammars.some(({ joins }) => joins.test(value)))
  );
}

const statement = /^[^\n,;|]{1,200}/;

/** The value behind a sign such as a colon: a quotation, or for a password all that follows up to a comma. */
function assigned({ label, right }: Statement, offset: number): Span | undefined {
  const rest = right.slice(offset);
  const at = label.end + offset;
  const quotation = quoted.exec(rest)?.[0];
  if (quotation) return isPlaceholder(quotation) ? undefined : { start: at, end: at + quotation.length };
  const value = (statement.exec(rest)?.[0] ?? '').trimEnd();
  const first = firstWord(value, at);
  const isSure = first && first.start - at < 3 && (isOdd(first.word) || isDigits.test(value));
  // What follows such a word with a conjunction or a preposition is the rest of the sentence.
  if (isSure && joiningWords.test(value) && !counts.test(value.slice(first.end - at)))
    return isPlaceholder(value) ? undefined : { start: first.start, end: first.end };
  if (!value || isProse(value, label.grammars)) return undefined;
  if (/^\d[\d,.]{0,8}(?:\s|$)/.test(value) && counts.test(value.replace(/^[\d,.]+/, ''))) return undefined;
  if (/^\d{1,3}%?$/.test(value) || (/^[\d.,]+$/.test(value) && /s$/.test(label.term))) return undefined;
  return { start: at, end: at + value.length };
}

/** Endings of adjectives and participles in the languages of Europe: what a password is, not what it reads. */
const adjective =
  /(?:ed|ing|able|ible|ly|ful|less|ive|ous|ant|ent|ic|al|ary|[aiu]d[oa]s?|t[oa]s?|[oó]ri[oa]s?|os[oa]s?|ee?s?|ique|eux|euse|isch|lich|ig|bar|los|haft|ende?)$/i;

/** A plain word after a copula that is no state: a name, or the last word of its sentence. */
function isPlainSecret(word: string, rest: string, grammar: Grammar): boolean {
  if (word.length < 4 || !/^\p{L}+$/u.test(word) || grammar.isState(word) || functionWords.test(word))
    return false;
  const isLast = /^\W*$/.test(rest);
  if (/^\p{Lu}/u.test(word)) return grammar.language !== 'German' || isLast;
  return !adjective.test(word) && (isLast || grammar.language === 'English');
}

/** The value behind «is» and its like. */
function told({ label, left, right }: Statement, offset: number, grammar: Grammar): Span | undefined {
  const rest = right.slice(offset);
  const at = label.end + offset;
  const quotation = quoted.exec(rest)?.[0];
  if (quotation && !isPlaceholder(quotation) && !grammar.isState(quotation.slice(1, -1)))
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
function toldBefore({ label, left, right }: Statement, grammar: Grammar): Span | undefined {
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
function near({ text, label, right, left }: Statement): Span[] {
  const spans: Span[] = [];
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

function secretsOf(statement: Statement, isPlaceNamed: boolean): Span[] {
  const { label, right } = statement;
  const spans: Span[] = label.kind === 'password' ? near(statement) : [];
  const lead = brackets.exec(right)?.[0].length ?? 0;
  const sign = equals.exec(right.slice(lead))?.[0];
  const add = (span: Span | undefined) => span && spans.push(span);
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

function strokeValue(statement: Statement, offset: number): Span | undefined {
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
  /(?:wi-?fi|wlan|ssid|user(?:name)?|login|account|usuario|utente|benutzer|utilisateur|gebruiker|логин|пользователь)\s{0,2}[:=]?\s{1,2}["'`]?[^\s,;:]{2,40}["'`]?\s?[,;/|]?\s{0,2}(?:(?:and|y|e|et|und|en|и)\s)?(?:the\s)?$/iu;

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
function beside({ label, left, right }: Statement, lead: number): Span | undefined {
  const space = /^\s{0,2}(?:\|\s)?/.exec(right.slice(lead))?.[0].length ?? 0;
  const offset = lead + space;
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

/** The value of a key behind a sign: what looks like one, a quotation, or what stands as the value of a field of its own. */
function assignedKey(statement: Statement, offset: number): Span | undefined {
  const { label, right, left } = statement;
  if (label.kind !== 'key') return undefined;
  const rest = right.slice(offset);
  const at = label.end + offset;
  if (isPlaceholder(rest)) return undefined;
  const quotation = quoted.exec(rest)?.[0];
  if (quotation)
    return /^.[A-Z_]+.$|^.\W*.$/.test(quotation) ? undefined : { start: at, end: at + quotation.length };
  const found = firstWord(rest, at);
  if (!found || found.start - at > 2) return undefined;
  const { word, start, end } = found;
  const isAlone = /^["'`]?\S+["'`]?[,;]?\s*$/.test(rest);
  const isField = /^[\s>*"'`-]*(?:[\w.-]*[_.-])?$/.test(left) || /[\w][_-]$/.test(left);
  const isCount = /s$/.test(label.term) || /(?:max|min|total|num|n|input|output|count)[_ -]?$/i.test(left);
  if (/^\d+$/.test(word))
    return word.length >= 6 && !isCount && !counts.test(right.slice(end - label.end))
      ? { start, end }
      : undefined;
  if (isKeyLike(word) || (isOdd(word) && word.length > 5)) return { start, end };
  const isWord =
    word.length >= 6 && /^[\p{L}\d_.-]+$/u.test(word) && !isTechnical(word) && !functionWords.test(rest);
  const isState = label.grammars.some((grammar) => grammar.isState(word));
  return isAlone && isField && isWord && !isState ? { start, end } : undefined;
}

/** «ada / hunter2», «admin:Pass»: what follows the name of a user behind a word for a login. */
const userAndValue =
  '["\'`]?([\\p{L}\\d._@+-]{2,60})["\'`]?(\\s?[/|:]\\s?|\\s[-–—]\\s|,?\\s)["\'`]?(\\S{3,64})';
const pairs = [
  new RegExp(
    `^(?:\\s[^\\s:=|\\n,;]{1,30}){0,6}?(?:\\s{0,2}[:=]|\\s(?:is|are|ist|sind|es|son|est|sont|e|sono|sao|to|are now)\\s|\\s[—–-]\\s)\\s{0,2}${userAndValue}`,
    'iu',
  ),
  new RegExp(`^(?:\\s[^\\s:=|\\n,;]{1,30}){0,3}?,?\\s{1,2}${userAndValue}`, 'iu'),
];
const surePairs =
  /^(?:cred|zugangsd|anmelded|logind|basic auth|user|dados|dane|identifiants|cre|dat|usuario y|gegevens|inloggeg|учет|логин и)/;

function loginOf({ label, right }: Statement): Span[] {
  const match = pairs.map((pattern) => pattern.exec(right)).find((found) => found !== null);
  if (!match) return [];
  const [whole, user = '', between = '', value = ''] = match;
  const found = bare(value, label.end + whole.length - value.length);
  const isJoined = /[/|:]/.test(between);
  const isSure =
    surePairs.test(label.term) && isJoined && /[:=]/.test(whole.slice(0, whole.length - value.length));
  const isName = /^\p{L}/u.test(user) && !functionWords.test(`${user} `);
  const isPlain =
    isSure &&
    isName &&
    /^[\p{L}\d!@#$%^&*._-]{3,}$/u.test(found.word) &&
    !functionWords.test(found.word) &&
    !isPlaceholder(found.word) &&
    !/pass|secret|token|user/i.test(found.word);
  return (isOdd(found.word) && !isPlaceholder(found.word) && !/[(){}]/.test(found.word)) || isPlain
    ? [{ start: found.start, end: found.end }]
    : [];
}

/** Whether something that a password opens is named right behind its name: «mdp wifi : soleil». */
function inGap({ label, right }: Statement, places: readonly Label[]): boolean {
  const sign = right.search(/[:=]/);
  return places.some(
    ({ start, end }) => start > label.end && start <= label.end + 8 && end <= label.end + sign,
  );
}

/** Where the words around a value say that it is a secret: in any order, in the languages of the table. */
export function findSpokenSecrets(text: string): Finding[] {
  const folded = foldWords(foldLetters(text));
  const labels = findLabels(folded.text);
  const places = labels.filter(({ kind }) => kind === 'place');
  const logins = labels.filter(({ kind }) => kind === 'login');
  return labels.flatMap((label): Finding[] => {
    if (label.kind === 'place') return [];
    const statement = asPassword(statementOf(folded.text, label), logins);
    const spans = [
      ...(label.kind === 'code' ? codesOf(statement, places) : []),
      ...(label.kind === 'login' ? loginOf(statement) : []),
      ...(statement.label.kind === 'password' || statement.label.kind === 'key'
        ? secretsOf(statement, inGap(statement, places))
        : []),
    ];
    const kind = label.kind === 'code' ? 'pin' : label.kind === 'key' ? 'named_secret' : 'spoken_secret';
    return spans.map(({ start, end }) => ({ kind, ...originOf(folded, start, end) }));
  });
}

const ownCode = /^(?:pin|otp|tan|puk|cvv|cvc|pинь|пин|пін|πιν|पिन|פין|핀|パス|พิน|പിൻ|પિન|পিন)/u;
const notACode =
  /(?:error|exit|status|return|response|country|postal|zip|area|source|colou?r|qr|bar|discount|promo|http|currency|language|lang|reason|result|dress|product|coupon|voucher|booking|tracking|key|article|tax|fault|stop|op|invite|machine|byte|char|fehler|produkt|artikel|postleit|postal|erreur|errore|fout|error de|pays)[\s_-]?$/i;
const codeValue =
  /^["'`“«「]?([#*]?\d(?:[ -]?\d){2,11}[#*]?|[A-Za-z]?\d{2,8}[A-Za-z]?[#*]?|[#*]\d{3,8})(?![\p{L}\d]|[.,:/]\d)/u;

const isOwn = ({ term }: Label) =>
  ownCode.test(term) ||
  (!/^[ck]omb|^codes?$|^key|^schlussel|^clave|^chiave|^cle/.test(term) &&
    (term.includes(' ') || term.length >= 7 || (term.length >= 3 && /\p{Script=Han}/u.test(term))));

/** Codes of doors, alarms, meetings: figures beside a word for a code, in the sentence of something that a code opens. */
function codesOf(statement: Statement, places: readonly Label[]): Span[] {
  const { label, right, left } = statement;
  if (notACode.test(left)) return [];
  const from = label.start - left.length;
  const to = label.end + right.length;
  const opens = places.some(
    ({ start, grammars }) =>
      start >= from && start < to && grammars.some((grammar) => label.grammars.includes(grammar)),
  );
  if (!opens && !isOwn(label)) return [];
  const spans: Span[] = [];
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
    grammar.copula.lastIndex = lead;
    if (grammar.copula.test(right)) take(grammar.copula.lastIndex);
    const before = grammar.before.exec(left);
    const found = before?.[1] ? bare(before[1], from + before.index) : undefined;
    if (found && /^[#*]?(?:\d{3,12}|[A-Za-z]?\d{3,8}[A-Za-z]?)[#*]?$/.test(found.word))
      spans.push({ start: found.start, end: found.end });
  }
  // Where a copula is missing, as in «A kapu kódja 4821», or the thing comes between: «code porte B 4821».
  const near = /^(?:\s[^\s\d,;.:]{1,20}){1,4}\s(?=[#*]?[A-Z]?\d{3})/u.exec(right.slice(lead))?.[0];
  if (near && opens && !/(?:since|in|until|from|by|after|version|expires?|valid|than|for)\s$/i.test(near))
    take(lead + near.length);
  return spans;
}
