import { faceOval, lids, lips, marks } from './face-mesh.ts';
import type { MeshPoint, MeshRig } from './mesh-rig.ts';
import type { RigPoint } from './point.ts';
import type { PointRig } from './point-rig.ts';
import type { Rig } from './rig.ts';

/** What a rig of either version says about a face in few points. For a mesh, they may be outside the picture. */
export type FaceFeatures = Pick<PointRig, 'face' | 'left_eye' | 'right_eye' | 'nose' | 'chin' | 'jaw'> & {
  mouth: Omit<PointRig['mouth'], 'open'>;
};

/** The few points of a rig. */
export function featuresOf(rig: Rig): FaceFeatures {
  return rig.version === 1 ? rig : fromMesh(rig);
}

type Lids = (typeof lids)['left' | 'right'];

function fromMesh(rig: MeshRig): FaceFeatures {
  const at = (index: number): RigPoint => {
    const [x, y] = rig.mesh[index] as MeshPoint;
    return [x, y];
  };
  const eye = ({ upper, lower }: Lids) => ({
    outer: at(upper[0]),
    inner: at(upper[8]),
    upper: at(upper[4]),
    lower: at(lower[4]),
  });
  const { outer, inner } = rig.lips;
  const line = (points: readonly RigPoint[], index: number) => points[index] as RigPoint;
  const left = line(outer.upper, 0);
  const right = line(outer.upper, lips.outer.upper.length - 1);
  return {
    face: rig.face,
    left_eye: eye(lids.left),
    right_eye: eye(lids.right),
    nose: at(marks.underNose),
    mouth: {
      left,
      right,
      upper: line(outer.upper, 5),
      lower: line(outer.lower, 5),
      seam: line(inner.upper, 5),
    },
    chin: at(marks.chin),
    jaw: jawAt(rig, (left[1] + right[1]) / 2),
  };
}

/** Where the outline of the face is at a height. */
function jawAt({ mesh }: MeshRig, level: number): FaceFeatures['jaw'] {
  const crossings: number[] = [];
  for (const [place, index] of faceOval.entries()) {
    const [x0, y0] = mesh[index] as MeshPoint;
    const [x1, y1] = mesh[faceOval[(place + 1) % faceOval.length] as number] as MeshPoint;
    if (y0 < level === y1 < level) continue;
    crossings.push(x0 + ((x1 - x0) * (level - y0)) / (y1 - y0));
  }
  return { left: [Math.min(...crossings), level], right: [Math.max(...crossings), level] };
}
