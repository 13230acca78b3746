const longestLabel = 40;
const suffixLength = 4;

/** The part of a name that an id can carry: ASCII letters and digits, words joined by `_`; may be empty. */
export function labelOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestLabel)
    .replace(/_+$/, '');
}

/** The second in UTC as YYYYMMDDHHMMSS, as the reference client stamps its ids. */
function stamp(nowMs: number): string {
  return new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '');
}

function suffix(random: () => number): string {
  return Array.from({ length: suffixLength }, () => Math.floor(random() * 36).toString(36)).join('');
}

/**
 * A voice_id that the service takes whatever the name is: 8 to 256 characters, a letter first, letters digits `-` `_`, the last one
 * a letter or digit, at least one digit (platform.minimax.io, "Voice clone"). Unique by its second and four random characters.
 */
export function voiceIdFor(name: string, nowMs: number, random: () => number): string {
  return ['voice', labelOf(name), stamp(nowMs), suffix(random)].filter(Boolean).join('_');
}
