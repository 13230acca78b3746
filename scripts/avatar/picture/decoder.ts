import type { Sharp, SharpOptions } from 'sharp';
import { firstLineOf } from '../../base/failure.ts';
import { PikaError } from '../../cli/errors.ts';

type SharpFactory = typeof import('sharp').default;

/** 50 megapixels: more than any phone's default photo, and few enough to decode in bounded memory. */
export const maxPixels = 50e6;

const longestDecodeSec = 15;

/** Names of the libvips loaders that are allowed; all others (SVG with its references, PDF, ImageMagick …) stay blocked. */
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

/** sharp with all loaders blocked except the allowed ones, and without a cache, which a one-shot program never uses. */
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
  // Truncated files fail; an oddity in a file's header does not.
  failOn: 'error',
  animated: false,
  pages: 1,
};

/** A pipeline for an untrusted picture: bounded in pixels and time, first frame only. */
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

/** A pipeline for our own pixels. */
export async function fromPixels({ data, width, height }: RgbPixels): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Runs a pipeline and returns its pixels. */
export async function toPixels(pipeline: Sharp): Promise<RgbPixels> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Renders our own SVG as PNG. The loader is allowed only meanwhile: an untrusted SVG is never rendered.
 * @param compressionLevel 0 to 9.
 * @param isOpaque whether it covers all of its area: then the PNG has no alpha channel.
 */
export async function drawSvg(svg: string, compressionLevel: number, isOpaque = false): Promise<Buffer> {
  const sharp = await loadSharp();
  sharp.unblock({ operation: [svgLoader] });
  try {
    const drawn = sharp(Buffer.from(svg));
    return await (isOpaque ? drawn.removeAlpha() : drawn).png({ compressionLevel }).toBuffer();
  } finally {
    sharp.block({ operation: [svgLoader] });
  }
}

/** The error for a picture of more than `limit` pixels. */
export function tooManyPixels(name: string, limit = maxPixels): PikaError {
  return new PikaError('image_invalid', `${name} has more than ${Math.floor(limit / 1e5) / 10} megapixels`, {
    hint: 'Resize the picture (1536 pixels on the longer side are enough) and use that file',
  });
}

/** The decoder's error as a typed error. */
export function decodeError(name: string, error: unknown): PikaError {
  const reason = firstLineOf(error);
  if (/pixel limit/i.test(reason)) return tooManyPixels(name);
  return new PikaError(
    'image_invalid',
    `${name} cannot be read as a picture: ${reason.slice(0, 160).replace(/:\s*$/, '')}`,
    {
      hint: 'The file is damaged or truncated: open it in an image editor, export it as JPEG, and use that file',
      cause: error,
    },
  );
}
