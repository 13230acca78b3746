import {
  type Entry,
  type FoundTerm,
  findTerms,
  foldCase,
  type PrivacyMark,
  termPattern,
} from './privacy-terms.ts';

/**
 * How a passage is marked as private. A word such as «private» is a mark by its place: in front with a sign after it, in brackets, after a
 * comma or a dash, as a tag. Anywhere else it is a word.
 */

/** Words that stand beside a mark and add nothing to it. */
const fillers = foldCase(
  "strictly|very|highly|most|super|please|pls|still|for now|only|also|and|but|&|this is|that is|that's|it is|it's|all this|is|all|for|so|be|the|a|to be|to|keep|kept|stay|stays|treat|treated|as|handle with care|yet|anyone|anybody|anyone else|outside|externally|further|with|with anyone|with anybody|with others|this|that|it|them|here|note|notes|memo|remark|info|information|stuff|thoughts|topic|topics|item|items|reminder|matter|matters|section|part|entry|fyi|nb|hr|streng|strikt|ganz|sehr|bitte|nur|noch|und|aber|das ist|es ist|dies ist|ist|behandeln|notiz|strictement|tres|svp|merci de|et|mais|c'est|ceci est|est|note|estrictamente|muy|por favor|y|pero|es|esto es|nota|strettamente|molto|per favore|e|ma|questo|estritamente|muito|isto e|strikt|heel|graag|a.u.b.|en|maar|is|het is|scisle|bardzo|prosze|i|ale|to|jest|strangt|mycket|och|men|det ar|det har ar|strengt|meget|og|det er|erittain|hyvin|ja|mutta|prisne|velmi|prosim|a|ale|je|je to|строго|очень|пожалуиста|это|и|но|суворо|дуже|це|і|але|cok|kesinlikle|lutfen|ve|ama|bu|αυστηρα|πολυ|παρακαλω|και|αυτο|ειναι|szigoruan|nagyon|es|de|ez|kerlek|strict|foarte|va rog|si|dar|este",
);
const filler = `(?:${[...new Set(fillers.split('|'))]
  .sort((a, b) => b.length - a.length)
  .map(termPattern)
  .join('|')})`;
const sign = '["\'*_~`“”„«»‹›🔒🔐🔏🤫🤐🚫⚠❗️!\\s]';
const opening = '[([{<【（［〔「『〈《⟦]';
const closing = '[)\\]}>】）］〕」』〉》⟧]';
const fillersBefore = new RegExp(`(?:^|\\s|${opening})(?:${filler}[\\s,]+){1,4}$`, 'u');
const fillersAfter = new RegExp(`^(?:[\\s,]+${filler}(?![\\p{L}\\p{N}])){1,5}`, 'u');
/** «private until Friday» and what comes after. */
const untilAfter =
  /^\s(?:until|till|til|before|bis|jusqu'|hasta|fino|ate|tot|do|az|saakka|asti|до|meg|pana|kadar|within|inside|among|unter|for the time)(?![\p{L}\p{N}])[^.!?;]{0,60}/u;

const startBefore = new RegExp(`(?:^|[.!?。！？।؟]\\s{0,3})(?:${sign}|${opening}|[-–—•·>#|:;,])*$`, 'u');
const separatorBefore = new RegExp(
  `(?:[,;:–—|/•·…、，；：،؛।。.!?]|\\s-{1,3}|\\)|》)(?:${sign}|${opening})*$`,
  'u',
);
const endAfter = new RegExp(
  `^(?:${sign}|${closing})*(?:$|[.!?…。！？।؟](?:\\s|$|["')\\]*_])|[.。！？।]$)`,
  'u',
);
const signAfter = new RegExp(`^(?:${sign}|${closing})*(?:[:：–—|;；→=]|-{1,3}\\s|[.。](?:\\s|$))`, 'u');
const commaAfter = new RegExp(`^${sign}*[,，、،]`, 'u');
const dashAfter = /^["'*_]*\s*(?:[–—]|\s-{1,3}\s)/u;
const bracketBefore = new RegExp(`${opening}([^()[\\]{}<>【】（）「」⟦⟧]{0,60})$`, 'u');
const bracketAfter = new RegExp(`^([^()[\\]{}<>【】（）「」⟦⟧]{0,60})${closing}`, 'u');
const hashBefore = /(?:^|\s)[#@]$/u;
const tagsAfter = /^(?:[\s.,;)]|#[\p{L}\p{N}_/-]+)*$/u;

/** What «private» and the like tell of a thing: words of code, of products and of law. */
const product =
  '(?:keys?|pub|repo\\w*|registr\\w*|packages?|methods?|fields?|members?|class(?:es)?|functions?|propert\\w+|variables?|constructors?|constants?|attributes?|static|readonly|modules?|types?|interfaces?|imports?|exports?|names?|namespaces?|scopes?|mod(?:e|ifier)s?|keywords?|access|api\\w*|apis|endpoints?|beta|alpha|preview|clouds?|networks?|subnets?|sub-?nets?|ips?|address(?:es)?|links?|dns|hosts?|zones?|vpcs?|vpns?|registers?|sectors?|equity|compan(?:y|ies)|limited|investors?|insurance|schools?|browsing|windows?|tabs?|mode|sessions?|channels?|messag\\w*|dms?|chats?|rooms?|groups?|forks?|branch\\w*|instances?|deployments?|servers?|mirrors?|certificates?|buckets?|bytes|symbols?|slots?|state|headers?|click|aggregation|relay|internet|use|space|spaces|files?|folders?|director\\w+|dependenc\\w+|workspaces?|projects?|gists?|plugins?|tokens?|connect\\w*|peering|or public|and public|computing|clients?|vms?|containers?|ledgers?|transactions?|data|content|values|information|documents?|material|guests?|space|helpers?|tests?|build\\w*|errors?|server error|tools?|implementation|details?|docs?|links?|linking|link)';
export const productAfter = new RegExp(`^(?:['"*_\`)\\]]|\\s|-)*${product}(?![\\p{L}\\p{N}])`, 'u');
const otherAccess =
  /(?:public|protected|shared|static|readonly|internal|open|publique?|publico|offentlich|unlisted|secret)(?:\s(?:and|or))?[\s,/|'"*_`]*$/u;
const otherAccessAfter =
  /^[\s,/|'"*_`]*(?:(?:and|or|vs\.?|&)\s)?[\s'"*_`]*(?:public|protected|shared|static|readonly|internal|unlisted)(?![\p{L}\p{N}])/u;
const typeAfter =
  /^["'*_`)\]]*\s*[:=]\s*["'`]?(?:boolean|bool|string|number|object|array|function|undefined|null|default|optional|required|if |whether |when |e\.g)/u;
const productBefore = new RegExp(`${product}["'*_\`]*\\s*[:=]\\s*$`, 'u');

interface Place {
  term: Entry;
  before: string;
  after: string;
  /** As it was written. */
  isLoud: boolean;
}

function isBracketed(before: string, after: string): boolean {
  const lead = bracketBefore.exec(before)?.[1];
  const tail = bracketAfter.exec(after)?.[1];
  if (lead === undefined || tail === undefined) return false;
  const isLeading =
    /^\W*$/u.test(lead.replace(/\p{L}/gu, 'x')) ||
    fillersBefore.test(`(${lead}`) ||
    /[,;:–—/-]\s*$/u.test(lead);
  const isTrailing =
    !/[\p{L}\p{N}]/u.test(tail) ||
    fillersAfter.test(tail) ||
    /^\s*[,;:–—/-]/u.test(tail) ||
    untilAfter.test(tail);
  // «(loopback, private, reserved)» is a list of kinds.
  const isListed = /[,，、]\s*$/u.test(lead) && /^\s*[,，、]/u.test(tail);
  return isLeading && isTrailing && !isListed;
}

/** Whether the word is a mark by its place. */
function isPlaced({ term, before, after, isLoud }: Place): boolean {
  if (productAfter.test(after) || typeAfter.test(after)) return false;
  if (otherAccess.test(before) || otherAccessAfter.test(after)) return false;
  if (isBracketed(before, after)) return true;
  if (hashBefore.test(before)) return tagsAfter.test(after) || /^[#@]$/u.test(before.trim());
  const lead = before.replace(fillersBefore, (match) => match.slice(0, 1));
  const isStart = startBefore.test(lead);
  const rest = after.replace(untilAfter, '').replace(fillersAfter, '');
  const isFollowed = signAfter.test(after) || signAfter.test(rest);
  if (isStart && (isFollowed || isLoud || endAfter.test(rest))) return true;
  if (isStart && commaAfter.test(after)) return true;
  if (term.term === 'intern' || !separatorBefore.test(lead)) return false;
  return (
    !productBefore.test(before) &&
    (endAfter.test(rest) || dashAfter.test(rest) || /^["'*_]*\s*[:：]/u.test(rest))
  );
}

/** «Confidential» says it wherever it stands, unless it tells of a thing. */
const outright =
  /^(?:confidential|vertraulich\w*|confidentiel(?:le)?s?|riservatissimo|конфиденциально|поверително)$/u;

function isMark(place: Place): boolean {
  const { term, before, after } = place;
  if (term.isPhrase) return !isOtherUs(term.term, after);
  if (
    outright.test(term.term) &&
    !productAfter.test(after) &&
    !/(?:^|\s)(?:non|not|nicht|no)[-\s]$/u.test(before)
  ) {
    return !/^\s(?:and|or)\s/u.test(after) || isPlaced(place);
  }
  return isPlaced(place);
}

/** «Between us and the customer» is a relation, not a secret. */
function isOtherUs(term: string, after: string): boolean {
  if (term === 'off the record') return /^\s(?:button|key|label|player|screen|switch|light)/u.test(after);
  return /us$/.test(term) && /^(?:-|\s(?:and|eu|east|west|users?|region)(?![\p{L}]))/u.test(after);
}

/** Emphasis as a kind of bracket, code and links without what no reader takes for words. */
function readable(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`[^`\n]+`/g, '\u2039code\u203a')
    .replace(/^\s*(?:\*\*|__|\*|_)([^*_]{1,80})(?:\*\*|__|\*|_)/, '\u27e6$1\u27e7 ')
    .replace(/(?:\*\*|__|\*|_)([^*_]{1,80})(?:\*\*|__|\*|_)[\s.!]*$/, ' \u27e6$1\u27e7')
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/(?<!\S)[#@]\p{L}[\p{L}_-]*/gu, (tag) => tag.replace(/[_-]/g, ' '))
    .replace(/:(?:lock|closed_lock_with_key|lock_with_ink_pen|zipper_mouth_face|shushing_face):/g, shortcode)
    .replace(/\s+/g, ' ')
    .trim();
}

const shortcode = (code: string) => (code.includes('lock') ? '🔒' : '🤫');

/** Sentences that ask for silence, with whom or what they name in the middle. */
const silences: readonly RegExp[] = [
  /(?<!\p{L})(?:please )?keep (?:this|it|that|these|those|all of this|the following)(?: \p{L}+){0,3} (?:private|confidential|secret|quiet|to yourself|to yourselves|between us|under wraps)(?!\p{L})/u,
  /(?<!\p{L})(?:don't|do not|dont|never|must not|mustn't) (?:tell|mention|say|bring|reveal|leak|disclose|repeat|discuss|talk)(?: \p{L}+){0,3} (?:to anyone|to anybody|to him|to her|to them|anyone|anybody|up(?=[.:,;!]|$)|outside|in (?:the |a |any )?(?:meetings?|calls?|public)|in front of|yet|about this|with (?:anyone|anybody|others|customers|clients))(?!\p{L})/u,
  /(?<!\p{L})(?:don't|do not|dont|never) (?:tell|let) (?:him|her|them|anyone|anybody|customers|clients|the team)(?: know)?(?!\p{L})/u,
  /^\W*not for (?:the )?[\p{L}']{1,20}(?:'s)? (?:eyes|ears)(?!\p{L})/u,
];

/** «Tell no one» to a person; a program is told things too. */
const tellsNamed = /(?:[Dd]on['’]t|[Dd]o not|[Nn]ever) tell \p{Lu}\p{Ll}+(?!['’\p{L}])(?! to )/u;

/** «HR only:», «for Ana only –». */
const onlyFor = /^\W*(?:for )?[\p{L} ]{1,20}(?:'s)? (?:eyes |ears )?only\s?[:–—]\s/u;
/** What else than a person is before «only:». */
const otherOnly =
  /^\W*(?:read|write|append|dev|development|test|node|type|types|linux|windows|macos|browser|server|client|english|ts|esm|cjs|css|admin|admins|internal|staff|team|employees|company|invite|first|not|if)/iu;

function asksForSilence(given: string, folded: string): boolean {
  const isOnlyFor = onlyFor.test(folded) && !otherOnly.test(folded);
  return isOnlyFor || tellsNamed.test(given) || silences.some((pattern) => pattern.test(folded));
}

const locks = /^[\s\-*+>[\]()•]*(?:🔒|🔐|🔏|🕵|🙊|🤐|🤫)|(?:🔒|🔐|🔏|🙊|🤐|🤫)[\s.!)\]]*$/u;
const hushes = /🤐|🤫|🙊/u;
/** What a lock stands for in a list of features. */
const security =
  /secur|safe|safety|encrypt|auth|https|tls\b|ssl\b|privacy|private|protect|permission|access|log-?in|password|harden|sandbox|audit|cve\b|locks?\b|locked|type|token|key\b|keys\b|vault|storage|jwt|oauth|credential|sicher|securit|segur|sicur|guard|crypt/iu;

function lockMark(text: string): PrivacyMark | undefined {
  if (hushes.test(text)) return 'private';
  return locks.test(text) && !security.test(text) ? 'private' : undefined;
}

export const stronger = (found: readonly PrivacyMark[]): PrivacyMark | undefined =>
  found.includes('private') ? 'private' : found[0];

/** How far a mark is looked at with what stands around it. */
const reach = 160;

/** What precedes a term may be cut: the letter in front keeps it from being taken for the start. */
function around(text: string, start: number, end: number): { before: string; after: string } {
  const cut = start > reach ? 'x' : '';
  return { before: cut + text.slice(Math.max(0, start - reach), start), after: text.slice(end, end + reach) };
}

/** Shorter words in capitals may be anything: NDA, HR. */
const minLoud = 6;

/** The mark of a sentence, a list item or a cell, if it has one. */
export function markOf(text: string): PrivacyMark | undefined {
  const given = readable(text);
  const folded = foldCase(given);
  const isSameLength = folded.length === given.length;
  const found = findTerms(folded).filter(({ start, end, ...term }) => {
    const written = isSameLength ? given.slice(start, end) : '';
    const isLoud = written.length >= minLoud && /^[\p{Lu}\s&-]+$/u.test(written);
    return isMark({ term, ...around(folded, start, end), isLoud });
  });
  if (asksForSilence(given, folded)) return 'private';
  return stronger([...found.map(({ mark }) => mark), ...[lockMark(given) ?? []].flat()]);
}

const yes = /(?:yes|true|ja|oui|si|sim|tak|ano|kylla|да|так|evet|ναι|igen|da|on|1)/u;
const beforeLabel =
  /(?:visibility|classification|audience|sensitivity|confidentiality|access|sharing|status|privacy|distribution|tlp|level|tags?)\s*[:=]/gu;
const onlyFillers = new RegExp(`^(?:\\s*(?:${filler}|${yes.source})(?![\\p{L}\\p{N}]))*\\s*$`, 'u');

function withoutTerms(text: string, found: readonly FoundTerm[]): string {
  const starts = [0, ...found.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, found[index]?.start)).join(' ');
}

/** The mark of a text that says nothing else: «STRICTLY CONFIDENTIAL», «Private:», «please do not share this». */
export function loneMark(text: string): PrivacyMark | undefined {
  const folded = foldCase(readable(text)).replace(beforeLabel, ' ');
  const found = findTerms(folded);
  if (found.length === 0) return /^\W*(?:🔒|🔐|🤐|🤫)\W*$/u.test(text) ? 'private' : undefined;
  const rest = withoutTerms(folded, found).replace(/[^\p{L}\p{N}]+/gu, ' ');
  return onlyFillers.test(rest) ? stronger(found.map(({ mark }) => mark)) : undefined;
}

const headingTerm = new RegExp(`^(?:[\\s\\d.:()#⟦*_-]|${filler}\\s)*$`, 'u');

/** The mark of a heading: also a word in front that tells what all below it is, as in «Private plans». */
export function headingMark(heading: string): PrivacyMark | undefined {
  const placed = markOf(heading) ?? loneMark(heading);
  if (placed) return placed;
  const folded = foldCase(readable(heading));
  const found = findTerms(folded).filter(({ mark, start, end }) => {
    const after = folded.slice(end);
    const isInFront = headingTerm.test(folded.slice(0, start));
    return mark === 'private' && isInFront && !productAfter.test(after) && !otherAccessAfter.test(after);
  });
  return found.length > 0 ? 'private' : undefined;
}
