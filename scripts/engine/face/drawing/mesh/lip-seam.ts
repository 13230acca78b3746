import { lips } from '../../../../rig/face-mesh.ts';
import type { Plane } from '../i420.ts';
import type { Head } from './face-model.ts';
import { traceLipLine } from './lip-line.ts';

/** Lips nearer to each other than this share of the face's width are closed. */
const closedGap = 0.022;

/**
 * Closed lips meet in a dark line. Detectors are a few pixels off, which would show as a second mouth when they part: both inner lips
 * are moved to the line that the picture shows.
 */
export function closeLips(face: Float32Array, head: Head, luma: Plane): void {
  const { upper, lower } = lips.inner;
  const x = (index: number) => face[3 * index] as number;
  const y = (index: number) => face[3 * index + 1] as number;
  const gap = y(lower[5]) - y(upper[5]);
  if (gap > closedGap * head.width) return;
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
