/** Words with digits in them that people write in projects, and that no one would call a password. */
const technicalWords =
  /^(?:sha-?\d{1,3}(?:[-/_]\d+)?|md\d|aes-?\d{3}\S*|rsa-?\d{3,4}|hs\d{3}|rs\d{3}|es\d{3,4}|ps\d{3}|base-?\d\d(?:url)?|utf-?\d{1,2}\w*|ut[cf][+-]?\d*|x?oauth-?\d\S*|http\/?\d\S*|h\d{3}|x\d\d(?:_\d\d)?|u?int\d{1,3}\w*|float\d\d|arm\d\dv?\d?|amd\d\d|win\d\d|k8s|i18n|l10n|a11y|e2e\S*|ipv?[46]\S*|mp[34]|s3\S*|ec2|gp[234]\S*|web[23]|log4\w+|1password\S*|auth0\S*|2fa|mfa|u2f|fido2?|argon2\w*|pbkdf2\S*|bcrypt\S*|scrypt\S*|ed\d{3,5}\w*|x25519|secp\d{3}\w*|p-?\d{2,3}|curve\d+|crc\d\d|gpt-?\d\S*|es\d|wpa\d?\S*|wep\d*|802\.\S+|tls\S*|ssl\S*|v\d+\S*|q[1-4]|h[1-6]|d3|c99|neo4j|react\d*|vue\d*|node\d*|python\d*|php\d*|java\d*|es20\d\d|iso\d+|rfc\d+|cve-\S+|usb\S*|rj45|bip-?\d\d|sip\d*|ntlmv?\d?|ldap\d?|kerberos5?|sql\d+|g711\w*|mp2t|m3u8|vp[89]|av1|h\.?26[45]|socks\d\w*|level\d|top\d+|covid-?19\S*|\d+(?:st|nd|rd|th|s|x|k|m|px|em|rem|ms|kb|mb|gb|tb|hz|khz|mhz|ghz|bit|bits|byte|bytes|min|sec|h|hrs?|days?|am|pm|uhr|km|cm|mm|kg|g|l|pt|dpi|fps|nm|pts))$/i;
/** Words that are counted: `server2`, `user1`. */
const countedWords =
  /^(?:server|user|example|test|step|figure|fig|table|section|chapter|item|option|node|web|app|db|host|phase|version|level|line|page|part|group|team|room|slide|day|week|plan|vue|angular|office|build|release|api|file|arg|args|param|field|value|key|col|row|sprint|milestone|sample|demo|device|client|case|task|type|round|note|port|rule|issue|area|zone|floor|year|gate|track|tier|agent|model|layer|task|view|link|channel|device|screen|camera|line|shard|region)s?[-_]?\d{1,4}$/i;
const number = /^[#~≈<>+-]*\d+(?:[.,:/'’-]\d+)*(?:[%°€$£]|\p{L}{0,3})?$/u;
const counted = /^\d{1,5}-\p{L}[\p{L}-]*$/u;
const version = /^\D{0,3}\d+\.\d+(?:\.[\w-]+)*$/;
const ticket = /^(?:[A-Z]{2,10}-\d{1,6}|[A-Z]{1,4}\d{1,4})$/;
const hash = /^[0-9a-f]{7,12}$/;
const date = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{4}-\d\d(?:-\d\d)?|^\d{1,2}:\d\d|^\d{4}w\d\d$|^\d{8}T\d+/i;
const parts = /^\p{L}+(?:[-_]\p{L}*\d*)+$|^\d+(?:[-_]\p{L}+)+$/u;
/** `socks5Proxy` */
const humps = /^[a-z]+\d{0,2}(?:[A-Z][a-z]+\d{0,2})+$/;
const address =
  /:\/\/|^www\.|^[@#]|\S@\S+\.\S|^\/|^\.{1,2}\/|\.(?:md|ts|js|json|ya?ml|txt|html?|png|jpe?g|pdf|csv|py|sh|mjs|cjs|tsx?|com|org|net|io|dev|example)\b/i;
const code = /[(){}[\]<>;`\\]|=>|==|\|\||&&|^\$|^--?\w|^%/;

/** Whether a word is one that projects are full of, for all its digits: a version, date, unit, ticket, algorithm, file, address. */
export function isTechnical(word: string): boolean {
  return [technicalWords, countedWords, number, counted, version, ticket, date, address].some((pattern) =>
    pattern.test(word),
  );
}

const sign = /[!@#$%^&*?+=~]/;

/** Whether a word has a look that words of a language do not have and passwords do: digits or signs among its letters. */
export function isOdd(word: string): boolean {
  // An attribute, and half of a longer name.
  if (/^[\w-]+=["']|_$/.test(word)) return false;
  if (word.length < 4 || word.length > 128 || !/\p{L}/u.test(word) || isTechnical(word)) return false;
  return /\d/.test(word) || sign.test(word.slice(0, -1).replace(/^[@#$%&*+=~]+/, ''));
}

/** The same for a word that nothing but its sentence connects with a password. */
export function isPasswordLike(word: string): boolean {
  return (
    isOdd(word) &&
    word.length >= 6 &&
    /\d/.test(word) &&
    !code.test(word) &&
    !hash.test(word) &&
    !parts.test(word) &&
    !humps.test(word) &&
    !/[/=]/.test(word)
  );
}

/** Whether a word looks like a key or token. */
export function isKeyLike(word: string): boolean {
  return (
    word.length >= 8 &&
    /\d/.test(word) &&
    /[a-z]/i.test(word) &&
    !code.test(word) &&
    !isTechnical(word) &&
    !parts.test(word)
  );
}

/** Types, examples and references that stand where a value would. */
const typeNames =
  'string|str|text|number|int|integer|boolean|bool|object|array|buffer|uint8array|function|symbol|bigint|any|unknown|never|void|undefined|null|nil|none|true|false|yes|no|char|varchar|bytes?|secretstring|promise|record|callback|enum|float|date|regexp|url|uuid|json|bearer|basic|jwt|hidden|secret|password|token|optional|required|tbd|todo|n/?a|empty|default|redacted|removed|changeme|example|value|input|password_hash|here|oauth2?|saml|sso';
const notAValue = new RegExp(
  [
    `^["'\`]?(?:${typeNames})(?:\\[\\])?\\??["'\`]?(?:[\\s,;|)}\\].?!]|$)`,
    '^["\'`]?(?:<[^>\\n]{0,80}>|\\{\\{|\\$\\{|\\$\\(|\\$[A-Za-z_]|%[A-Z_]+%|\\*{3,}|[x*•·.…_-]{3,}["\'`]?(?:\\s|$)|\\[|\\{|\\(|\\.\\.\\.|…|#)',
    '^["\'`]?(?:process\\.env|os\\.|env\\.|import\\.|await\\b|new\\b|function\\b|async\\b|require\\(|this\\.|req\\.|res\\.|ctx\\.|props\\.|options?\\.|opts?\\.|config\\.|settings\\.|args\\.|params\\.|secrets\\.|vars\\.|typeof\\b|\\(\\)|=>|return\\b)',
    '^["\'`]?(?:YOUR|MY|THE|INSERT|REPLACE|ENTER|ADD)[_ -]?[A-Z_ -]+(?:\\W|$)',
    '^["\'`]?(?:your|my|some|the|an?)[-_](?:[a-z]+[-_]?){1,5}(?:\\W|$)',
    '^[\\w$.]{1,60}[(\\[]',
    '^[a-z]+(?:Password|Passwd|Token|Secret|Key|Pass)(?![\\w-])',
    '^!?[a-z_$][\\w$]*(?:\\??\\.[a-zA-Z_$][\\w$]*)+(?![\\w@!#%])',
    '^https?:\\/\\/[^\\s@]*(?:\\s|$)',
    '^["\'`]{2}(?:\\W|$)',
    '^[^\\p{L}\\p{N}]*$',
  ].join('|'),
  'u',
);

/** Whether what follows a name and a sign is a type, a placeholder, a reference or code, and not the thing itself. */
export function isPlaceholder(value: string): boolean {
  return (
    notAValue.test(value) ||
    notAValue.test(
      value
        .toLowerCase()
        .replace(/^["'`“”„«「『]+\s?/, '')
        .split(/\s/, 1)[0] ?? '',
    )
  );
}
