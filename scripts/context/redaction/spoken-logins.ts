import { bare, functionWords, type Statement, type TextSpan } from './statements.ts';
import { isOdd, isPlaceholder } from './value-shape.ts';

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

export function loginOf({ label, right }: Statement): TextSpan[] {
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
