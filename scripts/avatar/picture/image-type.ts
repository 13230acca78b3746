import type { Warning } from '../../cli/runtime.ts';
import type { ImageSource } from './source.ts';

/** Supported formats, by sharp's names (except AVIF, which is `heif` there). */
export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** The type of a file according to its first bytes. */
export type ImageType =
  | { format: ImageFormat }
  /** `what` completes "this is …"; `tip` says what to do instead. */
  | { format: undefined; what: string; tip: string };

interface Signature {
  matches(head: Buffer): boolean;
  type: ImageType;
}

const asJpeg = 'Export it as JPEG or PNG and use that file';
const asStill = 'Take a still picture from it, save it as JPEG or PNG, and use that file';
const otherFile = 'Check the path: expected a JPEG, PNG, WebP, GIF, AVIF or TIFF picture';

const startsWith =
  (text: string, offset = 0) =>
  (head: Buffer) =>
    head.toString('latin1', offset, offset + text.length) === text;

const startsWithAny =
  (...texts: string[]) =>
  (head: Buffer) =>
    texts.some((text) => startsWith(text)(head));

/** ISO base media files list their brands after `ftyp`: the major one at byte 8, the compatible ones from byte 16 on. */
const hasBrand =
  (...brands: string[]) =>
  (head: Buffer) => {
    if (!startsWith('ftyp', 4)(head)) return false;
    const end = Math.min(head.readUInt32BE(0), head.length, 128);
    return brands.some((brand) => {
      for (let at = 8; at + 4 <= end; at += 4) if (startsWith(brand, at)(head)) return true;
      return false;
    });
  };

const isRiff = (kind: string) => (head: Buffer) => startsWith('RIFF')(head) && startsWith(kind, 8)(head);

/** Whether the whole head is text: valid UTF-8 (except for a truncated last character) without control characters. */
function isText(head: Buffer): boolean {
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  return text.length > 0 && !/[^\P{Cc}\t\n\f\r]|\uFFFD/u.test(text);
}

const textStarts = (pattern: RegExp) => (head: Buffer) => isText(head) && pattern.test(head.toString('utf8'));

const accepted = (format: ImageFormat, matches: Signature['matches']): Signature => ({
  matches,
  type: { format },
});
const refused = (what: string, tip: string, matches: Signature['matches']): Signature => ({
  matches,
  type: { format: undefined, what, tip },
});

/** The first row that matches decides. */
const signatures: readonly Signature[] = [
  accepted('jpeg', startsWith('\xFF\xD8\xFF')),
  accepted('png', startsWith('\x89PNG\r\n\x1A\n')),
  accepted('gif', startsWithAny('GIF87a', 'GIF89a')),
  accepted('webp', isRiff('WEBP')),
  accepted('avif', hasBrand('avif', 'avis')),
  accepted('tiff', startsWithAny('II*\0', 'MM\0*')),
  refused('a HEIC picture', asJpeg, hasBrand('heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1')),
  refused('a JPEG XL picture', asJpeg, startsWithAny('\xFF\x0A', '\0\0\0\x0CJXL ')),
  refused('a JPEG 2000 picture', asJpeg, startsWithAny('\0\0\0\x0CjP  ', '\xFF\x4F\xFF\x51')),
  refused('a BMP picture', asJpeg, (head) => startsWith('BM')(head) && !isText(head)),
  refused('a Photoshop document', asJpeg, startsWith('8BPS')),
  refused('an icon file', asJpeg, startsWithAny('\0\0\x01\0', 'icns')),
  refused('an OpenEXR picture', asJpeg, startsWith('\x76\x2F\x31\x01')),
  refused('a PDF document', asStill, startsWith('%PDF')),
  refused('a video', asStill, startsWith('ftyp', 4)),
  refused('a video', asStill, startsWithAny('\x1A\x45\xDF\xA3', '\0\0\x01\xBA', '\x30\x26\xB2\x75')),
  refused('a video', asStill, isRiff('AVI ')),
  refused('a sound file', otherFile, startsWithAny('ID3', 'OggS', 'fLaC', '#!AMR', '\xFF\xFB', '\xFF\xF3')),
  refused('a sound file', otherFile, isRiff('WAVE')),
  refused('a ZIP archive or office document', otherFile, startsWithAny('PK\x03\x04', 'PK\x05\x06')),
  refused(
    'a compressed archive',
    otherFile,
    startsWithAny('\x1F\x8B', '7z\xBC\xAF', 'Rar!', 'BZh', '\xFD7zXZ'),
  ),
  refused('a program', otherFile, startsWithAny('\x7FELF', '\xCF\xFA\xED\xFE', '\xCA\xFE\xBA\xBE')),
  refused('a program', otherFile, (head) => startsWith('MZ')(head) && !isText(head)),
  refused(
    'a private key or certificate',
    'Check the path and keep that file private: nothing more of it was read, and nothing was sent',
    textStarts(/^\s*(-----BEGIN|---- BEGIN|PuTTY-User-Key-File)/),
  ),
  refused('an SVG drawing', asJpeg, textStarts(/^\s*<svg\b|^\s*<(\?xml|!--|!DOCTYPE svg)[\s\S]*<svg\b/i)),
  refused(
    'a web page',
    'Use the URL of the picture itself, not of the page that shows it',
    textStarts(/^\s*(<!doctype html|<html|<head|<body)/i),
  ),
  refused('text', otherFile, isText),
];

const unknownType: ImageType = { format: undefined, what: 'of unknown format', tip: otherFile };

/** How many bytes from the start are examined. */
const headLength = 4096;

/** The type by its first bytes (magic numbers); names and declared types are ignored. */
export function sniffImageType(bytes: Uint8Array): ImageType {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, headLength));
  return signatures.find((signature) => signature.matches(head))?.type ?? unknownType;
}

/** Extensions and media subtypes of each format. */
const declaredNames: Readonly<Record<string, ImageFormat>> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  pjpeg: 'jpeg',
  png: 'png',
  apng: 'png',
  webp: 'webp',
  gif: 'gif',
  avif: 'avif',
  tif: 'tiff',
  tiff: 'tiff',
};

/** Declared names that say nothing about the format. */
const silentNames: ReadonlySet<string> = new Set(['', 'octet-stream', 'bin', 'tmp']);

/**
 * The claim of the file name, or else of the declared media type, if it contradicts `format`.
 * @returns the claim as written (`.png`, `image/png`), or undefined if there is none or it is correct.
 */
function falseClaim(format: ImageFormat, name: string, mediaType?: string): string | undefined {
  const extension = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1] ?? '';
  const subtype = /^[\w.+-]+\/([\w.+-]+)/.exec(mediaType ?? '')?.[1] ?? '';
  const claims = [
    { word: extension.toLowerCase(), shown: `.${extension}` },
    { word: subtype.toLowerCase().replace(/^x-/, ''), shown: mediaType ?? '' },
  ];
  return claims.find(({ word }) => !silentNames.has(word) && declaredNames[word] !== format)?.shown;
}

/** A warning if the name or the declared type of a picture contradicts its content. */
export function claimWarning(format: ImageFormat, { name, mediaType }: ImageSource): Warning[] {
  const claim = falseClaim(format, name, mediaType);
  if (!claim) return [];
  return [
    {
      code: 'image_type_mismatch',
      message: `The picture claims to be ${claim} but is ${format}; it was read as ${format}.`,
    },
  ];
}
