import type { Metadata } from 'sharp';
import { PikaError } from '../../cli/errors.ts';
import type { Warning } from '../../cli/runtime.ts';
import { decode, decodeError, maxPixels, tooManyPixels } from './decoder.ts';
import { claimWarning, type ImageFormat, sniffImageType } from './image-type.ts';
import { longestSide, minBytes, minShortSide, softShortSide } from './limits.ts';
import type { ImageSource } from './source.ts';

/** A picture whose header is valid and within the limits. Width and height are those after its EXIF rotation. */
export interface InspectedImage {
  format: ImageFormat;
  width: number;
  height: number;
  /** Traits that will be changed, in the decoder's terms. */
  traits: {
    rotated: boolean;
    colour: string;
    deep: boolean;
    profiled: boolean;
    transparent: boolean;
    frames: number;
    /** Kinds of metadata it contains: EXIF, XMP, IPTC … */
    metadata: string[];
  };
  warnings: Warning[];
}

/**
 * Inspects a picture's first bytes and header; decodes no pixels.
 * @throws {PikaError} `image_invalid` with what to do about it.
 */
export async function inspectImage(source: ImageSource): Promise<InspectedImage> {
  const { bytes, name } = source;
  const type = sniffImageType(bytes);
  if (!type.format) {
    throw new PikaError('image_invalid', `${name} is ${type.what}: expected a picture`, { hint: type.tip });
  }
  const metadata = await readMetadata(source);
  // EXIF orientations 5 to 8 are on their side.
  const isSideways = (metadata.orientation ?? 1) >= 5;
  const width = isSideways ? metadata.height : metadata.width;
  const height = isSideways ? metadata.width : metadata.height;
  refuseBadSize(name, type.format, metadata, bytes.byteLength);
  return {
    format: type.format,
    width,
    height,
    traits: {
      rotated: (metadata.orientation ?? 1) > 1,
      colour: metadata.space,
      deep: metadata.depth !== 'uchar',
      profiled: Boolean(metadata.icc),
      transparent: metadata.hasAlpha,
      frames: metadata.pages ?? 1,
      metadata: metadataKinds(metadata),
    },
    warnings: [...claimWarning(type.format, source), ...frameWarning(type.format, metadata)],
  };
}

async function readMetadata({ bytes, name }: ImageSource): Promise<Metadata> {
  const picture = await decode(bytes);
  try {
    return await picture.metadata();
  } catch (error) {
    throw decodeError(name, error);
  }
}

/** Memory limit for decoding a picture. */
const maxDecodedBytes = 200e6;

const bytesPerSample: Readonly<Record<string, number>> = { ushort: 2, short: 2, uint: 4, int: 4, float: 4 };

/** Bytes per pixel that the decoder holds at once; most formats are read row by row, so that only pixels count (measured). */
function heldBytesPerPixel(format: ImageFormat, { channels, depth, isProgressive }: Metadata): number {
  if (format === 'avif') return 16;
  if (format === 'gif') return 6;
  const isWhole = isProgressive || format === 'tiff';
  return isWhole ? Math.max(4, channels * (bytesPerSample[depth] ?? 1)) : 4;
}

function refuseBadSize(name: string, format: ImageFormat, metadata: Metadata, size: number): void {
  const { width, height } = metadata;
  const limit = Math.min(maxPixels, maxDecodedBytes / heldBytesPerPixel(format, metadata));
  if (width * height > limit) throw tooManyPixels(name, limit);
  refuseSmall(name, width, height);
  if (size >= minBytes) return;
  throw new PikaError(
    'image_invalid',
    `${name} has only ${size} bytes: expected a picture of more than 1 KB`,
    {
      hint: 'The picture is nearly empty: use another one',
    },
  );
}

/** The shorter side of a long, narrow picture becomes small when the longer side is limited. */
function refuseSmall(name: string, width: number, height: number): void {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  if (Math.min(width, height) * scale >= minShortSide) return;
  const bounded = `${Math.round(width * scale)}x${Math.round(height * scale)}`;
  const became = scale < 1 ? `, ${bounded} as an avatar` : '';
  const message = `${name} is ${width}x${height} pixels${became}: expected at least ${minShortSide} on the shorter side`;
  throw new PikaError('image_invalid', message, {
    hint:
      scale < 1
        ? 'Crop it: its longer side may be at most six times the shorter one'
        : `Use a larger picture, with at least ${softShortSide} pixels on the shorter side`,
  });
}

function metadataKinds(metadata: Metadata): string[] {
  const kinds = { EXIF: metadata.exif, XMP: metadata.xmp, IPTC: metadata.iptc, ICC: metadata.icc };
  const found = Object.entries(kinds).flatMap(([kind, value]) => (value ? [kind] : []));
  return metadata.comments?.length ? [...found, 'comments'] : found;
}

/** A TIFF has pages, not frames; only the first is used in either case. */
function frameWarning(format: ImageFormat, { pages = 1 }: Metadata): Warning[] {
  if (pages <= 1) return [];
  const what = format === 'tiff' ? `has ${pages} pages` : `is animated (${pages} frames)`;
  return [{ code: 'image_animated', message: `The picture ${what}; only the first one is used.` }];
}
