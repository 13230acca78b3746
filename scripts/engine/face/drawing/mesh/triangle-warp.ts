import type { Picture, Plane } from '../i420.ts';

/** How far a source plane goes on beyond each edge, in luma pixels. */
export const margin = 64;

const one = 65536;

/** A plane whose edges go on for `by` samples on all sides. */
function extended({ data, width, height, stride }: Plane, by: number): Plane {
  const wide = width + 2 * by;
  const copy = new Uint8Array(wide * (height + 2 * by));
  for (let row = 0; row < height + 2 * by; row++) {
    const from = Math.min(Math.max(row - by, 0), height - 1) * stride;
    const to = row * wide;
    copy.fill(data[from] as number, to, to + by);
    copy.set(data.subarray(from, from + width), to + by);
    copy.fill(data[from + width - 1] as number, to + by + width, to + wide);
  }
  return { data: copy, width, height, stride: wide };
}

/** Two or one planes of the same size that are drawn by the same coordinates. */
interface Layer {
  sources: readonly Plane[];
  targets: readonly Plane[];
  /** Samples are at luma positions scale * n + shift. */
  scale: number;
  shift: number;
  by: number;
}

/** Vertices at rest (x, y, z each) and how far they have moved (x, y each), in steps. */
export interface MovedVertices {
  rest: Float32Array;
  moved: Int16Array;
}

/** Steps of a position, per pixel: less is not seen, and is not drawn anew. */
export const steps = 8;

/** The displacement over a triangle: at its first corner, and per pixel of the frame. */
interface Slopes {
  isStill: boolean;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yx: number;
  yy: number;
}

/** Draws triangles of a still picture where their corners have gone. */
export class TriangleWarp {
  readonly #layers: readonly Layer[];
  /** The still picture, with `margin` luma pixels (half as many of chroma) around it. */
  readonly source: Picture;
  readonly #slopes: Slopes = { isStill: true, x: 0, y: 0, xx: 0, xy: 0, yx: 0, yy: 0 };
  readonly #corners = new Float64Array(6);

  constructor(still: Picture, frame: Picture) {
    this.source = {
      y: extended(still.y, margin),
      u: extended(still.u, margin / 2),
      v: extended(still.v, margin / 2),
    };
    const { y, u, v } = this.source;
    this.#layers = [
      { sources: [y], targets: [frame.y], scale: 1, shift: 0, by: margin },
      { sources: [u, v], targets: [frame.u, frame.v], scale: 2, shift: 0.5, by: margin / 2 },
    ];
  }

  /** Draws the triangle of these vertices. Turned over, it is behind others and is not drawn. */
  draw({ rest, moved }: MovedVertices, a: number, b: number, c: number): void {
    const [x0, y0] = [rest[3 * a] as number, rest[3 * a + 1] as number];
    const [x1, y1] = [rest[3 * b] as number, rest[3 * b + 1] as number];
    const [x2, y2] = [rest[3 * c] as number, rest[3 * c + 1] as number];
    const dx0 = (moved[2 * a] as number) / steps;
    const dy0 = (moved[2 * a + 1] as number) / steps;
    const dx1 = (moved[2 * b] as number) / steps;
    const dy1 = (moved[2 * b + 1] as number) / steps;
    const dx2 = (moved[2 * c] as number) / steps;
    const dy2 = (moved[2 * c + 1] as number) / steps;
    const [tx0, ty0, tx1, ty1, tx2, ty2] = [x0 + dx0, y0 + dy0, x1 + dx1, y1 + dy1, x2 + dx2, y2 + dy2];
    const area = (tx1 - tx0) * (ty2 - ty0) - (tx2 - tx0) * (ty1 - ty0);
    if (area < 1e-3) return;
    // How the displacement changes from pixel to pixel of the frame.
    const e1x = tx1 - tx0;
    const e1y = ty1 - ty0;
    const e2x = tx2 - tx0;
    const e2y = ty2 - ty0;
    const slopes = this.#slopes;
    slopes.isStill = dx0 === 0 && dy0 === 0 && dx1 === 0 && dy1 === 0 && dx2 === 0 && dy2 === 0;
    slopes.xx = ((dx1 - dx0) * e2y - (dx2 - dx0) * e1y) / area;
    slopes.xy = ((dx2 - dx0) * e1x - (dx1 - dx0) * e2x) / area;
    slopes.yx = ((dy1 - dy0) * e2y - (dy2 - dy0) * e1y) / area;
    slopes.yy = ((dy2 - dy0) * e1x - (dy1 - dy0) * e2x) / area;
    for (const layer of this.#layers) {
      const { scale, shift } = layer;
      slopes.x = dx0 / scale;
      slopes.y = dy0 / scale;
      const corners = this.#corners;
      corners[0] = (tx0 - shift) / scale;
      corners[1] = (ty0 - shift) / scale;
      corners[2] = (tx1 - shift) / scale;
      corners[3] = (ty1 - shift) / scale;
      corners[4] = (tx2 - shift) / scale;
      corners[5] = (ty2 - shift) / scale;
      fill(layer, corners, slopes);
    }
  }
}

/** Index of the highest, middle and lowest of three corners. */
function byHeight(corners: Float64Array): readonly [number, number, number] {
  const [a, b, c] = [corners[1] as number, corners[3] as number, corners[5] as number];
  if (a <= b) {
    if (b <= c) return [0, 2, 4];
    return a <= c ? [0, 4, 2] : [4, 0, 2];
  }
  if (a <= c) return [2, 0, 4];
  return b <= c ? [2, 4, 0] : [4, 2, 0];
}

function fill({ sources, targets, by }: Layer, corners: Float64Array, slopes: Slopes): void {
  const [a, b, c] = byHeight(corners);
  const [x0, y0] = [corners[0] as number, corners[1] as number];
  const [ax, ay] = [corners[a] as number, corners[a + 1] as number];
  const [bx, middle] = [corners[b] as number, corners[b + 1] as number];
  const [cx, cy] = [corners[c] as number, corners[c + 1] as number];
  const first = sources[0] as Plane;
  const target = targets[0] as Plane;
  const top = Math.max(0, Math.ceil(ay));
  const bottom = Math.min(target.height, Math.ceil(cy));
  const long = (cx - ax) / (cy - ay);
  const upper = middle > ay ? (bx - ax) / (middle - ay) : 0;
  const lower = cy > middle ? (cx - bx) / (cy - middle) : 0;
  const stepX = Math.round((1 - slopes.xx) * one);
  const stepY = Math.round(-slopes.yx * one);
  const { stride } = first;
  const source = first.data;
  const out = target.data;
  const second = sources[1]?.data;
  const out2 = targets[1]?.data;
  for (let y = top; y < bottom; y++) {
    const onLong = ax + (y - ay) * long;
    const onShort = y < middle ? ax + (y - ay) * upper : bx + (y - middle) * lower;
    let left = Math.ceil(onLong < onShort ? onLong : onShort);
    let right = Math.ceil(onLong < onShort ? onShort : onLong);
    if (left < 0) left = 0;
    if (right > target.width) right = target.width;
    if (left >= right) continue;
    let to = y * target.stride + left;
    const end = to + right - left;
    if (slopes.isStill) {
      let from = (y + by) * stride + left + by;
      if (second && out2) {
        for (; to < end; to++, from++) {
          out[to] = source[from] as number;
          out2[to] = second[from] as number;
        }
      } else {
        for (; to < end; to++, from++) out[to] = source[from] as number;
      }
      continue;
    }
    const [ox, oy] = [left - x0, y - y0];
    let sx = Math.round((left + by - slopes.x - slopes.xx * ox - slopes.xy * oy) * one);
    let sy = Math.round((y + by - slopes.y - slopes.yx * ox - slopes.yy * oy) * one);
    if (second && out2) {
      for (; to < end; to++) {
        const at = (sy >> 16) * stride + (sx >> 16);
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        const a = source[at] as number;
        const c = source[at + stride] as number;
        const above = (a << 8) + ((source[at + 1] as number) - a) * fx;
        const below = (c << 8) + ((source[at + stride + 1] as number) - c) * fx;
        out[to] = ((above << 8) + (below - above) * fy + 32768) >> 16;
        const d = second[at] as number;
        const e = second[at + stride] as number;
        const above2 = (d << 8) + ((second[at + 1] as number) - d) * fx;
        const below2 = (e << 8) + ((second[at + stride + 1] as number) - e) * fx;
        out2[to] = ((above2 << 8) + (below2 - above2) * fy + 32768) >> 16;
        sx += stepX;
        sy += stepY;
      }
    } else {
      for (; to < end; to++) {
        const at = (sy >> 16) * stride + (sx >> 16);
        const fx = (sx >> 8) & 255;
        const fy = (sy >> 8) & 255;
        const a = source[at] as number;
        const c = source[at + stride] as number;
        const above = (a << 8) + ((source[at + 1] as number) - a) * fx;
        const below = (c << 8) + ((source[at + stride + 1] as number) - c) * fx;
        out[to] = ((above << 8) + (below - above) * fy + 32768) >> 16;
        sx += stepX;
        sy += stepY;
      }
    }
  }
}
