import { passesMod97 } from './randomness.ts';
import type { TextPattern } from './text-patterns.ts';

/** Words for a password in the languages that projects are mostly written in. */
const passwordName =
  'pass(?:word|wd|phrase|code)s?|pwd|kennwort|passwort|contraseña|mot de passe|senha|wachtwoord|lösenord|salasana|adgangskode|passord|hasło|heslo|jelszó|şifre|parola|κωδικός|пароль|كلمة (?:المرور|السر)|סיסמה|पासवर्ड|รหัสผ่าน|mật khẩu|kata sandi|密码|密碼|口令|パスワード|暗証番号|비밀번호|cred(?:ential)?s';
const keyName =
  'secret|(?:api|access|account|private|signing|encryption)[-_ ]?key|(?:auth|access|refresh|session|bot|api)?[-_ ]?token';
/** Short for a password, and parts of too many other words: as words of their own and at the end of an identifier only. */
const shortName = '(?<![\\p{L}\\d_])(?:pass|pw|Pass|PW|Pw|[\\w.-]{0,40}?(?:_pass|[a-z]Pass))(?![\\p{L}\\d])';

const forSomething = '(?:\\s(?:for|of|to|on)(?:\\s[\\w.-]{1,30}){1,4}?)?';
const inBrackets = '(?:\\s?\\([^()\\n]{1,40}\\))?';
const isWord = '(?:is|was|will be|becomes|lautet|ist|es|est|è|é|jest)';
const quoted = '"[^"\\n]*"|\'[^\'\\n]*\'|`[^`\\n]*`';
/** A password may be many words: all that follows on the line goes, to the end of the sentence or of the table's cell. */
const restOfStatement = '[^\\n,;|]{1,200}?(?=[,;|\\n]|\\.(?:\\s|$)|$)';
/** What is no word of a language: with a digit, but no date and no version. */
const oddWord = '(?!v?\\d+\\.\\d|\\d{4}-\\d\\d)(?=\\S{0,60}\\d)\\S{4,}';
const equals = '\\s{0,3}(?:[:=：]|=>|->|:=)["*\\\\]{0,2}\\s{0,3}';

/** Words that follow «the password is» without being one. */
const notAPassword =
  'not|now|the|a|an|in|on|at|to|too|set|kept|stored|required|needed|expired|wrong|missing|optional|invalid|reset|rotated|used|hashed|encrypted|available|being|also|always|never|only|still|what|why|how|where|when|valid|incorrect|correct|unknown|changed|known|shared|managed|part|asked|entered|typed|checked|read|passed|sent|given|generated|derived|empty|blank|weak|strong|long|short|all|yes|no|ok|true|false|none';

const row = (kind: string, source: string, accept?: TextPattern['accept']): TextPattern => ({
  kind,
  pattern: new RegExp(source, 'giu'),
  ...(accept && { accept }),
});

const assignments: readonly TextPattern[] = [
  {
    kind: 'environment_secret',
    pattern:
      /\b[A-Z0-9_]{0,60}(?:KEY|TOKEN|SECRET|PASS|PWD|AUTH|CRED|PRIVATE|SIGN|SALT|DSN|CERT|WEBHOOK|PIN|DATABASE_URL|REDIS_URL)[A-Z0-9_]{0,40}\s{0,3}=\s{0,3}(?:"[^"\n]*"|'[^'\n]*'|\S+)/g,
  },
  row(
    'named_secret',
    `[\\w.-]{0,40}?(?:${keyName})[\\w-]{0,20}(?:\\s(?:for|of|to|the|our|my|is)(?:\\s[\\w.-]{1,30}){1,4}?)?["'\`*\\\\]{0,3}${equals}(?:${quoted}|[^\\s,;]+)`,
  ),
  row(
    'named_secret',
    `[\\w.-]{0,40}?(?:${passwordName})[\\w-]{0,20}${inBrackets}(?:\\s(?:for|of|to|the|our|my|is)(?:\\s[\\w.-]{1,30}){1,4}?)?["'\`*\\\\]{0,3}${equals}(?:${quoted}|${restOfStatement})`,
  ),
  {
    kind: 'named_secret',
    // Case tells `dbPass` from `bypass`.
    pattern: new RegExp(
      `${shortName}["'\`*\\\\]{0,3}${equals}(?:${quoted}|(?!(?:${notAPassword}|\\d[\\d,./ %]*)(?![\\p{L}\\d]))[^\\s,;|]+)`,
      'gu',
    ),
  },
  row('named_secret', `<[\\w.:-]{0,40}(?:${passwordName}|${keyName})[\\w.:-]{0,20}>[^<\\n]{1,200}(?=</)`),
  row(
    'named_secret',
    `["'][^"'\\n]{0,40}(?:${passwordName}|${keyName})[^"'\\n]{0,20}["']\\s{1,3}value\\s?=\\s?(?:${quoted}|\\S+)`,
  ),
];

const prose: readonly TextPattern[] = [
  row(
    'spoken_secret',
    `(?:${passwordName}|\\bpin)${forSomething}\\s${isWord}\\s(?!(?:${notAPassword})\\b)["'\`]?\\S+`,
  ),
  row('spoken_secret', `(?:${keyName})${forSomething}\\s${isWord}\\s["'\`]?(?=\\S{0,200}\\d)\\S{6,}`),
  row(
    'spoken_secret',
    `(?:passphrase|pass phrase)${forSomething}\\s${isWord}\\s["'\`]?\\p{L}+(?: \\p{L}+){2}${restOfStatement}`,
  ),
  row(
    'spoken_secret',
    `(?:${keyName})\\s(?=[\\w.+/=-]{0,60}\\d)(?=[\\w.+/=-]{0,60}[a-z])[\\w+/=-]{10,}(?![\\w.])`,
  ),
  row(
    'spoken_secret',
    `(?:${passwordName})${inBrackets}(?:\\s?\\|)?\\s(?:(?:set |changed |reset )?to |as |now |[—–-] )?(?:${quoted}|${oddWord})`,
  ),
  row(
    'spoken_secret',
    `(?:密码|密碼|口令|パスワード|暗証番号|비밀번호)\\s?(?:は|が|是|为|為|는|은)?\\s?["'「『]?[\\x21-\\x7e]{4,64}`,
  ),
  row('spoken_secret', `\\blog-?in\\s?[:=]\\s?[\\w.@+-]{1,60}(?:\\s[/|]\\s|:)(?=\\S{0,60}\\d)\\S{3,}`),
  row(
    'spoken_secret',
    `\\b(?:log(?:ged|ging)?|sign(?:ed|ing)?)[ -]?in (?:with|as|using) [\\w.@+-]{1,60}:\\S{3,}`,
  ),
];

const commandLines: readonly TextPattern[] = [
  {
    kind: 'command_line_secret',
    // What stands in capitals, in brackets or after a dollar sign stands for a value.
    pattern:
      /--(?:[\w-]{0,20}-)?(?:password|passwd|pass|token|secret|api-?key|pin)[= ]\s?(?![-<[$]|[A-Z_]+(?![\w-]))\S+/g,
  },
  row('command_line_secret', `\\b(?:mysql|mariadb|mongo)\\w{0,10}\\s[^\\n]{0,200}?(?<=\\s)-p(?!ort)\\S+`),
  row('command_line_secret', `\\b(?:sshpass|login)\\s[^\\n]{0,200}?(?<=\\s)-p\\s?\\S+`),
  row('command_line_secret', `\\bcurl\\s[^\\n]{0,300}?(?<=\\s)(?:-u|--user)\\s?["']?[^\\s"':]+:[^\\s"']+`),
];

const codes: readonly TextPattern[] = [
  row('pin', `\\b(?:PIN|OTP|TAN|CVV|CVC)\\b(?:\\s(?:is|code))?\\s{0,2}[:=]?\\s{0,2}\\d{3,8}\\b`),
  row(
    'pin',
    `\\b(?:door|alarm|gate|lock|safe|entry|security|verification|2fa)[ -]codes?\\b[^\\n\\d]{0,20}\\d{3,8}\\b`,
  ),
  row(
    'pin',
    `\\bcode (?:for|of|to) the (?:[\\w-]{1,20} )?(?:door|alarm|gate|lock|safe|entry)\\b[^\\n\\d]{0,12}\\d{3,8}\\b`,
  ),
  row(
    'recovery_phrase',
    `\\b(?:(?:seed|recovery|mnemonic|backup)[ -](?:phrase|words?|codes?|keys?)|mnemonic)\\b[^\\n:]{0,40}:[^\\n]*`,
  ),
];

/** What sentences cannot do without for twelve words, and wallets' lists of words (BIP 39) do not have. */
const joiningWords =
  /\b(?:and|the|for|from|are|was|not|but|has|had|its|his|her|our|into|were|with|them|their|these|those|which|would|could|should|been|than|because|while|del|los|las|una|por|con|que|como|est|les|des|dans|pour|avec|und|der|das|mit|ist|nicht|het|een|van|voor)\b/;

const numbers: readonly TextPattern[] = [
  {
    kind: 'recovery_phrase',
    pattern: /(?<![\p{L}\d])[a-z]{3,8}(?: [a-z]{3,8}){11,23}(?![\p{L}\d])/gu,
    accept: (match) => !joiningWords.test(match),
  },
  { kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g },
  {
    kind: 'iban',
    pattern: /\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b/g,
    accept: passesMod97,
  },
  row(
    'identity_number',
    `\\b(?:passport|tax id|id card|driver['’]?s licen[cs]e|social security|national insurance|bank account|account|routing|sort code|kontonummer)(?:\\s(?:no|nr|number|code))?\\.?\\s?[:#]?\\s?(?:\\d(?:[ -]?\\d){5,17}|[A-Z]{1,3}\\d[A-Z0-9]{4,14})\\b`,
  ),
];

/** Secrets that are known by the words around them. */
export const namedSecrets: readonly TextPattern[] = [
  ...assignments,
  ...prose,
  ...commandLines,
  ...codes,
  ...numbers,
];
