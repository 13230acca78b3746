import { type Picture, sampleAt } from '../i420.ts';
import type { Rectangle } from '../placement.ts';

/** A piece of the picture at rest with all three samples for each pixel, to be repaired and read anywhere in it. */
export class Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;

  constructor({ x, y, width, height }: Rectangle, still: Picture) {
    this.left = Math.floor(x);
    this.top = Math.floor(y);
    this.width = Math.max(2, Math.ceil(width) + 1);
    this.height = Math.max(2, Math.ceil(height) + 1);
    const count = this.width * this.height;
    this.y = new Float32Array(count);
    this.u = new Float32Array(count);
    this.v = new Float32Array(count);
    for (let row = 0, at = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++, at++) {
        const [px, py] = [this.left + column, this.top + row];
        this.y[at] = sampleAt(still.y, px, py);
        this.u[at] = sampleAt(still.u, (px - 0.5) / 2, (py - 0.5) / 2);
        this.v[at] = sampleAt(still.v, (px - 0.5) / 2, (py - 0.5) / 2);
      }
    }
  }

  /** The index of the pixel at whole coordinates of the frame. */
  indexOf(x: number, y: number): number {
    const column = Math.min(Math.max(x - this.left, 0), this.width - 1);
    const row = Math.min(Math.max(y - this.top, 0), this.height - 1);
    return row * this.width + column;
  }

  /** Values like this patch's own, such as a mask, at any point; held at the edges. */
  read(values: Float32Array, x: number, y: number): number {
    const px = Math.min(Math.max(x - this.left, 0), this.width - 1.001);
    const py = Math.min(Math.max(y - this.top, 0), this.height - 1.001);
    const column = px | 0;
    const row = py | 0;
    const [fx, fy] = [px - column, py - row];
    const at = row * this.width + column;
    const below = at + this.width;
    const upper = (values[at] as number) * (1 - fx) + (values[at + 1] as number) * fx;
    const lower = (values[below] as number) * (1 - fx) + (values[below + 1] as number) * fx;
    return upper * (1 - fy) + lower * fy;
  }
}
