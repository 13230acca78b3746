import { lips } from '../../../../rig/face-mesh.ts';
import { type Plane, sampleAt } from '../i420.ts';
import type { Head } from './face-model.ts';
import { traceLipLine } from './lip-line.ts';

/** Lips nearer to each other than the first share of the face's width are closed, further than the second apart. */
const closedGap = 0.008;
const openGap = 0.05;
/** Between these, what is brighter than the lower lip (teeth) or much darker (a mouth's inside) is seen between parted lips. */
const teethFrom = 1.12;
const insideUpTo = 0.45;

/**
 * Closed lips meet in a dark line. Detectors are a few pixels off, which would show as a second mouth when they part: both inner lips
 * are moved to the line that the picture shows.
 */
export function closeLips(face: Float32Array, head: Head, luma: Plane): void {
  const { upper, lower } = lips.inner;
  const x = (index: number) => face[3 * index] as number;
  const y = (index: number) => face[3 * index + 1] as number;
  const gap = y(lower[5]) - y(upper[5]);
  if (gap > openGap * head.width || (gap > closedGap * head.width && isParted(face, luma))) return;
  const [left, right] = [upper[0], upper[10]];
  const length = Math.hypot(x(right) - x(left), y(right) - y(left));
  const [cos, sin] = [(x(right) - x(left)) / length, (y(right) - y(left)) / length];
  const middleX = (x(upper[5]) + x(lower[5])) / 2;
  const middleY = (y(upper[5]) + y(lower[5])) / 2;
  const along = (index: number) => (x(index) - middleX) * cos + (y(index) - middleY) * sin;
  const down = (index: number) => -(x(index) - middleX) * sin + (y(index) - middleY) * cos;
  // The line is traced from the middle to both sides alike; the origin may not be in the middle of a turned face.
  const half = Math.max(-along(left), along(right));
  const line = traceLipLine(
    luma,
    { x: middleX, y: middleY, cos, sin, half, cornerLeft: down(left), cornerRight: down(right) },
    'seam',
  );
  for (let column = 1; column < upper.length - 1; column++) {
    const at = (along(upper[column] as number) + along(lower[column] as number)) / 2;
    const place = Math.round(at) + (line.length - 1) / 2;
    const seam = line[Math.min(Math.max(place, 0), line.length - 1)] as number;
    for (const index of [upper[column] as number, lower[column] as number]) {
      face[3 * index] = middleX + at * cos - seam * sin;
      face[3 * index + 1] = middleY + at * sin + seam * cos;
    }
  }
}

/** Whether the picture shows something else than lips between the inner lines of the lips. */
function isParted(face: Float32Array, luma: Plane): boolean {
  const columns = [3, 4, 5, 6, 7];
  const at = (a: number, b: number) =>
    sampleAt(
      luma,
      ((face[3 * a] as number) + (face[3 * b] as number)) / 2,
      ((face[3 * a + 1] as number) + (face[3 * b + 1] as number)) / 2,
    );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const { inner, outer } = lips;
  const inside = mean(
    columns.map((column) => at(inner.upper[column] as number, inner.lower[column] as number)),
  );
  const lip = mean(columns.map((column) => at(inner.lower[column] as number, outer.lower[column] as number)));
  return inside > teethFrom * lip || inside < insideUpTo * lip;
}
