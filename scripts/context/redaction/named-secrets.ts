import { passesMod97 } from './randomness.ts';
import type { TextPattern } from './text-patterns.ts';
import { isPasswordLike, isPlaceholder } from './value-shape.ts';

/** Short for a password, and parts of too many other words: as words of their own and at the end of an identifier only. */
const shortName = '(?<![\\p{L}\\d_])(?:pass|pw|Pass|PW|Pw|[\\w.-]{0,40}?(?:_pass|[a-z]Pass))(?![\\p{L}\\d])';

/** Names of fields, as files of settings have them: the words of people are in secret-languages.ts. */
const fieldName =
  'pass(?:word|wd|phrase|code)s?|pwd|secret|(?:api|access|account|private|signing|encryption)[-_ ]?key|(?:auth|access|refresh|session|bot|api)[-_ ]?token';
const quoted = '"[^"\\n]*"|\'[^\'\\n]*\'|`[^`\\n]*`';
const equals = '\\s{0,3}(?:[:=：]|=>|->|:=)["*\\\\]{0,2}\\s{0,3}';

/** Words that follow «the password is» without being one. */
const notAPassword =
  'not|now|the|a|an|in|on|at|to|too|set|kept|stored|required|needed|expired|wrong|missing|optional|invalid|reset|rotated|used|hashed|encrypted|available|being|also|always|never|only|still|what|why|how|where|when|valid|incorrect|correct|unknown|changed|known|shared|managed|part|asked|entered|typed|checked|read|passed|sent|given|generated|derived|empty|blank|weak|strong|long|short|all|yes|no|ok|true|false|none';

const row = (kind: string, source: string, accept?: TextPattern['accept']): TextPattern => ({
  kind,
  pattern: new RegExp(source, 'giu'),
  ...(accept && { accept }),
});

/** What follows the sign of a setting. */
const settingOf = (match: string) => match.replace(/^[^=:]*[=:]+\s*/, '');
const isValue = (match: string) => !isPlaceholder(settingOf(match));

const assignments: readonly TextPattern[] = [
  {
    kind: 'environment_secret',
    pattern:
      /(?<![A-Za-z\d_])(?:[A-Z0-9]{1,40}_){0,8}(?:[A-Z0-9]{0,24}(?:KEY|TOKEN|SECRET|PASS|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PWD|DSN)|AUTH|CREDENTIALS?|CREDS?|PRIVATE|SIGN|SALT|CERT|WEBHOOK|PIN|DATABASE_URL|REDIS_URL)(?:_[A-Z0-9]{1,40}){0,4}\s{0,3}=\s{0,3}(?:"[^"\n]*"|'[^'\n]*'|\S+)/g,
    accept: (match) =>
      isValue(match) &&
      !/^KEY\s*=|^[A-Z\d_]*_(?:HASH|FILE|PATH|DIR|URL_PREFIX|NAME|ID)\s*=|=\s*["']?[.~]?\/[\w./-]+["'`]?$/.test(
        match,
      ) &&
      !/^(?:MONKEY|TURNKEY|HOCKEY|DONKEY|COMPASS|BYPASS)\b/.test(match) &&
      !/=\s*["']?(?:\d{1,3}|true|false)["'`]?$/.test(match),
  },
  {
    kind: 'named_secret',
    // Case tells `dbPass` from `bypass`.
    pattern: new RegExp(
      `${shortName}["'\`*\\\\]{0,3}${equals}(?:${quoted}|(?!(?:${notAPassword}|\\d[\\d,./ %]*)(?![\\p{L}\\d]))[^\\s,;|]+)`,
      'gu',
    ),
    accept: isValue,
  },
  row(
    'named_secret',
    `<[\\w.:-]{0,40}(?:${fieldName})[\\w.:-]{0,20}>[^<\\n]{1,200}(?=</)`,
    (match) => !isPlaceholder(match.replace(/^[^>]*>/, '')),
  ),
  row(
    'named_secret',
    `["'][^"'\\n]{0,40}(?:${fieldName})[^"'\\n]{0,20}["']\\s{1,3}value\\s?=\\s?(?:${quoted}|\\S+)`,
    isValue,
  ),
];

const userNames =
  'admin|administrator|root|superuser|sysadmin|operator|postgres|sa|guest|deploy|user|test|demo|service';
/** What figures behind a colon open or silence. */
const locks =
  'alarm|door|front door|back door|gate|garage|lock ?box|key ?safe|safe|locker|padlock|intercom|entrance|entry|t[uü]r|haust[uü]r|tor|tresor|schl[uü]sselsafe|porte|portail|alarme|alarma|puerta|caja fuerte|porta|cancello|allarme|cassaforte|port[aã]o|cofre|deur|poort|kluis|d[oö]rr|grind|kassask[aå]p|drzwi|brama|sejf|dve[rř]e|trezor|ajt[oó]|kapu|riaszt[oó]|ovi|дверь|ворота|домофон|сигнализация|сейф|πόρτα|συναγερμός|kap[iı]|الباب|الإنذار|הדלת|אזעקה|门禁|大门|门锁|报警|ドア|玄関|金庫|현관|대문|금고';
const prose: readonly TextPattern[] = [
  row(
    'spoken_secret',
    `(?<![\\w/.@-])(?:${userNames})\\s{0,2}[/|:]\\s{0,2}["'\`]?(?=[^\\s"'\`]{0,60}\\d)[^\\s"'\`,;]{5,64}`,
    (match) => isPasswordLike(match.replace(/^\w+\s*[/|:]\s*["'`]?/, '')),
  ),
  row(
    'spoken_secret',
    `\\bbasic[ -]auth(?:entication|orization)?\\b[^\\n:=]{0,40}[:= ]\\s{0,2}["'\`(]{0,2}[\\w.@+-]{1,60}:[^\\s:"'\`)]{3,}`,
  ),
  row(
    'spoken_secret',
    `\\b(?:log(?:ged|ging)?|sign(?:ed|ing)?)[ -]?in (?:with|as|using) [\\w.@+-]{1,60}(?::|\\s/\\s)\\S{3,}`,
  ),
  row(
    'spoken_secret',
    `\\b(?:log(?:ged|ging)?|sign(?:ed|ing)?)[ -]?in\\b[^\\n.;:]{0,50}?\\s(?:with|using|and|as)\\s["'\`]?[\\w!@#$%^&*+?-]{6,64}`,
    (match) => isPasswordLike(match.replace(/^[\s\S]*\s["'`]?/, '')),
  ),
  row(
    'pin',
    `(?<![\\p{L}\\d])(?:${locks})s?\\s{0,2}(?:[:=]\\s{0,2}|\\s[—–-]\\s)["'\`]?[#*]?\\d{3,8}[#*]?(?![\\w.:/-]|\\s?(?:%|\\p{L}))`,
  ),
  row(
    'pin',
    `(?<!\\p{L})(?:safe|locker|padlock|tresor|coffre|caja fuerte|cassaforte|cofre|kluis|kassask[aå]p|sejf|trezor|сейф)\\s{0,2}[:=]\\s{0,2}\\d{1,2}(?:[- ]\\d{1,2}){2,4}(?![\\w-])`,
  ),
  row('pin', `\\b(?:lock ?box|key ?safe|padlock|key ?pad)\\s[#*]?\\d{4,8}[#*]?(?![\\w.:/-])`),
  row(
    'pin',
    `\\b(?:gate|door|alarm|safe|lock\\w{0,4}|garage)\\b[^\\n.;\\d]{0,30}\\b(?:with|using)\\s(?:code\\s)?[#*]?\\d{3,8}[#*]?(?![\\w.:/-])`,
  ),
  row(
    'pin',
    `\\b(?:2fa|mfa|backup|recovery)\\s(?:backup|recovery|code)s?\\s?[:=]?\\s?\\d[\\d -]{4,60}\\d(?![\\w.])`,
  ),
  row('pin', `(?<![\\w.,:-])[#*]?\\d{3,8}[#*]?\\s(?:opens|unlocks|disarms|deactivates|arms)\\b`),
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
  row(
    'pin',
    `\\b(?:PIN|OTP|TAN|CVV|CVC|PUK)\\b(?:\\s(?:is|code))?\\s{0,2}[:=]?\\s{0,2}\\d{3,12}(?![\\w.])`,
    (match) => /^[A-Z]+(?=\W|$)/.test(match) || !/^pin /.test(match),
  ),
  row(
    'recovery_phrase',
    `\\b(?:(?:seed|recovery|mnemonic|backup)[ -](?:phrase|words?|codes?|keys?)|mnemonic)\\b[^\\n:]{0,40}:[^\\n]*`,
  ),
];

/** What sentences cannot do without for twelve words, and wallets' lists of words (BIP 39) do not have. */
const joiningWords =
  /\b(?:and|the|for|from|are|was|not|but|has|had|its|his|her|our|into|were|with|them|their|these|those|which|would|could|should|been|than|because|while|del|los|las|una|por|con|que|como|est|les|des|dans|pour|avec|und|der|das|mit|ist|nicht|het|een|van|voor)\b/;

/** Words of wallets that sentences are full of too. */
const commonWords =
  /\b(?:about|that|will|you|your|when|what|more|then|only|other|some|such|any|all|can|use|used|also|how|might|must|may|does|this|they|have|one|like|just|only|each|both|same|where)\b/g;

const numbers: readonly TextPattern[] = [
  {
    kind: 'recovery_phrase',
    pattern: /(?<![\p{L}\d])[a-z]{3,8}(?: [a-z]{3,8}){11,23}(?![\p{L}\d])/gu,
    accept: (match) => !joiningWords.test(match) && (match.match(commonWords) ?? []).length < 3,
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
