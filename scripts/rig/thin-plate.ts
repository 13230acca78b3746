import type { RigPoint } from './point.ts';

/** How strongly a bend keeps its shape where points contradict each other. */
const stiffness = 1e-6;

/** The influence of a point at a distance whose square is given. */
const influence = (square: number) => (square === 0 ? 0 : square * Math.log(square));

/** Solves `matrix` x = `right` for several right sides; all are overwritten. */
function solve(matrix: number[][], right: number[][]): number[][] {
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    }
    for (const rows of [matrix, right])
      [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const [own, ownRight] = [matrix[column] as number[], right[column] as number[]];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const [other, otherRight] = [matrix[row] as number[], right[row] as number[]];
      const share = (other[column] as number) / (own[column] as number);
      for (let at = column; at < size; at++) other[at] = (other[at] as number) - share * (own[at] as number);
      for (let at = 0; at < otherRight.length; at++)
        otherRight[at] = (otherRight[at] as number) - share * (ownRight[at] as number);
    }
  }
  return right.map((values, row) => values.map((value) => value / (matrix[row]?.[row] as number)));
}

/**
 * A smooth mapping of the plane that takes each first point to its second one: a thin plate spline, which bends as little as a plate of
 * metal would. The first points must not all be on one line.
 */
export function bend(
  pairs: readonly (readonly [from: RigPoint, to: RigPoint])[],
): (point: RigPoint) => RigPoint {
  // Distances near 1 keep the equations well-behaved.
  const unit = Math.max(...pairs.map(([[x, y]]) => Math.hypot(x, y)), 1e-9);
  const from = pairs.map(([[x, y]]): RigPoint => [x / unit, y / unit]);
  const between = ([ax, ay]: RigPoint, [bx, by]: RigPoint) => influence((ax - bx) ** 2 + (ay - by) ** 2);
  const rows = from.map((point, row) => [
    ...from.map((other, column) => between(point, other) + (row === column ? stiffness : 0)),
    1,
    ...point,
  ]);
  const bottom = [from.map(() => 1), from.map(([x]) => x), from.map(([, y]) => y)].map((row) => [
    ...row,
    0,
    0,
    0,
  ]);
  const weights = solve([...rows, ...bottom], [...pairs.map(([, [x, y]]) => [x, y]), [0, 0], [0, 0], [0, 0]]);
  return ([x, y]) => {
    const point: RigPoint = [x / unit, y / unit];
    const terms = [...from.map((other) => between(point, other)), 1, ...point];
    const at = (axis: 0 | 1) =>
      terms.reduce((sum, term, place) => sum + term * (weights[place]?.[axis] ?? 0), 0);
    return [at(0), at(1)];
  };
}
