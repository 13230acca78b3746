import { roundTo } from '../../base/numbers.ts';
import type { Box } from '../face/detector.ts';
import { fromPixels, loadSharp, type RgbPixels } from './decoder.ts';

/** Measured on the largest face, or on the whole picture if there is none. */
export interface Quality {
  measured_on: 'face' | 'picture';
  /** Strength of the edges (deviation of the Laplacian) as a share of the contrast, at 160 pixels of width: below 0.08 looks blurred. */
  sharpness: number;
  /** Mean luma, 0 (black) to 1 (white). */
  brightness: number;
  /** Standard deviation of the luma, 0 to 0.5. */
  contrast: number;
}

/** Every face is measured at this width, so that large and small pictures are comparable. */
const measuredWidth = 160;

const laplacian = { width: 3, height: 3, kernel: [0, 1, 0, 1, -4, 1, 0, 1, 0], scale: 1, offset: 128 };

/** Measures sharpness, brightness and contrast of `area` (fractions of the picture; default: all of it). */
export async function measureQuality(pixels: RgbPixels, area?: Box): Promise<Quality> {
  const part = await fromPixels(pixels);
  if (area) {
    const left = Math.round(Math.max(0, area.x) * pixels.width);
    const top = Math.round(Math.max(0, area.y) * pixels.height);
    const right = Math.round(Math.min(1, area.x + area.width) * pixels.width);
    const bottom = Math.round(Math.min(1, area.y + area.height) * pixels.height);
    part.extract({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) });
  }
  const { data, info } = await part
    .resize({ width: measuredWidth })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const gray = await fromGray(data, info);
  const [{ mean, stdev } = { mean: 0, stdev: 0 }] = (await gray.clone().stats()).channels;
  const edges = await gray.convolve(laplacian).raw().toBuffer();
  const [edge] = (await (await fromGray(edges, info)).stats()).channels;
  return {
    measured_on: area ? 'face' : 'picture',
    sharpness: stdev > 0 ? roundTo((edge?.stdev ?? 0) / stdev, 2) : 0,
    brightness: roundTo(mean / 255, 2),
    contrast: roundTo(stdev / 255, 2),
  };
}

async function fromGray(data: Buffer, { width, height }: { width: number; height: number }) {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 1 } });
}
