import { createTensor, type Tensor } from './network/tensor.ts';

/** Pixels as rows of red, green, blue, 8 bits each. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A rectangle of a picture, in its pixels, that may be turned and may reach beyond the picture. */
export interface Crop {
  centerX: number;
  centerY: number;
  width: number;
  height: number;
  /** Radians, clockwise. */
  angle: number;
}

/** Converts a point in fractions of a crop to pixels of the picture. */
export function toPicture(
  { centerX, centerY, width, height, angle }: Crop,
  x: number,
  y: number,
): [number, number] {
  const dx = (x - 0.5) * width;
  const dy = (y - 0.5) * height;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [centerX + dx * cos - dy * sin, centerY + dx * sin + dy * cos];
}

function halve({ data, width, height }: Pixels): Pixels {
  const half = { width: Math.max(1, width >> 1), height: Math.max(1, height >> 1) };
  const out = new Uint8Array(half.width * half.height * 3);
  for (let y = 0; y < half.height; y += 1) {
    const top = Math.min(2 * y, height - 1) * width;
    const bottom = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < half.width; x += 1) {
      const left = Math.min(2 * x, width - 1);
      const right = Math.min(2 * x + 1, width - 1);
      for (let channel = 0; channel < 3; channel += 1) {
        const sum =
          (data[(top + left) * 3 + channel] as number) +
          (data[(top + right) * 3 + channel] as number) +
          (data[(bottom + left) * 3 + channel] as number) +
          (data[(bottom + right) * 3 + channel] as number);
        out[(y * half.width + x) * 3 + channel] = (sum + 2) >> 2;
      }
    }
  }
  return { ...half, data: out };
}

export interface SampleOptions {
  width: number;
  height: number;
  /** The values that 0 and 255 map to. */
  range: readonly [number, number];
  /** Mirrors the crop, so that a left eye looks like a right one. */
  isMirrored?: boolean;
}

/** Crops rotated rectangles from a picture, at any scale, as input of a network. Everything outside the picture is black. */
export class PictureSampler {
  /** The picture, then each half the size of the one before. */
  readonly #levels: Pixels[];

  constructor(pixels: Pixels) {
    this.#levels = [pixels];
  }

  #level(index: number): Pixels {
    while (this.#levels.length <= index) this.#levels.push(halve(this.#levels.at(-1) as Pixels));
    return this.#levels[index] as Pixels;
  }

  /** The crop at the requested size, by bilinear interpolation in the smallest level that has enough detail. */
  sample(crop: Crop, { width, height, range: [low, high], isMirrored = false }: SampleOptions): Tensor {
    const scale = Math.min(crop.width / width, crop.height / height);
    const level = Math.max(0, Math.floor(Math.log2(scale)));
    const { data, width: columns, height: rows } = this.#level(level);
    const shrink = 2 ** level;
    const output = createTensor(height, width, 3);
    const factor = (high - low) / 255;
    const [x0, y0] = toPicture(crop, 0, 0);
    const [x1, y1] = toPicture(crop, 1, 0);
    const [x2, y2] = toPicture(crop, 0, 1);
    for (let y = 0; y < height; y += 1) {
      const v = (y + 0.5) / height;
      for (let x = 0; x < width; x += 1) {
        const u = isMirrored ? 1 - (x + 0.5) / width : (x + 0.5) / width;
        const px = (x0 + (x1 - x0) * u + (x2 - x0) * v) / shrink - 0.5;
        const py = (y0 + (y1 - y0) * u + (y2 - y0) * v) / shrink - 0.5;
        const left = Math.floor(px);
        const top = Math.floor(py);
        const to = (y * width + x) * 3;
        if (left < -1 || top < -1 || left >= columns || top >= rows) {
          output.data.fill(low, to, to + 3);
          continue;
        }
        const fx = px - left;
        const fy = py - top;
        const columnLeft = Math.max(0, left);
        const columnRight = Math.min(columns - 1, left + 1);
        const rowTop = Math.max(0, top) * columns;
        const rowBottom = Math.min(rows - 1, top + 1) * columns;
        for (let channel = 0; channel < 3; channel += 1) {
          const a = data[(rowTop + columnLeft) * 3 + channel] as number;
          const b = data[(rowTop + columnRight) * 3 + channel] as number;
          const c = data[(rowBottom + columnLeft) * 3 + channel] as number;
          const d = data[(rowBottom + columnRight) * 3 + channel] as number;
          const upper = a + (b - a) * fx;
          output.data[to + channel] = low + factor * (upper + (c + (d - c) * fx - upper) * fy);
        }
      }
    }
    return output;
  }
}
