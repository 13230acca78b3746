import type { Sharp, SharpOptions } from 'sharp';
import { PikaError } from '../../cli/errors.ts';

type SharpFactory = typeof import('sharp').default;

/** 50 megapixels: more than any phone's default photo, and few enough to decode in bounded memory. */
export const maxPixels = 50e6;

const longestDecodeSec = 15;

/** libvips' names of the loaders that may run; all others (SVG with its references, PDF, ImageMagick …) stay blocked. */
const allowedLoaders = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadHeifBuffer',
  'VipsForeignLoadTiffBuffer',
];

const svgLoader = 'VipsForeignLoadSvgBuffer';

let loading: Promise<SharpFactory> | undefined;

/** sharp with every loader blocked but those that are wanted, and without a cache that a one-shot program never uses. */
export function loadSharp(): Promise<SharpFactory> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({ operation: allowedLoaders });
    return sharp;
  });
  return loading;
}

const safeOptions: SharpOptions = {
  limitInputPixels: maxPixels,
  sequentialRead: true,
  // Cut-off files fail; a mere oddity in a file's header does not.
  failOn: 'error',
  animated: false,
  pages: 1,
};

/** A pipeline on somebody else's picture: bounded in pixels and time, first frame only. */
export async function decode(bytes: Uint8Array): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(bytes, safeOptions).timeout({ seconds: longestDecodeSec });
}

/** Pixels as rows of red, green, blue, 8 bits each. */
export interface RgbPixels {
  data: Buffer;
  width: number;
  height: number;
}

/** A pipeline on pixels of ours. */
export async function fromPixels({ data, width, height }: RgbPixels): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Runs a pipeline to its pixels. */
export async function toPixels(pipeline: Sharp): Promise<RgbPixels> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Draws an SVG text of ours as PNG. The loader is open only meanwhile: somebody else's SVG is never drawn.
 * @param compressionLevel 0 to 9.
 */
export async function drawSvg(svg: string, compressionLevel: number): Promise<Buffer> {
  const sharp = await loadSharp();
  sharp.unblock({ operation: [svgLoader] });
  try {
    return await sharp(Buffer.from(svg)).png({ compressionLevel }).toBuffer();
  } finally {
    sharp.block({ operation: [svgLoader] });
  }
}

/** The error for a picture of more than `limit` pixels. */
export function tooManyPixels(name: string, limit = maxPixels): PikaError {
  return new PikaError('image_invalid', `${name} has more than ${Math.floor(limit / 1e5) / 10} megapixels`, {
    hint: 'Make the picture smaller (1536 pixels on the longer side are enough) and use that file',
  });
}

/** The decoder's complaint as a typed error. */
export function decodeError(name: string, error: unknown): PikaError {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (/pixel limit/i.test(reason)) return tooManyPixels(name);
  return new PikaError(
    'image_invalid',
    `${name} cannot be read as a picture: ${reason.slice(0, 160).replace(/:\s*$/, '')}`,
    {
      hint: 'The file is damaged or cut off: open it in a picture program, export it as JPEG, and use that file',
      cause: error,
    },
  );
}
