type Vector = readonly [number, number, number];

/** Degrees, as a rig has them: to the viewer's right, downward, clockwise. */
export interface Rotation {
  yaw: number;
  pitch: number;
  roll: number;
}

const centered = (points: readonly Vector[]): Vector[] => {
  const mean = [0, 1, 2].map(
    (axis) => points.reduce((sum, point) => sum + (point[axis] as number), 0) / points.length,
  );
  return points.map(
    (point) => [0, 1, 2].map((axis) => (point[axis] as number) - (mean[axis] as number)) as unknown as Vector,
  );
};

/** The unit quaternion of the rotation that best turns `from` into `to` (Horn 1987, closed form by the largest eigenvector). */
function quaternionBetween(from: readonly Vector[], to: readonly Vector[]): readonly number[] {
  const s = (a: number, b: number) =>
    from.reduce((sum, point, index) => sum + (point[a] as number) * ((to[index] as Vector)[b] as number), 0);
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => s(a, b))) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const matrix = [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
  ];
  // Shifted, so that the largest eigenvalue is also the one of the largest magnitude.
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  let vector = [1, 0, 0, 0];
  for (let round = 0; round < 500; round += 1) {
    const next = matrix.map((row, index) =>
      row.reduce(
        (sum, value, column) => sum + value * (vector[column] as number),
        shift * (vector[index] as number),
      ),
    );
    const length = Math.hypot(...next);
    vector = next.map((value) => value / length);
  }
  return vector;
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** How a head turned between two sets of its points: y goes down, z away from the viewer. */
export function rotationBetween(from: readonly Vector[], to: readonly Vector[]): Rotation {
  const [w = 1, x = 0, y = 0, z = 0] = quaternionBetween(centered(from), centered(to));
  // What was the direction of the nose, and of the head's right.
  const nose = [-2 * (x * z + w * y), -2 * (y * z - w * x), -(1 - 2 * (x * x + y * y))] as const;
  const across = [1 - 2 * (y * y + z * z), 2 * (x * y + w * z)] as const;
  return {
    yaw: degrees(Math.atan2(nose[0], -nose[2])),
    pitch: degrees(Math.atan2(nose[1], Math.hypot(nose[0], nose[2]))),
    roll: degrees(Math.atan2(across[1], across[0])),
  };
}
