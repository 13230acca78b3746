import { lids as lidPoints } from '../../../../rig/face-mesh.ts';
import { type Picture, type Plane, sampleAt } from '../i420.ts';
import type { Point } from '../placement.ts';
import { lidRings } from './lid-rings.ts';

/** In luma of the skin below the eye: so dark is iris or lash. White has less colour than skin by this factor, or is brighter. */
const darkest = 0.62;
const brightest = 1.12;
const pale = 0.62;
/** How far a lid may be moved, in half widths of the eye. */
const upperReach = 0.25;
const lowerReach = 0.3;

type Side = (typeof lidPoints)['left' | 'right'];

interface Sight {
  luma(x: number, y: number): number;
  colour(x: number, y: number): number;
}

function sightOf({ y: luma, u, v }: Picture): Sight {
  const chroma = (plane: Plane, x: number, y: number) => sampleAt(plane, (x - 0.5) / 2, (y - 0.5) / 2) - 128;
  return {
    luma: (x, y) => sampleAt(luma, x, y),
    colour: (x, y) => Math.hypot(chroma(u, x, y), chroma(v, x, y)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Moves the lids outward until the white of the eye is between them: detectors draw eyes too small, and what they leave out would stay
 * visible on closed lids.
 */
export function fitLids(face: Float32Array, still: Picture): void {
  const sight = sightOf(still);
  for (const side of ['left', 'right'] as const) fitEye(face, lidPoints[side], lidRings[side], sight);
}

function fitEye(
  face: Float32Array,
  { upper, lower }: Side,
  rings: (typeof lidRings)['left' | 'right'],
  { luma, colour }: Sight,
): void {
  const point = (vertex: number): Point => ({
    x: face[3 * vertex] as number,
    y: face[3 * vertex + 1] as number,
  });
  const [outer, inner] = [point(upper[0]), point(upper[8])];
  const half = Math.hypot(inner.x - outer.x, inner.y - outer.y) / 2;
  const sign = inner.x > outer.x ? 1 : -1;
  // Downward across the eye.
  const down: Point = {
    x: (-sign * (inner.y - outer.y)) / (2 * half),
    y: (sign * (inner.x - outer.x)) / (2 * half),
  };
  const at = ({ x, y }: Point, distance: number): Point => ({
    x: x + down.x * distance,
    y: y + down.y * distance,
  });
  const columns = [2, 3, 4, 5, 6];
  const below = columns.flatMap((column) =>
    [0.55, 0.75].map((share) => at(point(lower[column] as number), share * half)),
  );
  const skinLuma = median(below.map(({ x, y }) => luma(x, y)));
  const skinColour = median(below.map(({ x, y }) => colour(x, y)));
  const isWhite = ({ x, y }: Point) =>
    luma(x, y) > brightest * skinLuma ||
    (colour(x, y) < pale * skinColour && luma(x, y) > darkest * skinLuma);
  const isEye = (p: Point) => isWhite(p) || luma(p.x, p.y) < darkest * skinLuma;
  const extent = (from: Point, direction: 1 | -1, reach: number, matches: (p: Point) => boolean): number => {
    let last = 0;
    for (let step = 0; step <= reach && step - last <= 1.5; step += 0.5) {
      if (matches(at(from, direction * step))) last = step;
    }
    return last;
  };
  const from = (line: readonly number[], column: number) => point(line[column] as number);
  const falls = smoothed(lower.map((_, column) => extent(from(lower, column), 1, lowerReach * half, isEye)));
  const rises = smoothed(
    upper.map((_, column) => {
      const start = from(upper, column);
      return isWhite(at(start, 1)) ? extent(start, -1, upperReach * half, isWhite) : 0;
    }),
  );
  const move = (vertex: number, distance: number) => {
    face[3 * vertex] = (face[3 * vertex] as number) + down.x * distance;
    face[3 * vertex + 1] = (face[3 * vertex + 1] as number) + down.y * distance;
  };
  for (let column = 1; column < upper.length - 1; column++) {
    const [rise, fall] = [rises[column] as number, falls[column] as number];
    move(upper[column] as number, -rise);
    move(lower[column] as number, fall);
    for (const { follows, vertices } of rings.upper) move(vertices[column - 1] as number, -follows * rise);
    for (const { follows, vertices } of rings.lower) move(vertices[column - 1] as number, follows * fall);
  }
}

/** One column that sees a glint or a shadow does not bend a lid. */
function smoothed(values: readonly number[]): number[] {
  const at = (place: number) => values[Math.min(Math.max(place, 1), values.length - 2)] as number;
  return values
    .map((_, place) => median([at(place - 1), at(place), at(place + 1)]))
    .map((_, place, medians) => {
      const near = (offset: number) =>
        medians[Math.min(Math.max(place + offset, 0), medians.length - 1)] as number;
      return (near(-1) + 2 * near(0) + near(1)) / 4;
    });
}

/** The iris where the picture shows its rim: detectors give drawn and shaded eyes too small ones. */
export function fitIris(center: Point, radius: number, luma: Plane): { center: Point; radius: number } {
  const angles = [-35, -20, -5, 10, 25]
    .flatMap((degree) => [degree, 180 - degree])
    .map((degree) => (degree * Math.PI) / 180);
  let best = { score: Number.NEGATIVE_INFINITY, center, radius };
  for (let r = 0.8 * radius; r <= 1.7 * radius; r += 0.25) {
    for (let dx = -0.25 * radius; dx <= 0.25 * radius; dx += Math.max(0.25, radius / 16)) {
      const steps = angles.map((angle) => {
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const x = center.x + dx;
        return (
          sampleAt(luma, x + (r + 1.2) * cos, center.y + (r + 1.2) * sin) -
          sampleAt(luma, x + (r - 1.2) * cos, center.y + (r - 1.2) * sin)
        );
      });
      const score =
        steps.reduce((sum, step) => sum + Math.min(60, step), 0) / steps.length -
        4 * Math.abs(r / radius - 1) -
        (6 * Math.abs(dx)) / radius;
      if (score > best.score) best = { score, center: { x: center.x + dx, y: center.y }, radius: r };
    }
  }
  return best;
}
