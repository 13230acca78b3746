import { lids as lidPoints } from '../../../../rig/face-mesh.ts';
import { clamp } from '../../motion/interpolation.ts';
import { type Picture, type Plane, sampleAt } from '../i420.ts';
import type { Point } from '../placement.ts';
import { lidRings } from './lid-rings.ts';

/** White is brighter than the skin below the eye by the first factor, or has less colour by the second; nothing so dark is white. */
const brightest = 1.1;
const pale = 0.66;
const darkest = 0.55;
/** How far a lid or a corner may be moved, in half widths of the eye. */
const lidReach = 0.32;
const cornerReach = 0.22;
/** An eye so much narrower than the other, in its half widths, is on the far side of a turned head: its corners are the least certain. */
const narrow = 0.3;
/** Places along an eye at which its lids are looked for, from the outer to the inner corner. */
const places = Array.from({ length: 17 }, (_, place) => 0.1 + (0.8 * place) / 16);

type Side = 'left' | 'right';

interface Eye {
  outer: Point;
  inner: Point;
  half: number;
  /** Unit vectors: from the outer to the inner corner, and downward. */
  along: Point;
  down: Point;
}

function eyeOf(face: Float32Array, side: Side): Eye {
  const { upper } = lidPoints[side];
  const point = (vertex: number): Point => ({
    x: face[3 * vertex] as number,
    y: face[3 * vertex + 1] as number,
  });
  const [outer, inner] = [point(upper[0]), point(upper[8])];
  const half = Math.hypot(inner.x - outer.x, inner.y - outer.y) / 2;
  const along: Point = { x: (inner.x - outer.x) / (2 * half), y: (inner.y - outer.y) / (2 * half) };
  const turn = along.x < 0 ? -1 : 1;
  return { outer, inner, half, along, down: { x: -turn * along.y, y: turn * along.x } };
}

const moved = ({ x, y }: Point, direction: Point, distance: number): Point => ({
  x: x + direction.x * distance,
  y: y + direction.y * distance,
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Tells the white of an eye from skin, by the skin below it. */
function whiteTest({ y, u, v }: Picture, skin: readonly Point[]): (point: Point) => boolean {
  const luma = (point: Point) => sampleAt(y, point.x, point.y);
  const chroma = (plane: Plane, point: Point) =>
    sampleAt(plane, (point.x - 0.5) / 2, (point.y - 0.5) / 2) - 128;
  const colour = (point: Point) => Math.hypot(chroma(u, point), chroma(v, point));
  const skinLuma = median(skin.map(luma));
  const skinColour = median(skin.map(colour));
  return (point) => {
    const brightness = luma(point) / skinLuma;
    return brightness > brightest || (brightness > darkest && colour(point) < pale * skinColour);
  };
}

/** The last distance from `from`, in half pixels, up to which `matches` holds without a gap. */
function extent(from: Point, direction: Point, reach: number, matches: (point: Point) => boolean): number {
  let last = 0;
  for (let step = 0; step <= reach && step - last <= 1; step += 0.5) {
    if (matches(moved(from, direction, step))) last = step;
  }
  return last;
}

/** How far a lid is off, as 4t(1 - t)(a + b(2t - 1)) along the eye: what fits the findings, and 0 where nothing was found. */
function fitBow(found: readonly (readonly [place: number, distance: number])[]): (place: number) => number {
  if (found.length < 3) return () => 0;
  let [aa, ab, bb, ad, bd] = [0.15, 0, 0.4, 0, 0];
  for (const [place, distance] of found) {
    const bow = 4 * place * (1 - place);
    const skew = bow * (2 * place - 1);
    aa += bow * bow;
    ab += bow * skew;
    bb += skew * skew;
    ad += bow * distance;
    bd += skew * distance;
  }
  const area = aa * bb - ab * ab;
  const [a, b] = [(ad * bb - bd * ab) / area, (bd * aa - ad * ab) / area];
  return (place) => 4 * place * (1 - place) * (a + b * (2 * place - 1));
}

/**
 * Moves the lids and corners to where the white of the eye ends: detectors draw eyes too small, and what they leave out would stay
 * visible on closed lids. Where no white is seen, they stay.
 * @param isGuessed whether the lids may be too large, too: their line is only known in the middle.
 */
export function fitLids(face: Float32Array, still: Picture, isGuessed: boolean): void {
  for (const side of ['left', 'right'] as const) fitEye(face, side, still, isGuessed);
}

function fitEye(face: Float32Array, side: Side, still: Picture, isGuessed: boolean): void {
  const { upper, lower } = lidPoints[side];
  const point = (vertex: number): Point => ({
    x: face[3 * vertex] as number,
    y: face[3 * vertex + 1] as number,
  });
  const seen = eyeOf(face, side);
  const turnedAway = Math.max(0, eyeOf(face, side === 'left' ? 'right' : 'left').half - seen.half);
  const skin = [2, 3, 4, 5, 6].flatMap((column) =>
    [0.55, 0.75].map((share) => moved(point(lower[column] as number), seen.down, share * seen.half)),
  );
  const isWhite = whiteTest(still, skin);
  moveCorners(
    face,
    side,
    seen,
    isWhite,
    turnedAway > narrow * seen.half ? turnedAway : cornerReach * seen.half,
  );
  const eye = turnedAway > narrow * seen.half ? eyeOf(face, side) : seen;
  const { outer, half, along } = eye;
  const heightAt = (line: readonly number[], place: number): number => {
    const at = clamp(place, 0, 1) * (line.length - 1);
    const column = Math.min(Math.floor(at), line.length - 2);
    const height = (vertex: number) =>
      (point(vertex).x - outer.x) * eye.down.x + (point(vertex).y - outer.y) * eye.down.y;
    const [a, b] = [height(line[column] as number), height(line[column + 1] as number)];
    return a + (b - a) * (at - column);
  };
  const [rises, falls]: (readonly [number, number])[][] = [[], []];
  for (const place of places) {
    const [top, bottom] = [heightAt(upper, place), heightAt(lower, place)];
    const base = moved(outer, along, place * 2 * half);
    const start = [0.5, 0.35, 0.65]
      .map((share) => top + (bottom - top) * share)
      .find((height) => isWhite(moved(base, eye.down, height)));
    if (start === undefined) continue;
    const from = moved(base, eye.down, start);
    const reach = lidReach * half;
    const up = start - extent(from, { x: -eye.down.x, y: -eye.down.y }, start - top + reach, isWhite) - top;
    const down = start + extent(from, eye.down, bottom - start + reach, isWhite) - bottom;
    if (Math.abs(up) < reach) rises?.push([place, up]);
    if (Math.abs(down) < reach) falls?.push([place, down]);
  }
  const bows = { rise: fitBow(rises ?? []), fall: fitBow(falls ?? []) };
  const rise = (place: number) => (isGuessed ? bows.rise(place) : Math.min(0, bows.rise(place)));
  const fall = (place: number) => (isGuessed ? bows.fall(place) : Math.max(0, bows.fall(place)));
  for (let column = 1; column < upper.length - 1; column++) {
    const place = column / (upper.length - 1);
    shift(face, upper[column] as number, eye.down, rise(place));
    shift(face, lower[column] as number, eye.down, fall(place));
    for (const ring of lidRings[side].upper)
      shift(face, ring[column - 1] as number, eye.down, 0.8 * Math.min(0, rise(place)));
    for (const ring of lidRings[side].lower)
      shift(face, ring[column - 1] as number, eye.down, 0.8 * Math.max(0, fall(place)));
  }
}

function shift(face: Float32Array, vertex: number, direction: Point, distance: number): void {
  face[3 * vertex] = (face[3 * vertex] as number) + direction.x * distance;
  face[3 * vertex + 1] = (face[3 * vertex + 1] as number) + direction.y * distance;
}

/** White that goes on beyond a corner takes the corner along, and stretches the lids. */
function moveCorners(
  face: Float32Array,
  side: Side,
  { outer, inner, half, along }: Eye,
  isWhite: (point: Point) => boolean,
  reach: number,
): void {
  const { upper, lower } = lidPoints[side];
  const backward: Point = { x: -along.x, y: -along.y };
  const outward = extent(moved(outer, along, 1), backward, reach, isWhite);
  const inward = extent(moved(inner, along, -1), along, reach, isWhite);
  for (const line of [upper, lower.slice(1, -1)]) {
    for (const vertex of line) {
      const x = (face[3 * vertex] as number) - outer.x;
      const y = (face[3 * vertex + 1] as number) - outer.y;
      const place = clamp((x * along.x + y * along.y) / (2 * half), 0, 1);
      shift(face, vertex, along, place * inward - (1 - place) * outward);
    }
  }
}

/** How far from where the rig has it an iris is searched, in its radii. */
const irisReach = { x: 0.6, y: 0.2 };
/** A step of the luma at the rim that is clear enough. */
const rimStep = 28;
const irisAngles = [-35, -20, -5, 10, 25]
  .flatMap((degree) => [degree, 180 - degree])
  .map((degree) => (degree * Math.PI) / 180);

/** The iris where the picture shows its rim: detectors give drawn and shaded eyes too small ones. */
export function fitIris(center: Point, radius: number, luma: Plane): { center: Point; radius: number } {
  // How much brighter it is outside of the rim than inside, at both sides of the iris.
  const contrast = (x: number, y: number, r: number) => {
    let sum = 0;
    for (const angle of irisAngles) {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const outside = sampleAt(luma, x + (r + 1.2) * cos, y + (r + 1.2) * sin);
      const step = outside - sampleAt(luma, x + (r - 1.2) * cos, y + (r - 1.2) * sin);
      // A pupil or a glint has stronger edges, but not on all sides.
      sum += clamp(step, -rimStep, rimStep);
    }
    return sum / irisAngles.length;
  };
  const step = Math.max(0.25, radius / 16);
  let best = { score: Number.NEGATIVE_INFINITY, center, radius };
  for (let r = 0.8 * radius; r <= 1.7 * radius; r += 0.25) {
    for (let dx = -irisReach.x * radius; dx <= irisReach.x * radius; dx += step) {
      for (let dy = -irisReach.y * radius; dy <= irisReach.y * radius; dy += 2 * step) {
        const off = Math.hypot(dx, 2 * dy) / radius;
        const score = contrast(center.x + dx, center.y + dy, r) - 4 * Math.abs(r / radius - 1) - 6 * off;
        if (score > best.score) best = { score, center: { x: center.x + dx, y: center.y + dy }, radius: r };
      }
    }
  }
  return best;
}

/** How far above the upper lid the picture becomes as dark as a brow, in pixels; at most `limit`. */
export function seenBrow(face: Float32Array, side: Side, luma: Plane, limit: number): number {
  const { upper } = lidPoints[side];
  let skin = 0;
  for (let above = 0.14 * limit; above < limit; above++) {
    const row = [2, 3, 4, 5, 6].map((column) => {
      const vertex = upper[column] as number;
      return sampleAt(luma, face[3 * vertex] as number, (face[3 * vertex + 1] as number) - above);
    });
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    if (mean < 0.78 * skin) return above - 1;
    skin = Math.max(skin, mean);
  }
  return limit;
}
