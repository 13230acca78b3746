import type { RgbPixels } from '../picture/decoder.ts';

/** A point in pixels of a picture. */
export type Pixel = readonly [x: number, y: number];

/** The colors of a picture between its pixels, 0 to 255; outside, those of its edge. */
export class PixelSamples {
  readonly #pixels: RgbPixels;

  constructor(pixels: RgbPixels) {
    this.#pixels = pixels;
  }

  /** Red (0), green (1) or blue (2). */
  channel([x, y]: Pixel, channel: number): number {
    const { data, width, height } = this.#pixels;
    const column = Math.min(Math.max(x, 0), width - 1);
    const row = Math.min(Math.max(y, 0), height - 1);
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const right = Math.min(left + 1, width - 1);
    const at = (px: number, py: number) => data[(py * width + px) * 3 + channel] as number;
    const across = column - left;
    const upper = at(left, top) + (at(right, top) - at(left, top)) * across;
    const below = Math.min(top + 1, height - 1);
    const lower = at(left, below) + (at(right, below) - at(left, below)) * across;
    return upper + (lower - upper) * (row - top);
  }

  /** Luma by the weights of Rec. 601. */
  luma(at: Pixel): number {
    return 0.299 * this.channel(at, 0) + 0.587 * this.channel(at, 1) + 0.114 * this.channel(at, 2);
  }

  /** 0 (gray) to 1 (a pure color). */
  saturation(at: Pixel): number {
    const rgb = [0, 1, 2].map((channel) => this.channel(at, channel));
    const brightest = Math.max(...rgb);
    return brightest > 0 ? (brightest - Math.min(...rgb)) / brightest : 0;
  }
}
