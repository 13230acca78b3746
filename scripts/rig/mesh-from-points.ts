import { faceOval, lids, lips, marks, meshSize, withinLips } from './face-mesh.ts';
import type { MeshPoint, MeshRig } from './mesh-rig.ts';
import { neutralFace } from './neutral-face.ts';
import type { RigPoint } from './point.ts';
import type { PointRig } from './point-rig.ts';
import { bend } from './thin-plate.ts';

/** Width of a picture divided by its height. */
type Aspect = number;

/** The points of the mesh that are nearest to the 68 of iBUG 300-W which say more than a rig's own points: jaw and brows. */
const outlinePoints: readonly (readonly [landmark: number, index: number])[] = [
  ...[162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389].map(
    (index, landmark) => [landmark, index] as const,
  ),
  ...[71, 63, 105, 66, 107, 336, 296, 334, 293, 301].map((index, place) => [17 + place, index] as const),
];

/** An iris, in half widths of the eye. */
const irisRadius = 0.4;

/** The mesh point on the face's outline that is level with the mouth. */
const jawPoints = { left: 172, right: 397 } as const;

/** The known points of a face and what they are in the mesh. Coordinates are in heights of the picture. */
function knownPoints(rig: PointRig, aspect: Aspect) {
  const at = ([x, y]: RigPoint): RigPoint => [x * aspect, y];
  const eye = ({ upper, lower }: (typeof lids)['left' | 'right'], points: PointRig['left_eye']) =>
    [
      [upper[0], at(points.outer)],
      [upper[8], at(points.inner)],
      [upper[4], at(points.upper)],
      [lower[4], at(points.lower)],
    ] as const;
  const { mouth } = rig;
  const known = new Map<number, RigPoint>([
    ...(rig.landmarks
      ? outlinePoints.map(([landmark, index]) => [index, at(rig.landmarks?.[landmark] as RigPoint)] as const)
      : []),
    ...eye(lids.left, rig.left_eye),
    ...eye(lids.right, rig.right_eye),
    [marks.underNose, at(rig.nose)],
    [lips.outer.upper[0], at(mouth.left)],
    [lips.outer.upper[10], at(mouth.right)],
    [lips.outer.upper[5], at(mouth.upper)],
    [lips.outer.lower[5], at(mouth.lower)],
    [lips.inner.upper[5], at(mouth.seam)],
    [marks.chin, at(rig.chin)],
  ]);
  if (!rig.landmarks) {
    known.set(jawPoints.left, at(rig.jaw.left));
    known.set(jawPoints.right, at(rig.jaw.right));
  }
  return known;
}

/**
 * The mesh of a face of which a few points are known: a neutral face, bent so that its points are there.
 * @param aspect width of the picture divided by its height.
 */
export function meshFromPoints(rig: PointRig, aspect: Aspect): MeshRig {
  const known = knownPoints(rig, aspect);
  const neutral = (index: number): RigPoint => [
    neutralFace[3 * index] as number,
    neutralFace[3 * index + 1] as number,
  ];
  const bent = bend([...known].map(([index, to]) => [neutral(index), to] as const));
  const points = Array.from({ length: meshSize }, (_, index) => bent(neutral(index)));
  const half = ((rig.mouth.right[0] - rig.mouth.left[0]) * aspect) / 2;
  if (rig.mouth.open > 0) partLips(points, rig.mouth.open * half);
  const [left, right] = [points[234], points[454]] as [RigPoint, RigPoint];
  const depth = Math.hypot(right[0] - left[0], right[1] - left[1]) / 1000;
  const fraction = ([x, y]: RigPoint): RigPoint => [x / aspect, y];
  const mesh = points.map((point, index): MeshPoint => {
    const [x, y] = fraction(point);
    return [x, y, ((neutralFace[3 * index + 2] as number) * depth) / aspect];
  });
  const line = (indexes: readonly number[]) => indexes.map((index) => fraction(points[index] as RigPoint));
  const iris = ({ upper, lower }: (typeof lids)['left' | 'right']): RigPoint[] => {
    const corners = [points[upper[0]], points[upper[8]]] as [RigPoint, RigPoint];
    const middles = [points[upper[4]], points[lower[4]]] as [RigPoint, RigPoint];
    const center: RigPoint = [(corners[0][0] + corners[1][0]) / 2, (middles[0][1] + middles[1][1]) / 2];
    const inward = Math.sign(corners[1][0] - corners[0][0]);
    const radius = (irisRadius * Math.abs(corners[1][0] - corners[0][0])) / 2;
    const rim = [
      [inward, 0],
      [0, -1],
      [-inward, 0],
      [0, 1],
    ] as const;
    return [center, ...rim.map(([x, y]): RigPoint => [center[0] + x * radius, center[1] + y * radius])].map(
      fraction,
    );
  };
  return {
    version: 2,
    source: rig.source,
    face: rig.face,
    mesh,
    left_iris: iris(lids.left),
    right_iris: iris(lids.right),
    lips: {
      outer: { upper: line(lips.outer.upper), lower: line(lips.outer.lower) },
      inner: { upper: line(lips.inner.upper), lower: line(lips.inner.lower) },
    },
    teeth: {},
    head: { outline: outlineAround(points).map(fraction), pose: { yaw: 0, pitch: 0, roll: 0 } },
  };
}

/** Moves the inner line of the lower lip down by the gap, and what is between it and the outer line in proportion. */
function partLips(points: RigPoint[], gap: number): void {
  const { inner, outer } = lips;
  for (let column = 1; column < inner.lower.length - 1; column++) {
    const share = column / (inner.lower.length - 1);
    const [x, y] = points[inner.lower[column] as number] as RigPoint;
    const [outerX, outerY] = points[outer.lower[column] as number] as RigPoint;
    const down = Math.min(y + gap * (4 * share * (1 - share)) ** 0.6, y + 0.9 * (outerY - y));
    points[inner.lower[column] as number] = [x, down];
    for (const [line, vertices] of withinLips.lower.entries()) {
      const part = (line + 1) / (withinLips.lower.length + 1);
      points[vertices[column - 1] as number] = [
        outerX + (x - outerX) * part,
        outerY + (down - outerY) * part,
      ];
    }
  }
}

/** How far hair reaches beyond the face, in ways from its middle: at the sides, and more at the top. */
const hairBeside = 1.22;
const hairAbove = 0.3;

/** A guess of the head's outline, from the face's: any unit that is the same along both axes. */
export function outlineAround(points: readonly (RigPoint | MeshPoint)[]): RigPoint[] {
  const oval = faceOval.map((index) => points[index] as RigPoint);
  const x = oval.reduce((sum, point) => sum + point[0], 0) / oval.length;
  const y = oval.reduce((sum, point) => sum + point[1], 0) / oval.length;
  const half = Math.max(...oval.map((point) => point[1] - y));
  return oval.map((point): RigPoint => {
    const height = (y - point[1]) / half;
    const reach = height < -0.5 ? 1.06 : hairBeside + hairAbove * Math.max(0, height);
    return [x + (point[0] - x) * reach, y + (point[1] - y) * reach];
  });
}
