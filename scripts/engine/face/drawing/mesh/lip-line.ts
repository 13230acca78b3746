import { clamp } from '../../motion/interpolation.ts';
import { type Plane, sampleAt } from '../i420.ts';

/** The mouth's own coordinates: origin in the middle of the line that opens, x towards the right corner, y down. */
export interface MouthFrame {
  x: number;
  y: number;
  cos: number;
  sin: number;
  /** Half of the distance between the corners, in pixels. */
  half: number;
  /** How far the corners lie below (+) or above (-) the origin. */
  cornerLeft: number;
  cornerRight: number;
}

/** What to follow: the dark line between closed lips, or the upper edge of the lower lip below bare teeth. */
export type LipLineKind = 'seam' | 'teeth';

/** A parabola through the corners and the origin. */
export function guessedLine(mouth: MouthFrame, x: number): number {
  const share = clamp(x / mouth.half, -1, 1);
  return (share < 0 ? mouth.cornerLeft : mouth.cornerRight) * share * share;
}

/**
 * The line along which the mouth opens, in the mouth's own coordinates: its y at x = -half, -half + 1, … half. It is traced in
 * the picture near the guessed line, as the cheapest path from corner to corner.
 */
export function traceLipLine(luma: Plane, mouth: MouthFrame, kind: LipLineKind): Float32Array {
  const columns = 2 * Math.floor(mouth.half) + 1;
  const reach = Math.max(2, Math.round(mouth.half * 0.17));
  const costs = Array.from({ length: columns }, (_, column) => {
    const x = column - (columns - 1) / 2;
    return columnCosts(luma, mouth, kind, x, reach);
  });
  const path = cheapestPath(costs);
  const traced = Float32Array.from(path, (step, column) => {
    const x = column - (columns - 1) / 2;
    return guessedLine(mouth, x) + step - reach;
  });
  // Lips bend over a good part of their length; anything shorter is noise.
  const passes = Math.max(2, Math.round((mouth.half * mouth.half) / (kind === 'seam' ? 160 : 60)));
  let line: Float32Array = traced;
  for (let pass = 0; pass < passes; pass++) line = smooth(line);
  return line;
}

function columnCosts(luma: Plane, mouth: MouthFrame, kind: LipLineKind, x: number, reach: number) {
  const at = (y: number) =>
    sampleAt(luma, mouth.x + x * mouth.cos - y * mouth.sin, mouth.y + x * mouth.sin + y * mouth.cos);
  const guess = guessedLine(mouth, x);
  const share = Math.abs(x) / mouth.half;
  // Near the corners the picture shows shadows and no lips; there the guess weighs most.
  const trust = 6 / reach + 24 * share ** 4;
  return Float32Array.from({ length: 2 * reach + 1 }, (_, step) => {
    const y = guess + step - reach;
    const seen = kind === 'seam' ? at(y) : at(y + 1.5) - at(y - 1.5);
    return seen + (trust * (step - reach) ** 2) / reach;
  });
}

/** One row per column such that the sum of costs is least and neighbours differ by one row at most. */
function cheapestPath(costs: readonly Float32Array[]): Int16Array {
  const turn = 3;
  const rows = (costs[0] as Float32Array).length;
  const cameFrom = costs.map(() => new Int8Array(rows));
  let best = Float32Array.from(costs[0] as Float32Array);
  for (let column = 1; column < costs.length; column++) {
    const next = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      let least = best[row] as number;
      let step = 0;
      for (const offset of [-1, 1]) {
        const cost = (best[row + offset] ?? Number.POSITIVE_INFINITY) + turn;
        if (cost < least) [least, step] = [cost, offset];
      }
      next[row] = least + ((costs[column] as Float32Array)[row] as number);
      (cameFrom[column] as Int8Array)[row] = step;
    }
    best = next;
  }
  const path = new Int16Array(costs.length);
  let row = best.indexOf(Math.min(...best));
  for (let column = costs.length - 1; column >= 0; column--) {
    path[column] = row;
    row += (cameFrom[column] as Int8Array)[row] as number;
  }
  return path;
}

function smooth(line: Float32Array): Float32Array {
  const weights = [1, 3, 4, 3, 1];
  return line.map((_, column) => {
    let sum = 0;
    weights.forEach((weight, i) => {
      sum += weight * (line[clamp(column + i - 2, 0, line.length - 1)] as number);
    });
    return sum / 12;
  });
}
