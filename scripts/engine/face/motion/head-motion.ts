import type { FaceGeometry } from '../drawing/face-geometry.ts';
import type { Size } from '../drawing/placement.ts';
import { cellSize } from '../drawing/warp.ts';
import { smoothstep } from './interpolation.ts';
import type { FacePose } from './pose.ts';

/** Of a degree (turn, nod, tilt) or a pose of 1, in units of half the face's width (shift) and in radians (tilt). */
const reach = { turn: 0.017, nod: 0.017, breath: 0.016, brow: 0.085, tilt: Math.PI / 180 };

/** The head moves as one up to its outline and drags its surroundings along, ever less, up to 1.75 times as far out. */
const draggedTo = 1.75;

/** What the pose of a head moves, without mouth and eyes. */
export type Sway = Pick<FacePose, 'yaw' | 'pitch' | 'roll' | 'breath' | 'brow'>;

/** Displacements at the nodes of the frame: where a node's picture comes from, minus where the node is; pixels. */
export class HeadMotion {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The cells that the head or its surroundings can move. */
  readonly cells: Int32Array;
  private readonly nodes: Int32Array;
  /** Per moved node: x by yaw, x and y by roll, y by pitch, breath and brow. */
  private readonly weights: Float32Array;

  constructor(face: FaceGeometry, frame: Size) {
    this.columns = Math.ceil(frame.width / cellSize);
    this.rows = Math.ceil(frame.height / cellSize);
    const count = (this.columns + 1) * (this.rows + 1);
    this.x = new Float32Array(count);
    this.y = new Float32Array(count);
    const nodes: number[] = [];
    const weights: number[] = [];
    for (let node = 0; node < count; node++) {
      const x = (node % (this.columns + 1)) * cellSize;
      const y = Math.floor(node / (this.columns + 1)) * cellSize;
      const found = nodeWeights(face, x, y);
      if (!found) continue;
      nodes.push(node);
      weights.push(...found);
    }
    this.nodes = Int32Array.from(nodes);
    this.weights = Float32Array.from(weights);
    this.cells = this.cellsAround(new Set(nodes));
  }

  /** The node at a cell's upper left corner. */
  nodeOf(cell: number): number {
    return cell + Math.floor(cell / this.columns);
  }

  private cellsAround(nodes: ReadonlySet<number>): Int32Array {
    const cells: number[] = [];
    for (let cell = 0; cell < this.columns * this.rows; cell++) {
      const node = this.nodeOf(cell);
      const below = node + this.columns + 1;
      if ([node, node + 1, below, below + 1].some((corner) => nodes.has(corner))) cells.push(cell);
    }
    return Int32Array.from(cells);
  }

  /** Sets the displacements of all nodes. */
  set({ yaw, pitch, roll, breath, brow }: Sway): void {
    const { nodes, weights, x, y } = this;
    for (let i = 0, w = 0; i < nodes.length; i++, w += 6) {
      const node = nodes[i] as number;
      x[node] = yaw * (weights[w] as number) + roll * (weights[w + 1] as number);
      y[node] =
        roll * (weights[w + 2] as number) +
        pitch * (weights[w + 3] as number) +
        breath * (weights[w + 4] as number) +
        brow * (weights[w + 5] as number);
    }
  }

  /** The displacement at a position, [x, y] in pixels. */
  at(x: number, y: number): [number, number] {
    const column = Math.min(Math.max(Math.floor(x / cellSize), 0), this.columns - 1);
    const row = Math.min(Math.max(Math.floor(y / cellSize), 0), this.rows - 1);
    const node = row * (this.columns + 1) + column;
    return [this.x[node] as number, this.y[node] as number];
  }
}

/** How far the pictures of two sways differ at most, in pixels, roughly. */
export function swayDistance(face: FaceGeometry, a: Sway, b: Sway): number {
  const { unit, radiusY } = face.head;
  return (
    unit *
      (reach.turn * Math.abs(a.yaw - b.yaw) +
        reach.nod * Math.abs(a.pitch - b.pitch) +
        reach.breath * Math.abs(a.breath - b.breath) +
        reach.brow * Math.abs(a.brow - b.brow)) +
    2 * radiusY * reach.tilt * Math.abs(a.roll - b.roll)
  );
}

function nodeWeights({ head, eyes }: FaceGeometry, x: number, y: number): number[] | undefined {
  const distance = Math.hypot((x - head.x) / head.radiusX, (y - head.y) / head.radiusY);
  const held = 1 - smoothstep(1, draggedTo, distance);
  if (held === 0) return;
  // The nose is nearer than the hair, so it moves further.
  const depth = 0.6 + 0.4 * Math.max(0, 1 - distance * distance);
  const { unit } = head;
  const pivotY = head.chinY + head.radiusY * 0.4;
  const raised = Math.max(...eyes.map((eye) => browWeight(eye.x, eye.y - eye.upper, eye, unit, x, y)));
  return [
    -reach.turn * unit * depth * held,
    reach.tilt * (y - pivotY) * held,
    -reach.tilt * (x - head.x) * held,
    -reach.nod * unit * depth * held,
    reach.breath * unit * held,
    reach.brow * unit * raised,
  ];
}

/** How much of a brow's movement a point follows: all on the brow, nothing on the lid or at the hairline. */
function browWeight(
  eyeX: number,
  lidY: number,
  eye: { half: number; toBrow: number },
  unit: number,
  x: number,
  y: number,
): number {
  const above = lidY - y;
  const beside = 1 - smoothstep(0.9, 2.1, Math.abs(x - eyeX) / eye.half);
  return (
    beside *
    smoothstep(0.2, 1, above / eye.toBrow) *
    (1 - smoothstep(0.25, 0.75, (above - eye.toBrow) / unit))
  );
}
