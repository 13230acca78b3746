import { type Picture, type Plane, padding } from './i420.ts';

/** The frame is moved in cells of 8 x 8 pixels; between their corners (nodes) displacements are interpolated. */
export const cellSize = 8;

/** Displacements at the nodes of a frame, row by row: where a node's picture comes from, minus where the node is; pixels. */
export interface Displacements {
  x: Float32Array;
  y: Float32Array;
}

/** A frame's cells. */
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
