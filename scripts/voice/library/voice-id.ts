const longestLabel = 40;
const suffixLength = 4;

/** The part of a name that fits into an id: ASCII letters and digits, words joined with `_`; may be empty. */
export function labelOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, longestLabel)
    .replace(/_+$/, '');
}

/** The time in UTC as YYYYMMDDHHMMSS, as in the reference client's ids. */
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
 * A voice_id that the service accepts for any name: 8 to 256 letters, digits, `-` and `_`, starting with a letter, ending with a letter
 * or digit, with at least one digit (platform.minimax.io, "Voice clone"). Unique by its time and four random characters.
 */
export function voiceIdFor(name: string, nowMs: number, random: () => number): string {
  return ['voice', labelOf(name), stamp(nowMs), suffix(random)].filter(Boolean).join('_');
}
