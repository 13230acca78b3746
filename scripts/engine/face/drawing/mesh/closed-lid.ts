import { clamp, mix, smoothstep } from '../../motion/interpolation.ts';
import type { Picture } from '../i420.ts';
import type { Point } from '../placement.ts';
import type { EyeModel, FaceModel } from './face-model.ts';
import { fillSmoothly } from './fill-smoothly.ts';
import { trace } from './opening.ts';
import { Patch } from './patch.ts';
import { type Affine, inverse } from './posed-mesh.ts';

/** The painted skin reaches so far toward the brow, and its upper edge is soft over such a share of the way there. */
const towardBrow = 0.85;
const softAbove = 0.6;
/**
 * It reaches so far beyond the corners and below the lower lid, where its edge is soft over such a distance: in widths of the larger eye,
 * since a detector finds the lids of an eye on the far side of a turned head too small.
 */
const beyondCorner = 0.2;
const belowLid = 0.17;
/** And further by this share of what it is narrower than the other. */
const farEye = 0.25;
const softBelow = 0.1;
/** How much of the stretched skin of the lid it covers; the eye itself is covered whole. */
const coverOfLid = 0.88;
/** Skin shows from the first of these blinks on, in full from the second; the lids have met between the other two. */
const shownFrom = 0.1;
const shownFull = 0.75;
const meetsFrom = 0.78;
const meetsFull = 1;
/** Lashes at the edge of a moving lid are not painted over: pixels. */
const lashes = 2.5;
/** The line of the lashes: how opaque, half its width in widths of the eye and in pixels at least, and over what share it thins out. */
const lineCover = 0.9;
const lineWidth = 0.018;
const leastLine = 0.7;
const lineThins = 0.18;
/** How far from the edge of the lid their color is looked for, in pixels. */
const lashReach = 3;

/** The grain of the skin is that of the cheek so far below, in widths of the eye; stronger detail does not count as grain. */
const grainBelow = 0.8;
const strongestGrain = 6;

/** What is painted at a point: how much of it is skin and lashes, and where it is in the picture at rest. */
type Write = (cover: number, lash: number, x: number, y: number) => void;
/** Finds what to paint at a point of the frame, in a column of the area; nothing is written where that is nothing. */
type Paint = (px: number, py: number, column: number, write: Write) => void;

/** A part of the frame. */
interface Area {
  left: number;
  top: number;
  width: number;
  bottom: number;
}

interface EyeAxes {
  outer: Point;
  width: number;
  along: Point;
  down: Point;
}

/** Closed lids: smooth skin of the colors around the eye, and the line of the lashes, painted as a lid comes down. */
export class ClosedLid {
  readonly #lids: EyeModel['lids'];
  readonly #width: number;
  /** The picture without the eye; how opaque it is over the closed eye. */
  readonly #skin: Patch;
  readonly #cover: Float32Array;
  readonly #lash: { y: number; u: number; v: number };

  /** `closed` is the picture with the skin of the lids drawn down. */
  constructor(eye: EyeModel, { rest, eyes }: FaceModel, still: Picture, closed: Picture) {
    const size = Math.max(...eyes.map(({ lids }) => axesOf(lids, rest).width));
    this.#lids = eye.lids;
    const axes = axesOf(eye.lids, rest);
    this.#width = axes.width;
    const further = farEye * (size - axes.width);
    const [x, y] = [
      axes.outer.x + (axes.along.x * axes.width) / 2,
      axes.outer.y + (axes.along.y * axes.width) / 2,
    ];
    const halfWidth = axes.width / 2 + beyondCorner * size + further + 4;
    const halfHeight = Math.max(size * 0.55, eye.toBrow + size * 0.3);
    const bounds = { x: x - halfWidth, y: y - halfHeight, width: 2 * halfWidth, height: 2 * halfHeight };
    this.#skin = new Patch(bounds, closed);
    this.#cover = coverOf(this.#skin, eye, { ...axes, size, further }, rest);
    this.#lash = lashColor(new Patch(bounds, still), eye.lids, rest);
    fillSmoothly(this.#skin, (at) => (this.#cover[at] as number) > 0);
    addGrain(this.#skin, new Patch({ ...bounds, y: bounds.y + grainBelow * size }, still), this.#cover);
  }

  /** `map` leads from the eye at rest to the frame; `target` has x and y of all vertices. */
  draw(frame: Picture, target: Float32Array, map: Affine, blink: number): void {
    const strength = smoothstep(shownFrom, shownFull, blink);
    if (strength === 0) return;
    const area = areaOf(this.#skin, map, frame);
    const edges = { top: new Float32Array(area.width), bottom: new Float32Array(area.width) };
    trace(target, this.#lids.upper, area.left, edges.top);
    trace(target, this.#lids.lower, area.left, edges.bottom);
    const met = smoothstep(meetsFrom, meetsFull, blink);
    const line = met > 0 ? lineOf(edges, met) : undefined;
    const half = Math.max(leastLine, lineWidth * this.#width);
    const [a, b, c, d, e, f] = inverse(map);
    const skin = this.#skin;
    const paint: Paint = (px, py, column, write) => {
      const top = edges.top[column] as number;
      // Beyond the corners, and below the edge of the lid, skin shows once the lids have met.
      const free = py < top ? mix(smoothstep(0, 1.5, top - lashes - py), 1, met) : met;
      if (free === 0) return;
      const x = a * px + b * py + c;
      const y = d * px + e * py + f;
      const cover = strength * free * skin.read(this.#cover, x, y);
      const lash = line ? line.cover(column, py, half) * met : 0;
      if (cover > 0 || lash > 0) write(cover, lash, x, y);
    };
    this.#drawLuma(frame, area, paint);
    this.#drawChroma(frame, area, paint);
  }

  #drawLuma({ y: luma }: Picture, area: Area, paint: Paint): void {
    const skin = this.#skin;
    for (let row = area.top; row < area.bottom; row++) {
      for (let column = 0; column < area.width; column++) {
        paint(area.left + column, row, column, (cover, lash, x, y) => {
          const at = row * luma.stride + area.left + column;
          const seen = luma.data[at] as number;
          const covered = cover > 0 ? mix(seen, skin.read(skin.y, x, y), cover) : seen;
          luma.data[at] = mix(covered, Math.min(this.#lash.y, covered), lash) + 0.5;
        });
      }
    }
  }

  #drawChroma({ u, v }: Picture, area: Area, paint: Paint): void {
    const skin = this.#skin;
    for (let row = area.top >> 1; row < area.bottom >> 1; row++) {
      for (let column = 0; column + 1 < area.width; column += 2) {
        paint(area.left + column + 0.5, 2 * row + 0.5, column, (cover, lash, x, y) => {
          const at = row * u.stride + ((area.left + column) >> 1);
          const [seenU, seenV] = [u.data[at] as number, v.data[at] as number];
          u.data[at] = mix(mix(seenU, skin.read(skin.u, x, y), cover), this.#lash.u, lash) + 0.5;
          v.data[at] = mix(mix(seenV, skin.read(skin.v, x, y), cover), this.#lash.v, lash) + 0.5;
        });
      }
    }
  }
}

function axesOf({ upper }: EyeModel['lids'], rest: Float32Array): EyeAxes {
  const point = (vertex: number): Point => ({
    x: rest[3 * vertex] as number,
    y: rest[3 * vertex + 1] as number,
  });
  const [outer, inner] = [point(upper[0] as number), point(upper[8] as number)];
  const width = Math.hypot(inner.x - outer.x, inner.y - outer.y);
  const along: Point = { x: (inner.x - outer.x) / width, y: (inner.y - outer.y) / width };
  const turn = along.x < 0 ? -1 : 1;
  return { outer, width, along, down: { x: -turn * along.y, y: turn * along.x } };
}

/** How opaque the skin is at each pixel of the patch over a closed eye. */
function coverOf(
  { left, top, width, height }: Patch,
  eye: EyeModel,
  axes: EyeAxes & { size: number; further: number },
  rest: Float32Array,
): Float32Array {
  const { outer, along, down, size, further } = axes;
  const place = (x: number, y: number): readonly [number, number] => [
    ((x - outer.x) * along.x + (y - outer.y) * along.y) / axes.width,
    (x - outer.x) * down.x + (y - outer.y) * down.y,
  ];
  const heights = (line: readonly number[]) => {
    const points = line.map((vertex) => place(rest[3 * vertex] as number, rest[3 * vertex + 1] as number));
    return (share: number): number => {
      for (let next = 1; next < points.length; next++) {
        const [[s0, h0], [s1, h1]] = [points[next - 1], points[next]] as [
          readonly [number, number],
          readonly [number, number],
        ];
        if (share <= s1 || next === points.length - 1)
          return mix(h0, h1, Math.min(1, Math.max(0, (share - s0) / (s1 - s0 || 1))));
      }
      return 0;
    };
  };
  const [upperAt, lowerAt] = [heights(eye.lids.upper), heights(eye.lids.lower)];
  const beyond = (beyondCorner * size + further) / axes.width;
  const below = belowLid * size + further;
  const cover = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      const [share, h] = place(left + column, top + row);
      const across = (share + beyond) / (1 + 2 * beyond);
      if (across <= 0 || across >= 1) continue;
      const bow = Math.sqrt(4 * across * (1 - across));
      const [upper, lower] = [upperAt(share), lowerAt(share)];
      const [highest, lowest] = [upper - towardBrow * eye.toBrow * bow, lower + below * Math.sqrt(bow)];
      const onLid = coverOfLid;
      cover[at] =
        onLid *
        smoothstep(0, softAbove * eye.toBrow * bow + 1, h - highest) *
        smoothstep(0, softBelow * size + 1, lowest - h) *
        smoothstep(0, 0.12, Math.min(across, 1 - across));
    }
  }
  return cover;
}

/** Gives smooth skin the grain of other skin. */
function addGrain(skin: Patch, other: Patch, cover: Float32Array): void {
  const { width } = skin;
  const values = other.y;
  for (let at = 2 * width + 2; at < values.length - 2 * width - 2; at++) {
    if (cover[at] === 0) continue;
    let sum = 0;
    for (let row = -2; row <= 2; row++) {
      for (let column = -2; column <= 2; column++) sum += values[at + row * width + column] as number;
    }
    const grain = (values[at] as number) - sum / 25;
    skin.y[at] = clamp((skin.y[at] as number) + clamp(grain, -strongestGrain, strongestGrain), 0, 255);
  }
}

/** The darkest color at the edge of the upper lid: the median along it. */
function lashColor(patch: Patch, { upper }: EyeModel['lids'], rest: Float32Array) {
  const darkest = upper.slice(1, -1).map((vertex) => {
    const [x, y] = [Math.round(rest[3 * vertex] as number), Math.round(rest[3 * vertex + 1] as number)];
    let best = patch.indexOf(x, y);
    for (let off = -lashReach; off <= lashReach; off++) {
      const at = patch.indexOf(x, y + off);
      if ((patch.y[at] as number) < (patch.y[best] as number)) best = at;
    }
    return best;
  });
  darkest.sort((a, b) => (patch.y[a] as number) - (patch.y[b] as number));
  const at = darkest[darkest.length >> 1] as number;
  return { y: patch.y[at] as number, u: patch.u[at] as number, v: patch.v[at] as number };
}

/** The part of the frame in which a patch is. */
function areaOf({ left, top, width, height }: Patch, [a, b, c, d, e, f]: Affine, { y }: Picture): Area {
  const corners = [left, left + width].flatMap((px) =>
    [top, top + height].map((py) => [a * px + b * py + c, d * px + e * py + f] as const),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, py]) => py)];
  // Chroma has one sample for two columns and two rows.
  const from = Math.max(0, Math.floor(Math.min(...xs))) & ~1;
  const to = Math.min(y.width, Math.ceil(Math.max(...xs)));
  return {
    left: from,
    width: Math.max(0, to - from),
    top: Math.max(0, Math.floor(Math.min(...ys))) & ~1,
    bottom: Math.min(y.height, Math.ceil(Math.max(...ys))) & ~1,
  };
}

/** Where lids meet, column by column, without the corners of the mesh. */
function lineOf({ top, bottom }: { top: Float32Array; bottom: Float32Array }, met: number) {
  const heights = top.map((y, column) => mix(y, (y + (bottom[column] as number)) / 2, met));
  const from = heights.findIndex((y) => !Number.isNaN(y));
  let to = heights.length - 1;
  while (to > from && Number.isNaN(heights[to] as number)) to--;
  for (let pass = 0; pass < 12; pass++) {
    const before = heights.slice();
    for (let column = from + 1; column < to; column++) {
      heights[column] =
        ((before[column - 1] as number) + 2 * (before[column] as number) + (before[column + 1] as number)) /
        4;
    }
  }
  const thins = lineThins * (to - from);
  return {
    cover(column: number, y: number, half: number): number {
      const away = y - (heights[column] as number);
      // Lashes hang: the line is softer below.
      const distance = away / (away > 0 ? 1.4 * half : half);
      if (!(distance > -3 && distance < 3)) return 0;
      const share = smoothstep(0, thins, Math.min(column - from, to - column) + 1);
      return lineCover * share * Math.exp(-0.5 * distance * distance);
    },
  };
}
