import { lips } from '../../rig/face-mesh.ts';
import type { Pixel, PixelSamples } from './pixel-samples.ts';
import { smoothPath } from './smooth-path.ts';

/** The lines of a mouth in pixels, from its left corner to its right one. */
export interface MouthLines {
  outer: { upper: Pixel[]; lower: Pixel[] };
  /** Closed lips have the same line twice. */
  inner: { upper: Pixel[]; lower: Pixel[] };
  teeth: { upper?: Pixel[]; lower?: Pixel[] };
}

/** Below this gap of the mesh (share of half the mouth's width) lips touch: what is dark between them is the line where they meet. */
const partedLips = 0.13;

const between = ([ax, ay]: Pixel, [bx, by]: Pixel, share: number): Pixel => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
];
const distance = ([ax, ay]: Pixel, [bx, by]: Pixel): number => Math.hypot(ax - bx, ay - by);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** The point of a line at a share of its points. */
function along(line: readonly Pixel[], share: number): Pixel {
  const place = share * (line.length - 1);
  const index = Math.min(Math.floor(place), line.length - 2);
  return between(line[index] as Pixel, line[index + 1] as Pixel, place - index);
}

const seamColumns = 41;
/** Places of a seam across the lips, as shares of the way from the upper edge of the lips to the lower one. */
const seamPlaces = 61;
const seamReach = { from: 0.12, to: 0.88 };
/** Costs in gray levels: of a place away from the detector's line, per share of the lips' height, and of a bend of one place. */
const seamDistanceCost = 40;
const seamBend = 6;

/** Positions along the mouth: 0 at its left corner, 1 at its right one. */
function positionsAlong({ upper }: MouthLines['outer']): (at: Pixel) => number {
  const [left, right] = [upper[0] as Pixel, upper.at(-1) as Pixel];
  const [dx, dy] = [right[0] - left[0], right[1] - left[1]];
  const square = Math.max(1, dx ** 2 + dy ** 2);
  return ([x, y]) => ((x - left[0]) * dx + (y - left[1]) * dy) / square;
}

/** The point of a line at a position along the mouth. */
function atPosition(line: readonly Pixel[], positionOf: (at: Pixel) => number, position: number): Pixel {
  const next = line.findIndex((at, index) => index > 0 && positionOf(at) >= position);
  const index = next < 0 ? line.length - 1 : next;
  const [from, to] = [line[index - 1] as Pixel, line[index] as Pixel];
  const [start, end] = [positionOf(from), positionOf(to)];
  return between(from, to, end > start ? Math.min(1, Math.max(0, (position - start) / (end - start))) : 0);
}

/**
 * Where closed lips meet: the darkest smooth line between their outer edges. The detector alone is off by a few pixels, which would show
 * as a second mouth when the lips move.
 */
function findSeam({ outer, inner }: Lips, samples: PixelSamples): Pixel[] {
  const positionOf = positionsAlong(outer);
  const positions = inner.upper.map(positionOf);
  const [first, last] = [positions[0] as number, positions.at(-1) as number];
  const columns = Array.from({ length: seamColumns }, (_, index) => {
    const position = first + ((last - first) * index) / (seamColumns - 1);
    const at = (line: readonly Pixel[]) => atPosition(line, positionOf, position);
    return {
      upper: at(outer.upper),
      lower: at(outer.lower),
      guess: between(at(inner.upper), at(inner.lower), 0.5),
    };
  });
  const pointAt = (column: number, place: number): Pixel => {
    const { upper, lower } = columns[column] as (typeof columns)[number];
    const share = seamReach.from + ((seamReach.to - seamReach.from) * place) / (seamPlaces - 1);
    return between(upper, lower, share);
  };
  const path = smoothPath({
    columns: seamColumns,
    places: seamPlaces,
    bend: seamBend,
    cost: (column, place) => {
      const { upper, lower, guess } = columns[column] as (typeof columns)[number];
      const away = distance(pointAt(column, place), guess) / Math.max(1, distance(upper, lower));
      return samples.luma(pointAt(column, place)) + away * seamDistanceCost;
    },
  });
  const seam = path.map((place, column) => pointAt(column, place));
  return positions.map((position) => along(seam, (position - first) / (last - first)));
}

const toothColumns = 25;
/** Samples of a column from the upper inner edge to the lower one. */
const toothSamples = 24;
/** Teeth are at least this bright and at most this colorful, as shares of what the lower lip is. */
const toothLight = 0.85;
const toothColor = 0.8;
/** The inside of a mouth is darker than this share of the lower lip. */
const darkLight = 0.6;
/** Where the gap is measured: in the middle of the mouth, and a little beyond the mesh's inner edges, as a share of the lips' height. */
const openingColumns = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];
const openingSamples = 48;
const openingMargin = 0.25;
/** A narrower gap (share of the mouth's width) is the shadow where closed lips meet. */
const leastOpening = 0.035;
/** Teeth fill at least this share of the gap in a column that shows any, and are seen in this share of the columns. */
const leastTooth = 0.2;
const leastColumns = 0.3;
/** Teeth that start below this share of the gap are the lower ones. */
const lowerTeethFrom = 0.5;

interface Run {
  start: number;
  end: number;
}

/** The longest row of true values. */
function longestRun(values: readonly boolean[]): Run {
  let best: Run = { start: 0, end: 0 };
  let start = 0;
  for (const [index, value] of values.entries()) {
    if (!value) start = index + 1;
    else if (index + 1 - start > best.end - best.start) best = { start, end: index + 1 };
  }
  return best;
}

/** How many samples may be missing within a run. */
const bridged = 4;

const isBetween = (values: readonly boolean[], index: number): boolean =>
  values.slice(Math.max(0, index - bridged), index).includes(true) &&
  values.slice(index + 1, index + 1 + bridged).includes(true);

type Lips = Omit<MouthLines, 'teeth'>;

/** What is not lip: bright and gray teeth, or the dark inside of a mouth, both compared with the lower lip. */
function insideTests({ outer, inner }: Lips, samples: PixelSamples) {
  const lip = [0.25, 0.4, 0.6, 0.75].flatMap((share) => {
    const depth = (part: number) => between(along(inner.lower, share), along(outer.lower, share), part);
    return [depth(0.35), depth(0.65)];
  });
  const lipLuma = median(lip.map((at) => samples.luma(at)));
  const lipSaturation = median(lip.map((at) => samples.saturation(at)));
  return {
    isTooth: (at: Pixel) =>
      samples.luma(at) > toothLight * lipLuma && samples.saturation(at) < toothColor * lipSaturation,
    isDark: (at: Pixel) => samples.luma(at) < darkLight * lipLuma,
  };
}

/**
 * The gap between the lips as the picture shows it, as a share of the mouth's width: teeth or darkness between the inner edges. The mesh
 * alone sees a gap in every smile, closed or not.
 */
export function openingOf(lines: Lips, samples: PixelSamples): number {
  const { isTooth, isDark } = insideTests(lines, samples);
  const { outer, inner } = lines;
  const width = distance(outer.upper[0] as Pixel, outer.upper.at(-1) as Pixel);
  const gaps = openingColumns.map((share) => {
    // The mesh's edges are off by a pixel or two.
    const [top, bottom] = [along(inner.upper, share), along(inner.lower, share)];
    const from = between(top, along(outer.upper, share), openingMargin);
    const to = between(bottom, along(outer.lower, share), openingMargin);
    const inside = Array.from({ length: openingSamples }, (_, index) => {
      const at = between(from, to, (index + 0.5) / openingSamples);
      return isTooth(at) || isDark(at);
    });
    // The edge of a tooth is as bright as a lip for a pixel or two.
    const { start, end } = longestRun(inside.map((is, index) => is || isBetween(inside, index)));
    return (distance(from, to) * (end - start)) / openingSamples;
  });
  return median(gaps) / Math.max(1, width);
}

/** Edges of the teeth that parted lips show: bright and gray, where lips are red and the inside of a mouth is dark. */
function findTeeth(lines: Lips, samples: PixelSamples): MouthLines['teeth'] {
  const { isTooth } = insideTests(lines, samples);
  const { inner } = lines;
  const upper: Pixel[] = [];
  const lower: Pixel[] = [];
  for (let column = 1; column < toothColumns; column += 1) {
    const share = column / toothColumns;
    const [top, bottom] = [along(inner.upper, share), along(inner.lower, share)];
    const seen = Array.from({ length: toothSamples }, (_, index) =>
      isTooth(between(top, bottom, (index + 0.5) / toothSamples)),
    );
    const { start, end } = longestRun(seen);
    if (end - start < leastTooth * toothSamples) continue;
    const isUpper = start < lowerTeethFrom * toothSamples;
    if (isUpper) upper.push(between(top, bottom, end / toothSamples));
    else lower.push(between(top, bottom, start / toothSamples));
  }
  const enough = (line: Pixel[]) => (line.length >= leastColumns * toothColumns ? line : undefined);
  return { upper: enough(upper), lower: enough(lower) };
}

/** The gap between the lips as a share of half the mouth's width. */
function gapOf(upper: readonly Pixel[], lower: readonly Pixel[]): number {
  const width = distance(upper[0] as Pixel, upper.at(-1) as Pixel);
  return (2 * distance(along(upper, 0.5), along(lower, 0.5))) / Math.max(1, width);
}

/** The lips where the mesh has them. */
export function lipsOf(mesh: readonly Pixel[]): Lips {
  const line = (indexes: readonly number[]) => indexes.map((index) => mesh[index] as Pixel);
  return {
    outer: { upper: line(lips.outer.upper), lower: line(lips.outer.lower) },
    inner: { upper: line(lips.inner.upper), lower: line(lips.inner.lower) },
  };
}

/** The lips and teeth of a face; `mesh` in pixels. */
export function findMouthLines(mesh: readonly Pixel[], samples: PixelSamples): MouthLines {
  const { outer, inner } = lipsOf(mesh);
  const isParted =
    gapOf(inner.upper, inner.lower) > partedLips && openingOf({ outer, inner }, samples) > leastOpening;
  if (isParted) return { outer, inner, teeth: findTeeth({ outer, inner }, samples) };
  const seam = findSeam({ outer, inner }, samples);
  return { outer, inner: { upper: seam, lower: seam }, teeth: {} };
}
