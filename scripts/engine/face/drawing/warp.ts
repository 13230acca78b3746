import { type Picture, type Plane, padding } from './i420.ts';

/** What a detail of the face (mouth, eye) shows at one point: a place of the still picture, and paint over it. */
export interface Detail {
  /** Finds what is shown at a point of the still picture's coordinates; the answer is in the fields. */
  locate(x: number, y: number): void;
  sourceX: number;
  sourceY: number;
  /** Share of the paint, 0 to 1. */
  cover: number;
  paintY: number;
  paintU: number;
  paintV: number;
  /** No luma above this is shown. */
  ceiling: number;
}

/** The frame is moved in cells of 8 x 8 pixels; between their corners (nodes) displacements are interpolated. */
export const cellSize = 8;

/** Displacements at the nodes of a frame, row by row: where a node's picture comes from, minus where the node is; pixels. */
export interface Displacements {
  x: Float32Array;
  y: Float32Array;
}

/** A frame's cells, with the displacements that details build on. */
export interface Cells extends Displacements {
  /** Cells in a row; there is one node more. */
  columns: number;
}

const one = 65536;

/** Moves pixels of a still picture into a frame, cell by cell. */
export class CellWarp {
  /** The still picture, padded (see padPicture). */
  private readonly still: Picture;
  private readonly frame: Picture;
  private readonly grid: Cells;

  constructor(still: Picture, frame: Picture, grid: Cells) {
    this.still = still;
    this.frame = frame;
    this.grid = grid;
  }

  /** Draws one cell by the displacements of its corners alone. */
  drawPlain(cell: number, displacements: Displacements): void {
    const { columns } = this.grid;
    const column = cell % columns;
    const row = (cell - column) / columns;
    const node = row * (columns + 1) + column;
    const { still, frame } = this;
    warpCell(still.y, frame.y, cellSize, column, row, displacements, node, columns + 1, one);
    warpCell(still.u, frame.u, cellSize / 2, column, row, displacements, node, columns + 1, one / 2);
    warpCell(still.v, frame.v, cellSize / 2, column, row, displacements, node, columns + 1, one / 2);
  }

  /** Draws one cell pixel by pixel: moved with the head, then changed by the detail. */
  drawDetail(cell: number, detail: Detail): void {
    const { columns, x, y } = this.grid;
    const column = cell % columns;
    const row = (cell - column) / columns;
    const node = row * (columns + 1) + column;
    const below = node + columns + 1;
    const xs = [x[node], x[node + 1], x[below], x[below + 1]] as [number, number, number, number];
    const ys = [y[node], y[node + 1], y[below], y[below + 1]] as [number, number, number, number];
    this.drawDetailLuma(column * cellSize, row * cellSize, xs, ys, detail);
    this.drawDetailChroma((column * cellSize) / 2, (row * cellSize) / 2, xs, ys, detail);
  }

  private drawDetailLuma(x0: number, y0: number, xs: Corners, ys: Corners, detail: Detail): void {
    const { y: source } = this.still;
    const { y: target } = this.frame;
    const right = Math.min(x0 + cellSize, target.width);
    const bottom = Math.min(y0 + cellSize, target.height);
    for (let py = y0; py < bottom; py++) {
      const fy = (py - y0) / cellSize;
      const left = xs[0] + (xs[2] - xs[0]) * fy;
      const slope = (xs[1] + (xs[3] - xs[1]) * fy - left) / cellSize;
      const leftY = ys[0] + (ys[2] - ys[0]) * fy;
      const slopeY = (ys[1] + (ys[3] - ys[1]) * fy - leftY) / cellSize;
      for (let px = x0; px < right; px++) {
        const along = px - x0;
        detail.locate(px + left + slope * along, py + leftY + slopeY * along);
        const seen = Math.min(bilinear(source, detail.sourceX, detail.sourceY), detail.ceiling);
        target.data[py * target.stride + px] = seen + (detail.paintY - seen) * detail.cover + 0.5;
      }
    }
  }

  private drawDetailChroma(x0: number, y0: number, xs: Corners, ys: Corners, detail: Detail): void {
    const { u, v } = this.still;
    const { u: targetU, v: targetV } = this.frame;
    const size = cellSize / 2;
    const right = Math.min(x0 + size, targetU.width);
    const bottom = Math.min(y0 + size, targetU.height);
    for (let py = y0; py < bottom; py++) {
      const fy = (py - y0) / size;
      for (let px = x0; px < right; px++) {
        const fx = (px - x0) / size;
        const moveX = mixCorners(xs, fx, fy);
        const moveY = mixCorners(ys, fx, fy);
        detail.locate(2 * px + 0.5 + moveX, 2 * py + 0.5 + moveY);
        const [sx, sy] = [(detail.sourceX - 0.5) / 2, (detail.sourceY - 0.5) / 2];
        const seenU = bilinear(u, sx, sy);
        const seenV = bilinear(v, sx, sy);
        const at = py * targetU.stride + px;
        targetU.data[at] = seenU + (detail.paintU - seenU) * detail.cover + 0.5;
        targetV.data[at] = seenV + (detail.paintV - seenV) * detail.cover + 0.5;
      }
    }
  }
}

type Corners = readonly [upperLeft: number, upperRight: number, lowerLeft: number, lowerRight: number];

function mixCorners(corners: Corners, fx: number, fy: number): number {
  const upper = corners[0] + (corners[1] - corners[0]) * fx;
  const lower = corners[2] + (corners[3] - corners[2]) * fx;
  return upper + (lower - upper) * fy;
}

/** The sample of a padded plane at a fractional position, held at the edges. */
function bilinear({ data, width, height, stride }: Plane, x: number, y: number): number {
  const left = x < 0 ? 0 : Math.min(x, width - 1);
  const top = y < 0 ? 0 : Math.min(y, height - 1);
  const column = left | 0;
  const row = top | 0;
  const fx = left - column;
  const at = row * stride + column;
  const upper = (data[at] as number) + ((data[at + 1] as number) - (data[at] as number)) * fx;
  const below = at + stride;
  const lower = (data[below] as number) + ((data[below + 1] as number) - (data[below] as number)) * fx;
  return upper + (lower - upper) * (top - row);
}

/**
 * Fills one cell of a plane, `size` samples square, from `source` (padded) in 16.16 fixed point: the positions of the four
 * corners are kept inside the picture, so that all between them are.
 */
function warpCell(
  source: Plane,
  target: Plane,
  size: number,
  column: number,
  row: number,
  { x, y }: Displacements,
  node: number,
  nodesPerRow: number,
  scale: number,
): void {
  const x0 = column * size;
  const y0 = row * size;
  const right = Math.min(x0 + size, target.width);
  const bottom = Math.min(y0 + size, target.height);
  const maxX = (target.width + padding - 2) * one;
  const maxY = (target.height + padding - 2) * one;
  const below = node + nodesPerRow;
  let leftX = held(x0 * one + (x[node] as number) * scale, maxX);
  let leftY = held(y0 * one + (y[node] as number) * scale, maxY);
  let rightX = held((x0 + size) * one + (x[node + 1] as number) * scale, maxX);
  let rightY = held(y0 * one + (y[node + 1] as number) * scale, maxY);
  const leftXStep = ((held(x0 * one + (x[below] as number) * scale, maxX) - leftX) / size) | 0;
  const leftYStep = ((held((y0 + size) * one + (y[below] as number) * scale, maxY) - leftY) / size) | 0;
  const rightXStep = ((held((x0 + size) * one + (x[below + 1] as number) * scale, maxX) - rightX) / size) | 0;
  const rightYStep = ((held((y0 + size) * one + (y[below + 1] as number) * scale, maxY) - rightY) / size) | 0;
  const { data, stride } = source;
  const out = target.data;
  for (let py = y0; py < bottom; py++) {
    let sx = leftX;
    let sy = leftY;
    const stepX = ((rightX - leftX) / size) | 0;
    const stepY = ((rightY - leftY) / size) | 0;
    let to = py * target.stride + x0;
    for (let px = x0; px < right; px++) {
      const at = (sy >> 16) * stride + (sx >> 16);
      const fx = (sx >> 8) & 255;
      const fy = (sy >> 8) & 255;
      const a = data[at] as number;
      const c = data[at + stride] as number;
      const upper = (a << 8) + ((data[at + 1] as number) - a) * fx;
      const lower = (c << 8) + ((data[at + stride + 1] as number) - c) * fx;
      out[to++] = ((upper << 8) + (lower - upper) * fy + 32768) >> 16;
      sx += stepX;
      sy += stepY;
    }
    leftX += leftXStep;
    rightX += rightXStep;
    leftY += leftYStep;
    rightY += rightYStep;
  }
}

function held(position: number, greatest: number): number {
  return position < 0 ? 0 : position > greatest ? greatest : position | 0;
}
