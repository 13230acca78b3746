import { lids } from '../../rig/face-mesh.ts';
import type { FaceBox } from './face-boxes.ts';
import type { GraphModel } from './network/graph-model.ts';
import type { Tensor } from './network/tensor.ts';
import { type Crop, type PictureSampler, toPicture } from './picture-sampler.ts';

/** A point in space: x and y in pixels of the picture, or in fractions of its sides, and depth (negative is nearer) in the unit of x. */
export type Point3 = readonly [x: number, y: number, z: number];

export interface FaceMesh {
  /** The network's confidence that this is a face, 0 to 1. */
  presence: number;
  /** The 468 points of MediaPipe's canonical face, then five of the viewer's left iris and five of the right: center and rim. */
  points: Point3[];
}

/** Pixels of the mesh network's input (MediaPipe Face Mesh model card). */
const meshSide = 192;
/** Side of the network's square around a face, in sides of the detector's box, and of the mesh's own bounds in the second pass. */
const boxMargin = 1.6;
const meshMargin = 1.5;

/** Pixels of the iris network's input, and its square in widths of an eye (MediaPipe Iris model card). */
const irisSide = 64;
const eyeMargin = 2.3;
/**
 * The iris network's output, three numbers a point: 71 points around the eye, of which the first 16 are the edges of the lids, then five
 * of the iris.
 */
const firstIrisValue = 213;
const irisPoints = 5;

/** The viewer's left and right eye: its corners in the mesh, and the network's first 16 points. */
const eyes = [
  { outer: 33, inner: 133, isMirrored: false, edges: edgesOf(lids.left) },
  { outer: 263, inner: 362, isMirrored: true, edges: edgesOf(lids.right) },
] as const;

/** The lower lid from the outer corner to the inner one, then the upper lid between them. */
function edgesOf({ upper, lower }: (typeof lids)['left' | 'right']): readonly number[] {
  return [...lower, ...upper.slice(1, -1)];
}

const point = (points: readonly Point3[], index: number): Point3 => points[index] as Point3;

function angleBetween([x0, y0]: readonly number[], [x1, y1]: readonly number[]): number {
  return Math.atan2((y1 ?? 0) - (y0 ?? 0), (x1 ?? 0) - (x0 ?? 0));
}

function cropAroundBox({ centerX, centerY, width, height, eyes }: FaceBox): Crop {
  const side = Math.max(width, height) * boxMargin;
  return { centerX, centerY, width: side, height: side, angle: angleBetween(eyes[0], eyes[1]) };
}

/** The square around a mesh, upright relative to the head. */
function cropAroundMesh(points: readonly Point3[]): Crop {
  const angle = angleBetween(point(points, 33), point(points, 263));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    left = Math.min(left, u);
    right = Math.max(right, u);
    top = Math.min(top, v);
    bottom = Math.max(bottom, v);
  }
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  const side = Math.max(right - left, bottom - top) * meshMargin;
  return { centerX: u * cos - v * sin, centerY: u * sin + v * cos, width: side, height: side, angle };
}

function readMesh(network: GraphModel, sampler: PictureSampler, crop: Crop): FaceMesh {
  const outputs = network.run(sampler.sample(crop, { width: meshSide, height: meshSide, range: [0, 1] }));
  const { data } = outputs.get('Identity_2') as Tensor;
  const points: Point3[] = [];
  for (let index = 0; index + 2 < data.length; index += 3) {
    const [x, y] = toPicture(
      crop,
      (data[index] as number) / meshSide,
      (data[index + 1] as number) / meshSide,
    );
    points.push([x, y, ((data[index + 2] as number) / meshSide) * crop.width]);
  }
  return { presence: (outputs.get('Identity_1') as Tensor).data[0] as number, points };
}

interface Eye {
  /** The edges of the lids by their places in the mesh. */
  lids: ReadonlyMap<number, Point3>;
  /** Center and rim. */
  iris: Point3[];
}

function readEye(
  network: GraphModel,
  sampler: PictureSampler,
  points: readonly Point3[],
  { outer, inner, isMirrored, edges }: (typeof eyes)[number],
): Eye {
  const [from, to] = [point(points, outer), point(points, inner)];
  const side = Math.hypot(to[0] - from[0], to[1] - from[1]) * eyeMargin;
  const crop: Crop = {
    centerX: (from[0] + to[0]) / 2,
    centerY: (from[1] + to[1]) / 2,
    width: side,
    height: side,
    angle: isMirrored ? angleBetween(to, from) : angleBetween(from, to),
  };
  const input = sampler.sample(crop, { width: irisSide, height: irisSide, range: [0, 1], isMirrored });
  const { data } = network.run(input).get('Identity') as Tensor;
  const read = (at: number, depth: number): Point3 => {
    const u = (data[at] as number) / irisSide;
    const [x, y] = toPicture(crop, isMirrored ? 1 - u : u, (data[at + 1] as number) / irisSide);
    return [x, y, depth];
  };
  const depth = (from[2] + to[2]) / 2;
  return {
    lids: new Map(edges.map((place, index) => [place, read(3 * index, point(points, place)[2])])),
    iris: Array.from({ length: irisPoints }, (_, index) => read(firstIrisValue + 3 * index, depth)),
  };
}

export interface MeshNetworks {
  mesh: GraphModel;
  iris: GraphModel;
}

const withPoints = (points: readonly Point3[], changed: ReadonlyMap<number, Point3>): Point3[] =>
  points.map((at, place) => changed.get(place) ?? at);

/**
 * The mesh of the face in a box: two passes, the second where the first found the face, then each eye from close by, for its iris and
 * for the edges of its lids, which the mesh network leaves half open when they are closed.
 */
export function findFaceMesh({ mesh, iris }: MeshNetworks, sampler: PictureSampler, box: FaceBox): FaceMesh {
  const first = readMesh(mesh, sampler, cropAroundBox(box));
  const { presence, points } = readMesh(mesh, sampler, cropAroundMesh(first.points));
  const refined = [...points];
  const irises = eyes.flatMap((eye) => {
    // Again with the square around the corners that were found.
    const { lids: edges } = readEye(iris, sampler, points, eye);
    const second = readEye(iris, sampler, withPoints(points, edges), eye);
    for (const [place, at] of second.lids) refined[place] = at;
    return second.iris;
  });
  return { presence: Math.max(presence, first.presence), points: [...refined, ...irises] };
}
