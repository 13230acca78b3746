import type { Sharp } from 'sharp';
import { PikaError } from '../../cli/errors.ts';
import { fillSides } from '../../pixels/missing-sides.ts';
import type { Turn } from '../face/face-finder.ts';
import { decode, decodeError, fromPixels, loadSharp, type RgbPixels, toPixels } from './decoder.ts';
import type { InspectedImage } from './inspect.ts';
import { longestSide, minBytes, minShortSide } from './limits.ts';
import type { ImageSource } from './source.ts';

/** A part of a picture, in pixels. */
export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

type Size = Pick<Rectangle, 'width' | 'height'>;

/**
 * Parses an opaque CSS color, as sharp understands it.
 * @throws {PikaError} `usage` if it is not a color, or not opaque.
 */
export async function checkBackground(colour: string): Promise<void> {
  const sharp = await loadSharp();
  const wrong = (what: string, cause?: unknown) =>
    new PikaError('usage', `--background: ${what}`, {
      hint: 'Pass a color such as white, #1a73e8 or rgb(26,115,232)',
      cause,
    });
  let pixel: Buffer;
  try {
    const create = { width: 1, height: 1, channels: 4, background: colour } as const;
    pixel = await sharp({ create }).raw().toBuffer();
  } catch (error) {
    throw wrong(`${JSON.stringify(colour.slice(0, 40))} is not a CSS color`, error);
  }
  if (pixel[3] !== 255) throw wrong('the color is transparent; expected an opaque one');
}

/**
 * Makes the picture upright, opaque, 8-bit sRGB, free of metadata and at most 1536 pixels long, and turns it by `turn`. With `part` (in
 * pixels of the upright, turned picture) only that part.
 * @throws {PikaError} `image_invalid` if the file is damaged.
 */
export async function normalize(
  source: ImageSource,
  background: string,
  { part, turn = 0 }: { part?: Rectangle; turn?: Turn } = {},
): Promise<RgbPixels> {
  const upright = (await decode(source.bytes)).autoOrient().rotate(turn);
  try {
    return await toPixels(bounded(part ? upright.extract(part) : upright).flatten({ background }));
  } catch (error) {
    throw decodeError(source.name, error);
  }
}

const bounded = (pipeline: Sharp): Sharp =>
  pipeline.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true });

/** Turns pixels in memory clockwise. */
export async function turnPixels(pixels: RgbPixels, turn: Turn): Promise<RgbPixels> {
  return turn === 0 ? pixels : toPixels((await fromPixels(pixels)).rotate(turn));
}

/** Crops pixels in memory. */
export async function crop(pixels: RgbPixels, part: Rectangle): Promise<RgbPixels> {
  return toPixels((await fromPixels(pixels)).extract(part));
}

/** What of `part` is in a picture. */
export function within(part: Rectangle, { width, height }: Size): Rectangle {
  const left = Math.max(0, part.left);
  const top = Math.max(0, part.top);
  return {
    left,
    top,
    width: Math.min(width, part.left + part.width) - left,
    height: Math.min(height, part.top + part.height) - top,
  };
}

const isSmaller = (a: Size, b: Size): boolean => a.width < b.width || a.height < b.height;

/** Completes `pixels`, which show the part `inner` of `frame`, to the whole frame, within the limits of an avatar's size. */
export async function completeFrame(
  pixels: RgbPixels,
  inner: Rectangle,
  frame: Rectangle,
): Promise<RgbPixels> {
  const given = pixels.width / inner.width;
  const largest = Math.min(given, longestSide / Math.max(frame.width, frame.height));
  const scale = Math.max(largest, minShortSide / Math.min(frame.width, frame.height));
  const scaled = (length: number) => Math.round(length * scale);
  const [width, height] = [scaled(inner.width), scaled(inner.height)];
  const isOfSize = width === pixels.width && height === pixels.height;
  const picture = isOfSize ? pixels : await resized(pixels, width, height);
  const left = scaled(inner.left - frame.left);
  const top = scaled(inner.top - frame.top);
  const whole = fillSides(picture, {
    left,
    top,
    right: Math.max(0, scaled(frame.width) - left - width),
    bottom: Math.max(0, scaled(frame.height) - top - height),
  });
  return { ...whole, data: Buffer.from(whole.data.buffer, whole.data.byteOffset, whole.data.byteLength) };
}

async function resized(pixels: RgbPixels, width: number, height: number): Promise<RgbPixels> {
  return toPixels((await fromPixels(pixels)).resize(width, height, { fit: 'fill' }));
}

/** PNG without any metadata. At most 1536x1536x3 bytes, so it never comes near the upload limit. */
export async function encodePng(pixels: RgbPixels): Promise<Buffer> {
  const png = await (await fromPixels(pixels))
    .png({ compressionLevel: 4, adaptiveFiltering: true })
    .toBuffer();
  // A plain surface would compress below the service's minimum.
  return png.byteLength > minBytes ? png : (await fromPixels(pixels)).png({ compressionLevel: 0 }).toBuffer();
}

/** What was changed, for people. */
export function describeChanges(
  inspected: InspectedImage,
  prepared: RgbPixels,
  frame: Rectangle,
  background: string,
  turn: Turn,
): string[] {
  const { traits, format, width, height } = inspected;
  const shown = within(frame, inspected);
  const profile = traits.profiled ? ` with an ICC profile` : '';
  const rows: [boolean, string][] = [
    [traits.frames > 1, `used the first of ${traits.frames} frames`],
    [traits.rotated, 'turned upright according to its EXIF tag'],
    [turn !== 0, `turned by ${turn} degrees clockwise, so that the face is upright`],
    [
      traits.colour !== 'srgb' || traits.profiled,
      `colors converted to sRGB (from ${traits.colour}${profile})`,
    ],
    [traits.deep, 'reduced to 8 bits per channel'],
    [traits.transparent, `transparency filled with ${background}`],
    [traits.metadata.length > 0, `metadata removed (${traits.metadata.join(', ')})`],
    [isSmaller(shown, inspected), 'cropped'],
    [isSmaller(shown, frame), 'continued with its own background to fill the frame'],
    [
      width !== prepared.width || height !== prepared.height,
      `${width}x${height} became ${prepared.width}x${prepared.height}`,
    ],
    [format !== 'png', `saved as PNG (was ${format})`],
  ];
  return rows.flatMap(([happened, words]) => (happened ? [words] : []));
}
