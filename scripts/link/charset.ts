import { detect } from 'chardet';
import { PikaError } from '../cli/errors.ts';

const marks: readonly [readonly number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** How much of a text is needed to detect its charset. */
const sample = 64 * 1024;

function byMark(bytes: Uint8Array): string | undefined {
  return marks.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
}

/** UTF-16 without a byte order mark: text in any language has spaces and line ends, whose other byte is zero. */
function byZeros(bytes: Uint8Array): string | undefined {
  const part = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [index, byte] of part.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (even + odd < part.length / 10) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The escape sequences of ISO-2022-JP; a text without them is ASCII. */
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
 * Decodes a file in any charset: by its byte order mark, as UTF-8, by its declaration, or by its bytes.
 * @param what name of the file in errors.
 * @throws {PikaError} `text_invalid` if no charset fits.
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
  throw new PikaError('text_invalid', `cannot detect the charset of ${what}`, {
    hint: 'Save the file as UTF-8',
  });
}

/** The windows-1252 characters from 0x80 on, where Latin-1 has control characters. */
const windowsSigns = '€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ';

/** Node before 24 decodes windows-1252 as Latin-1, which makes quotation marks and apostrophes invisible. */
export function withWindowsSigns(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (sign) => windowsSigns.charAt(sign.charCodeAt(0) - 0x80));
}
