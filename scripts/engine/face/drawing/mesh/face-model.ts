import { brows, lids, lips, marks, meshSize } from '../../../../rig/face-mesh.ts';
import type { MeshPoint, MeshRig } from '../../../../rig/mesh-rig.ts';
import { meshTriangles } from '../../../../rig/mesh-triangles.ts';
import type { RigPoint } from '../../../../rig/point.ts';
import { clamp } from '../../motion/interpolation.ts';
import type { Picture } from '../i420.ts';
import type { Placement, Point } from '../placement.ts';
import { fitIris, fitLids, seenBrow } from './eye-fit.ts';
import { closeLips } from './lip-seam.ts';
import { addSurroundings, type Surroundings } from './surroundings.ts';
import { unfoldHidden } from './unfold.ts';
import { cross, dot, lengthOf, middle, minus, plus, scaled, unit, type Vector } from './vector.ts';

/** A face of fewer pixels cannot be drawn. */
const leastFace = 8;

/** No brow is further above its eye than this share of the face's height. */
const browReach = 0.17;

/** The directions and measures of a head at rest. */
export interface Head {
  right: Vector;
  down: Vector;
  back: Vector;
  /** What the head turns about: between the ears, at the height of the mouth. */
  pivot: Vector;
  /** From ear to ear, and from the hairline to the chin. */
  width: number;
  height: number;
}

/** An eye at rest. */
export interface EyeModel {
  lids: { upper: readonly number[]; lower: readonly number[] };
  iris: Point;
  radius: number;
  /** From the upper lid to the brow, in pixels. */
  toBrow: number;
}

/** A face in the frame at rest, as a mesh that reaches into its surroundings. */
export interface FaceModel {
  /** x, y and z of each vertex: the face's 468, then the surroundings. */
  rest: Float32Array;
  /** Three indexes each; the opening of the mouth is closed by a strip between the inner lips. */
  triangles: Uint16Array;
  head: Head;
  eyes: readonly EyeModel[];
  surroundings: Surroundings;
  /** Upper edge of the lower and lower edge of the upper teeth, if the rig knows them. */
  teeth: { upper?: readonly Point[]; lower?: readonly Point[] };
}

/** The vertex with this index. */
export function vertexAt(rest: Float32Array, index: number): Vector {
  const at = 3 * index;
  return { x: rest[at] as number, y: rest[at + 1] as number, z: rest[at + 2] as number };
}

/** Pairs of points that are at the same height on both sides of a face. */
const pairs = [
  [234, 454],
  [127, 356],
  [58, 288],
  [33, 263],
  [61, 291],
] as const;

function headOf(at: (index: number) => Vector): Head {
  let across: Vector = { x: 0, y: 0, z: 0 };
  for (const [left, right] of pairs) across = plus(across, minus(at(right), at(left)));
  const right = unit(across);
  const along = minus(at(marks.chin), at(marks.forehead));
  const down = unit(plus(along, right, -dot(along, right)));
  const back = cross(right, down);
  const width = lengthOf(minus(at(454), at(234)));
  const height = dot(along, down);
  const ears = middle(at(234), at(454));
  return {
    right,
    down,
    back,
    width,
    height,
    pivot: plus(plus(ears, down, 0.3 * height), back, 0.02 * width),
  };
}

function meshInFrame(rig: MeshRig, { x, y, width, height }: Placement): Float32Array {
  const rest = new Float32Array(3 * meshSize);
  // A point on the border between two pixels has the mean of their indexes.
  const put = (index: number, [px, py]: RigPoint | MeshPoint) => {
    rest[3 * index] = x + px * width - 0.5;
    rest[3 * index + 1] = y + py * height - 0.5;
  };
  for (const [index, point] of rig.mesh.entries()) {
    put(index, point);
    rest[3 * index + 2] = point[2] * width;
  }
  for (const edge of ['outer', 'inner'] as const) {
    for (const side of ['upper', 'lower'] as const) {
      for (const [place, point] of rig.lips[edge][side].entries())
        put(lips[edge][side][place] as number, point);
    }
  }
  return rest;
}

/** The mouth's opening as a strip of triangles between the inner lips. */
function mouthStrip(): number[] {
  const { upper, lower } = lips.inner;
  const strip: number[] = [];
  for (let column = 0; column < upper.length - 1; column++) {
    const [a, b] = [upper[column] as number, upper[column + 1] as number];
    const [c, d] = [lower[column] as number, lower[column + 1] as number];
    if (a !== c) strip.push(a, b, c);
    if (b !== d) strip.push(b, d, c);
  }
  return strip;
}

/** The triangles of the face, clockwise as seen, the farthest first: what is near covers what is behind. */
function farFirst(face: Float32Array): number[] {
  const depth = (at: number) => face[3 * (meshTriangles[at] as number) + 2] as number;
  const starts = Array.from({ length: meshTriangles.length / 3 }, (_, triangle) => 3 * triangle);
  return starts
    .map((at) => ({ at, z: depth(at) + depth(at + 1) + depth(at + 2) }))
    .sort((a, b) => b.z - a.z)
    .flatMap(({ at }) => [at, at + 2, at + 1].map((place) => meshTriangles[place] as number));
}

/** From the upper lid to the lower edge of the brow. */
function browDistance(face: Float32Array, head: Head, side: 'left' | 'right'): number {
  const lid = vertexAt(face, lids[side].upper[4]);
  const heights = brows[side].lower.map((vertex) => -inHead(head, vertexAt(face, vertex), lid).y);
  return Math.max(4, heights.reduce((sum, height) => sum + height, 0) / heights.length);
}

/** Where the points of a rig come from, and so what of them is corrected by the picture: nothing, what a detector misses, or more. */
export type Precision = 'exact' | 'detected' | 'guessed';

/** The face of `rig` in a frame in which the picture is at `placement`; `still` is that frame. */
export function modelFace(
  rig: MeshRig,
  precision: Precision,
  placement: Placement,
  still: Picture,
): FaceModel {
  const face = meshInFrame(rig, placement);
  const head = headOf((index) => vertexAt(face, index));
  if (!(head.width >= leastFace && head.height >= leastFace))
    throw new Error('the points of the rig do not outline a face');
  unfoldHidden(face);
  if (precision !== 'exact') {
    closeLips(face, head, still.y);
    fitLids(face, still, precision === 'guessed');
  }
  const inFrame = ([x, y]: RigPoint): Point => ({
    x: placement.x + x * placement.width - 0.5,
    y: placement.y + y * placement.height - 0.5,
  });
  const around = addSurroundings(face, head, rig.head.outline.map(inFrame), still.y);
  const { upper, lower } = rig.teeth;
  return {
    rest: around.rest,
    triangles: Uint16Array.from([...around.triangles, ...mouthStrip(), ...farFirst(face)]),
    head,
    eyes: (['left', 'right'] as const).map((side) => {
      const [center, ...rim] = rig[`${side}_iris`].map(inFrame) as [Point, ...Point[]];
      const radius =
        rim.reduce((sum, { x, y }) => sum + Math.hypot(x - center.x, y - center.y), 0) / rim.length;
      const fitted = precision === 'exact' ? { center, radius } : fitIris(center, radius, still.y);
      const seen = seenBrow(face, side, still.y, browReach * head.height);
      const meshBrow = browDistance(face, head, side);
      // A crease or a shadow may be as dark as a brow; points made by hand say nothing of brows.
      const toBrow = Math.max(4, precision !== 'detected' ? seen : clamp(seen, 0.75 * meshBrow, meshBrow));
      return { lids: lids[side], iris: fitted.center, radius: fitted.radius, toBrow };
    }),
    surroundings: around.surroundings,
    teeth: { ...(upper && { upper: upper.map(inFrame) }), ...(lower && { lower: lower.map(inFrame) }) },
  };
}

/** Where a point is in the head's own directions: to the right, down and back, from `origin`, in pixels. */
export function inHead({ right, down, back }: Head, point: Vector, origin: Vector): Vector {
  const offset = minus(point, origin);
  return { x: dot(offset, right), y: dot(offset, down), z: dot(offset, back) };
}

/** A movement in the head's own directions as one in the frame's. */
export function fromHead({ right, down, back }: Head, { x, y, z }: Vector): Vector {
  return plus(plus(scaled(right, x), down, y), back, z);
}
