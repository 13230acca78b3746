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
    const pixels = this.#level(level);
    const shrink = 2 ** level;
    const output = createTensor(height, width, 3);
    const [x0, y0] = toPicture(crop, 0, 0);
    const [x1, y1] = toPicture(crop, 1, 0);
    const [x2, y2] = toPicture(crop, 0, 1);
    const direction = isMirrored ? -1 : 1;
    const [acrossX, acrossY] = [
      (direction * (x1 - x0)) / (width * shrink),
      (direction * (y1 - y0)) / (width * shrink),
    ];
    const [startX, startY] = isMirrored ? [x1, y1] : [x0, y0];
    for (let y = 0; y < height; y += 1) {
      const v = (y + 0.5) / height;
      const fromX = (startX + (x2 - x0) * v) / shrink - 0.5;
      const fromY = (startY + (y2 - y0) * v) / shrink - 0.5;
      sampleRow(pixels, { fromX, fromY, acrossX, acrossY }, output.data, y * width * 3, width);
    }
    const factor = (high - low) / 255;
    const { data } = output;
    for (let index = 0; index < data.length; index += 1) data[index] = low + factor * (data[index] as number);
    return output;
  }
}

interface Line {
  fromX: number;
  fromY: number;
  /** From one sample to the next. */
  acrossX: number;
  acrossY: number;
}

/** Samples of one row, 0 to 255; those outside the picture are left as they are. */
function sampleRow(
  { data, width, height }: Pixels,
  { fromX, fromY, acrossX, acrossY }: Line,
  out: Float32Array,
  start: number,
  count: number,
): void {
  for (let index = 0; index < count; index += 1) {
    const x = fromX + (index + 0.5) * acrossX;
    const y = fromY + (index + 0.5) * acrossY;
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (left < -1 || top < -1 || left >= width || top >= height) continue;
    const across = x - left;
    const down = y - top;
    const columnLeft = left < 0 ? 0 : left;
    const columnRight = left + 1 < width ? left + 1 : left;
    const rowTop = (top < 0 ? 0 : top) * width;
    const rowBottom = (top + 1 < height ? top + 1 : top) * width;
    const a = (rowTop + columnLeft) * 3;
    const b = (rowTop + columnRight) * 3;
    const c = (rowBottom + columnLeft) * 3;
    const d = (rowBottom + columnRight) * 3;
    const weightB = across * (1 - down);
    const weightC = (1 - across) * down;
    const weightD = across * down;
    const weightA = 1 - weightB - weightC - weightD;
    const to = start + index * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      out[to + channel] =
        (data[a + channel] as number) * weightA +
        (data[b + channel] as number) * weightB +
        (data[c + channel] as number) * weightC +
        (data[d + channel] as number) * weightD;
    }
  }
}
