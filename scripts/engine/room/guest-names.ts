/** Someone for whom a guest could be mistaken. */
export interface Named {
  id: string;
  name: string;
  kind: 'guest' | 'avatar';
}

/**
 * Letters that look like Latin ones, and digits that look like letters (Unicode Technical Standard 39, confusables.txt: the lower-case
 * letters of Cyrillic, Greek, Armenian and the Latin extensions that are drawn the same). NFKC has folded the others before.
 */
const lookalikes: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  ԁ: 'd',
  е: 'e',
  ё: 'e',
  ғ: 'f',
  һ: 'h',
  н: 'h',
  і: 'l',
  ї: 'l',
  ј: 'j',
  к: 'k',
  м: 'm',
  п: 'n',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  ц: 'u',
  ѵ: 'v',
  ѡ: 'w',
  ԝ: 'w',
  ш: 'w',
  х: 'x',
  у: 'y',
  ү: 'y',
  ӏ: 'l',
  ь: 'b',
  α: 'a',
  β: 'b',
  γ: 'y',
  ε: 'e',
  η: 'n',
  ι: 'l',
  κ: 'k',
  μ: 'u',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  ς: 's',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ω: 'w',
  ո: 'n',
  ս: 'u',
  օ: 'o',
  հ: 'h',
  ց: 'g',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'l',
  ı: 'l',
  ʟ: 'l',
  ɴ: 'n',
  ʀ: 'r',
  ꜱ: 's',
  ʏ: 'y',
  ᴀ: 'a',
  ᴅ: 'd',
  ᴇ: 'e',
  ɪ: 'l',
  ᴏ: 'o',
  ᴛ: 't',
  ᴍ: 'm',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '|': 'l',
  '!': 'l',
  $: 's',
  '@': 'a',
  i: 'l',
};

const letters = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/./gsu, (sign) => lookalikes[sign] ?? sign);

/** Equal for names that people would confuse: case, accents, width, spaces, signs and look-alike letters do not count. */
export function nameKey(name: string): string {
  return letters(name)
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

const brackets = /[([{<（［｛【〔「][^()[\]{}<>（）［］｛｝【】〔〕「」]*[)\]}>）］｝】〕」]/gu;
const withoutBrackets = (name: string): string => name.replace(brackets, ' ');
/** A name that consists of brackets only keeps them. */
const bareKey = (name: string): string => nameKey(withoutBrackets(name)) || nameKey(name);

const keys = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(nameKey));

/** What only an avatar has next to its name. */
const avatarMarks = keys('ai bot avatar assistant system model agent');
/** Labels in transcripts and in messages to a model: no one may be called that. */
const labels = keys(
  'system assistant developer user human tool function model bot ai agent avatar engine instructions prompt transcript notes narrator moderator admin administrator operator owner theowner host thehost you me null undefined unknown none everyone all',
);
/** These are not allowed even as one word of a name: "SYSTEM message", "<|im_start|>system". */
const labelWords = keys('system assistant');

const maxLength = 60;

function withSuffix(name: string, suffix: string): string {
  const room = maxLength - suffix.length - 1;
  const start = name.slice(0, room).replace(/[\ud800-\udbff]$/, '');
  return `${start.trim()} ${suffix}`;
}

/** The name without the marks of avatars; "Guest" where what is left is a label. */
function ownName(wanted: string): string {
  const name = wanted
    .replace(brackets, (part) => (avatarMarks.has(nameKey(part)) ? ' ' : part))
    .replace(/\s+/g, ' ')
    .trim();
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).map(nameKey);
  const isLabel = labels.has(nameKey(name)) || labels.has(bareKey(name));
  if (!nameKey(name) || isLabel || words.some((word) => labelWords.has(word))) return 'Guest';
  return name;
}

/**
 * The name that a guest gets: never an avatar's or one that could be mistaken for it, never a label, and never another guest's. `wanted` is
 * clean text (`visibleLine`).
 */
export function guestName(wanted: string, others: readonly Named[]): string {
  const own = ownName(wanted);
  const avatars = others.filter(({ kind }) => kind === 'avatar');
  const isAvatars = avatars.some(({ name }) => [nameKey(name), bareKey(name)].includes(bareKey(own)));
  const name = isAvatars ? withSuffix(own, '(guest)') : own;
  const taken = new Set(others.map((other) => nameKey(other.name)));
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 && !taken.has(nameKey(name)) ? name : withSuffix(name, `(${number})`);
    if (!taken.has(nameKey(candidate))) return candidate;
  }
}
