import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** A photograph of one frontal face, smiling with teeth; 512x512. */
export const portraitFile = path.join(skillDirectory, 'test', 'fixtures', 'portraits', 'portrait.jpg');

const portrait = async () => sharp(await readFile(portraitFile));
const plain = (width: number, height: number, background = '#b04030') =>
  sharp({ create: { width, height, channels: 3, background } });

/** Pictures of the kinds that people and phones make; each is made when it is asked for. */
export const pictures = {
  photo: () => readFile(portraitFile),
  /** Lies on its side, with a GPS tag. */
  phone: async () =>
    (await portrait())
      .resize(640, 400)
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
  cmyk: async () => (await portrait()).toColourspace('cmyk').jpeg().toBuffer(),
  deep: async () => (await portrait()).toColourspace('rgb16').png().toBuffer(),
  wideGamut: async () => (await portrait()).withIccProfile('p3').png().toBuffer(),
  gray: async () => (await portrait()).greyscale().jpeg().toBuffer(),
  seeThrough: () =>
    sharp({ create: { width: 400, height: 400, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .webp()
      .toBuffer()
      .then((bytes) => Buffer.concat([bytes, Buffer.alloc(Math.max(0, 1100 - bytes.byteLength))])),
  avif: async () => (await portrait()).avif({ effort: 0 }).toBuffer(),
  tiff: async () => (await portrait()).tiff().toBuffer(),
  animated: async () => {
    const frames = [
      await plain(300, 300, '#ff0000').png().toBuffer(),
      await (await portrait()).resize(300, 300).png().toBuffer(),
    ];
    return sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
  },
  blank: () => plain(600, 600).png().toBuffer(),
  onePixel: () => plain(1, 1).png().toBuffer(),
  sixtyMegapixels: () => plain(10_000, 6000).png().toBuffer(),
  cutOffJpeg: async () => (await readFile(portraitFile)).subarray(0, 20_000),
  cutOffPng: async () => (await (await portrait()).png().toBuffer()).subarray(0, 20_000),
  couple: async () => {
    const one = await (await portrait())
      .extract({ left: 60, top: 0, width: 320, height: 400 })
      .png()
      .toBuffer();
    const beside = [
      { input: one, left: 0, top: 0 },
      { input: await sharp(one).flop().toBuffer(), left: 320, top: 0 },
    ];
    return plain(640, 400).composite(beside).png().toBuffer();
  },
} as const satisfies Record<string, () => Promise<Buffer>>;

export const pngSignature = Buffer.from('\x89PNG\r\n\x1A\n', 'latin1');

export function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.byteLength + 8);
  chunk.writeUInt32BE(content.byteLength, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.byteLength + 4);
  return chunk;
}

function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    pngChunk('IHDR', header),
    pngChunk('IDAT', Buffer.alloc(2000)),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([pngSignature, ...chunks]);
}

async function patched(bytes: Buffer, patches: readonly [number, number[]][]): Promise<Buffer> {
  for (const [at, values] of patches) bytes.set(values, at);
  return bytes;
}

/** Small files that claim, or unpack to, far more than they weigh. */
export const bombs = {
  'a PNG that claims 50,000x50,000': async () => pngClaiming(50_000, 50_000),
  'a PNG that claims 2,000,000,000x2': async () => pngClaiming(2_000_000_000, 2),
  'a GIF that claims 65,535x65,535': async () => {
    const bytes = await plain(300, 300).gif().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
    const most = [0xff, 0xff, 0xff, 0xff];
    return patched(bytes, [
      [6, most],
      [frame + 5, most],
    ]);
  },
  'a JPEG that claims 65,000x65,000': async () => {
    const bytes = await plain(300, 300).jpeg().toBuffer();
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    return patched(bytes, [[frame + 5, [0xfd, 0xe8, 0xfd, 0xe8]]]);
  },
  'a PNG of 100 megapixels of one colour': () =>
    plain(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer(),
  'an AVIF of 30 megapixels of one colour': () => plain(6000, 5000).avif({ effort: 0 }).toBuffer(),
} as const satisfies Record<string, () => Promise<Buffer>>;

/** Files that are no pictures, with the words under which they are refused. */
export const impostors: readonly [string, Buffer, RegExp][] = [
  ['an OpenSSH key', Buffer.from('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n'), /private key/],
  ['a HEIC picture', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), /HEIC/],
  [
    'an SVG drawing',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>'),
    /SVG/,
  ],
  ['an SVG with a prologue', Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<svg/>'), /SVG/],
  ['a PDF', Buffer.from('%PDF-1.7\n%\xE2\xE3', 'latin1'), /PDF/],
  ['a BMP', Buffer.from('BM\x36\0\0\0\0\0\0\0\x36\0\0\0', 'latin1'), /BMP/],
  ['a ZIP archive', Buffer.from('PK\x03\x04\x14\0', 'latin1'), /ZIP/],
  ['a web page', Buffer.from('<!DOCTYPE html><html><body>not found</body></html>'), /web page/],
  ['a video', Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isommp41', 'latin1'), /video/],
  ['a sound file', Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), /sound/],
  ['text', Buffer.from('Dear diary, grüße\n'), /text/],
  ['noise', Buffer.from([0, 1, 2, 3, 0xfe, 0x80, 0x81, 7]), /of unknown format/],
];
