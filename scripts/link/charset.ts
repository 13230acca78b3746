import { detect } from 'chardet';
import { PikaError } from '../cli/errors.ts';

const marks: readonly [readonly number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** How much of a text is enough to tell its charset. */
const sample = 64 * 1024;

function byMark(bytes: Uint8Array): string | undefined {
  return marks.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
}

/** UTF-16 without its mark: text of any language has spaces and line ends, whose other byte is zero. */
function byZeros(bytes: Uint8Array): string | undefined {
  const part = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [index, byte] of part.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < part.length / 10) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The escapes of ISO-2022-JP; without them it is ASCII. */
const isoEscapes = ['\u001b$B', '\u001b$@', '\u001b(J', '\u001b(I'];
const declared = /(?:charset|encoding)\s*=\s*["']?([\w:.-]{2,40})/i;

function decode(bytes: Uint8Array, charset: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(charset, { fatal }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The text of a file in any charset: by its mark, as UTF-8, as it declares, or as its bytes look.
 * @param what names the file in errors.
 * @throws {PikaError} `text_invalid` when no charset fits.
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  const start = Buffer.from(bytes.subarray(0, sample)).toString('latin1');
  const sure =
    byMark(bytes) ??
    byZeros(bytes) ??
    (isoEscapes.some((mark) => start.includes(mark)) ? 'iso-2022-jp' : undefined);
  const text =
    (sure && decode(bytes, sure, false)) ??
    decode(bytes, 'utf-8', true) ??
    decode(bytes, declared.exec(start)?.[1] ?? '', true) ??
    decode(bytes, detect(bytes.subarray(0, sample)) ?? '', true);
  if (text !== undefined) return text;
  throw new PikaError('text_invalid', `${what} is in a charset that cannot be told`, {
    hint: 'Save the file as UTF-8',
  });
}

/** What windows-1252 has where Latin-1 has control characters, from 0x80 on. */
const windowsSigns = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ';

/** Node before 24 decodes windows-1252 as Latin-1, which leaves quotation marks and apostrophes invisible. */
export function withWindowsSigns(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (sign) => windowsSigns.charAt(sign.charCodeAt(0) - 0x80));
}
