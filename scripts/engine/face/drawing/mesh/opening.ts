import type { Picture } from '../i420.ts';

/** What is seen in an opening of the face. */
export interface Inside {
  /**
   * Finds what is at a point of the frame, in an opening that goes from `top` to `bottom` there; the answer is in the fields: the luma,
   * or the chroma if that is what is asked for.
   */
  look(x: number, y: number, top: number, bottom: number, isChroma: boolean): void;
  y: number;
  u: number;
  v: number;
}

/** Width of the soft edge, in luma pixels. */
const softEdge = 1.5;
/** Edges nearer to each other than this have met. */
const meets = 1.5;

/** The height of a line of vertices at each whole x from `left` on, or NaN. */
export function trace(
  target: Float32Array,
  vertices: readonly number[],
  left: number,
  heights: Float32Array,
): void {
  heights.fill(Number.NaN);
  for (let place = 1; place < vertices.length; place++) {
    const [p, q] = [2 * (vertices[place - 1] as number), 2 * (vertices[place] as number)];
    const [from, to] = (target[p] as number) <= (target[q] as number) ? [p, q] : [q, p];
    const [x0, y0, x1, y1] = [target[from], target[from + 1], target[to], target[to + 1]] as [
      number,
      number,
      number,
      number,
    ];
    const slope = (y1 - y0) / Math.max(1e-6, x1 - x0);
    const first = Math.max(left, Math.ceil(x0));
    const last = Math.min(left + heights.length - 1, Math.floor(x1));
    for (let x = first; x <= last; x++) heights[x - left] = y0 + (x - x0) * slope;
  }
}

/** An opening between two lines of vertices, such as lids or lips, through which something behind is seen. */
export class Opening {
  readonly #upper: readonly number[];
  readonly #lower: readonly number[];

  constructor(upper: readonly number[], lower: readonly number[]) {
    this.#upper = upper;
    this.#lower = lower;
  }

  /** Draws the inside over `frame`; `target` has x and y of all vertices. `strength` fades it in. */
  draw(frame: Picture, target: Float32Array, inside: Inside, strength = 1): void {
    const xs = [...this.#upper, ...this.#lower].map((vertex) => target[2 * vertex] as number);
    const left = Math.max(0, Math.floor(Math.min(...xs)) - 1);
    const right = Math.min(frame.y.width - 1, Math.ceil(Math.max(...xs)) + 1);
    if (right <= left) return;
    const top = new Float32Array(right - left + 1);
    const bottom = new Float32Array(right - left + 1);
    trace(target, this.#upper, left, top);
    trace(target, this.#lower, left, bottom);
    this.#drawLuma(frame, left, top, bottom, inside, strength);
    this.#drawChroma(frame, left, top, bottom, inside, strength);
  }

  /**
   * Blends the two edges where they have met, which would be a jagged line.
   * @param shade how much darker the line between them is, 0 to 1.
   */
  soften({ y: { data, stride, width, height } }: Picture, target: Float32Array, shade = 0): void {
    const xs = [...this.#upper, ...this.#lower].map((vertex) => target[2 * vertex] as number);
    const left = Math.max(0, Math.floor(Math.min(...xs)));
    const right = Math.min(width - 1, Math.ceil(Math.max(...xs)));
    if (right <= left) return;
    const top = new Float32Array(right - left + 1);
    const bottom = new Float32Array(right - left + 1);
    trace(target, this.#upper, left, top);
    trace(target, this.#lower, left, bottom);
    for (let column = 0; column < top.length; column++) {
      const gap = (bottom[column] as number) - (top[column] as number);
      const share = 1 - gap / meets;
      if (!(share > 0)) continue;
      const line = ((bottom[column] as number) + (top[column] as number)) / 2;
      const middle = Math.round(line);
      if (middle < 3 || middle > height - 4) continue;
      let above = data[(middle - 2) * stride + left + column] as number;
      for (let y = middle - 1; y <= middle + 1; y++) {
        const at = y * stride + left + column;
        const here = data[at] as number;
        const blended = (above + 2 * here + (data[at + stride] as number)) / 4;
        const dark = 1 - shade * Math.max(0, 1 - Math.abs(y - line) / 1.6);
        data[at] = here + (blended * dark - here) * Math.min(1, share) + 0.5;
        above = here;
      }
    }
  }

  #drawLuma(
    frame: Picture,
    left: number,
    top: Float32Array,
    bottom: Float32Array,
    inside: Inside,
    strength: number,
  ): void {
    const { data, stride, height } = frame.y;
    for (let column = 0; column < top.length; column++) {
      const [upper, lower] = [top[column] as number, bottom[column] as number];
      if (!(lower - upper > 0.1)) continue;
      for (let y = Math.max(0, Math.ceil(upper)); y <= Math.min(height - 1, Math.floor(lower)); y++) {
        const cover = strength * edge(y - upper) * edge(lower - y);
        if (cover <= 0) continue;
        inside.look(left + column, y, upper, lower, false);
        const at = y * stride + left + column;
        const seen = data[at] as number;
        data[at] = seen + (inside.y - seen) * cover + 0.5;
      }
    }
  }

  #drawChroma(
    frame: Picture,
    left: number,
    top: Float32Array,
    bottom: Float32Array,
    inside: Inside,
    strength: number,
  ): void {
    const { u, v } = frame;
    for (let column = left & 1 ? 1 : 0; column + 1 < top.length; column += 2) {
      const upper = ((top[column] as number) + (top[column + 1] as number)) / 2;
      const lower = ((bottom[column] as number) + (bottom[column + 1] as number)) / 2;
      if (!(lower - upper > 0.1)) continue;
      const from = Math.max(0, Math.floor((upper - 0.5) / 2));
      const to = Math.min(u.height - 1, Math.ceil((lower - 0.5) / 2));
      for (let row = from; row <= to; row++) {
        const y = 2 * row + 0.5;
        // A sample of chroma stands for two rows: it has the cover of what it stands for.
        const cover =
          (strength *
            (edge(y - 0.5 - upper) * edge(lower - y + 0.5) + edge(y + 0.5 - upper) * edge(lower - y - 0.5))) /
          2;
        if (cover <= 0) continue;
        inside.look(left + column + 0.5, Math.min(Math.max(y, upper), lower), upper, lower, true);
        const at = row * u.stride + ((left + column) >> 1);
        const [seenU, seenV] = [u.data[at] as number, v.data[at] as number];
        u.data[at] = seenU + (inside.u - seenU) * cover + 0.5;
        v.data[at] = seenV + (inside.v - seenV) * cover + 0.5;
      }
    }
  }
}

function edge(distance: number): number {
  if (distance <= 0) return 0;
  return distance >= softEdge ? 1 : distance / softEdge;
}
