import type { MeshRig } from '../../rig/mesh-rig.ts';
import type { Point3 } from './mesh-finder.ts';

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Pairs of mesh points that are level in a head held upright, and the middle of the forehead and of the chin. */
const levels = [
  [127, 356],
  [234, 454],
  [33, 263],
] as const;
const forehead = 10;
const chin = 152;
/** The network sees the forehead of a level head this many degrees further forward than the chin (portraits that look into the camera). */
const levelPitch = 8;

function mean(vectors: readonly Point3[]): Point3 {
  const sum = (axis: 0 | 1 | 2) =>
    vectors.reduce((total, vector) => total + vector[axis], 0) / vectors.length;
  return [sum(0), sum(1), sum(2)];
}

/** How a head is held, from its mesh. */
export function poseOf(mesh: readonly Point3[]): MeshRig['head']['pose'] {
  const from = (start: number, end: number): Point3 => {
    const [a, b] = [mesh[start] as Point3, mesh[end] as Point3];
    return [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  };
  const across = mean(levels.map(([left, right]) => from(left, right)));
  const down = from(forehead, chin);
  return {
    yaw: degrees(Math.atan2(across[2], Math.hypot(across[0], across[1]))),
    pitch: degrees(Math.atan2(down[2], Math.hypot(down[0], down[1]))) - levelPitch,
    roll: degrees(Math.atan2(across[1], across[0])),
  };
}
