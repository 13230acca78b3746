import { lips } from '../../../../rig/face-mesh.ts';
import { clamp, mix, smoothstep } from '../../motion/interpolation.ts';
import { type Colour, colourFromRgb, type Picture, type Plane, sampleAt } from '../i420.ts';
import type { FaceModel } from './face-model.ts';
import type { Inside } from './opening.ts';
import type { Affine } from './posed-mesh.ts';
import { findTeeth, type SeenTeeth } from './teeth.ts';

/** The paint, for a picture whose cheeks have a luma of `referenceLuma`: chosen by eye, warm, and darker than one expects. */
const paint = {
  throat: [34, 12, 13],
  floor: [66, 27, 28],
  teeth: [226, 214, 198],
  tongue: [132, 64, 61],
} as const;
const referenceLuma = 165;

/** The upper teeth below the line of the lips, and half of their row, in half widths of the mouth. */
const teethHeight = 0.15;
const rowHalf = 0.74;
/** The lower teeth above the lower lip, and half of their row. */
const lowerTeethHeight = 0.1;
const lowerRowHalf = 0.52;
/** Widths of the teeth from the middle outward, in half widths of the mouth. */
const toothEdges = [0.27, 0.5, 0.7];

/** A jaw that has gone down less than the first of these, in half widths of the mouth, leaves what the picture shows; from the second on, nothing but the teeth. */
const jawOpens = 0.02;
const jawHasOpened = 0.14;
/** How much of these teeth is in the dark behind rounded lips. */
const puckerHides = 0.93;

export interface MouthState {
  /** From the frame to the mouth at rest, fixed to the skull. */
  map: Affine;
  /** How far the lower jaw has gone, in the frame. */
  jawX: number;
  jawY: number;
  wide: number;
}

/** What an open mouth shows: a dark, warm cavity, a hint of the tongue, teeth that are fixed to the skull. */
export class MouthInside implements Inside {
  y = 0;
  u = 128;
  v = 128;
  readonly #seen: SeenTeeth | undefined;
  readonly #colours: Record<keyof typeof paint, Colour>;
  readonly #half: number;
  /** Origin and direction of the mouth at rest. */
  readonly #x: number;
  readonly #y: number;
  readonly #cos: number;
  readonly #sin: number;
  #state: MouthState = { map: [1, 0, 0, 0, 1, 0], jawX: 0, jawY: 0, wide: 0 };

  constructor({ rest }: FaceModel, still: Picture) {
    const point = (vertex: number) => [rest[3 * vertex] as number, rest[3 * vertex + 1] as number] as const;
    const [left, right] = [point(lips.inner.upper[0]), point(lips.inner.upper[10])];
    const seam = point(lips.inner.upper[5]);
    const length = Math.hypot(right[0] - left[0], right[1] - left[1]);
    this.#half = length / 2;
    this.#cos = (right[0] - left[0]) / length;
    this.#sin = (right[1] - left[1]) / length;
    this.#x = (left[0] + right[0] + seam[0]) / 3;
    this.#y = seam[1];
    this.#seen = findTeeth(rest, still);
    const skin = skinOf(still, [point(50), point(280)]);
    const light = clamp(skin.y / referenceLuma, 0.4, 1.08);
    // The light of the picture is on what is painted, too: golden in an old painting.
    const lit = ([red, green, blue]: readonly [number, number, number], tint = 0.25): Colour => {
      const { y, u, v } = colourFromRgb(red * light, green * light, blue * light);
      const share = tint * Math.min(1, y / skin.y);
      return { y: Math.min(y, 0.97 * skin.y), u: mix(u, skin.u, share), v: mix(v, skin.v, share) };
    };
    this.#colours = {
      throat: lit(paint.throat),
      floor: lit(paint.floor),
      teeth: lit(paint.teeth, 0.55),
      tongue: lit(paint.tongue),
    };
  }

  set(state: MouthState): void {
    this.#state = state;
  }

  look(px: number, py: number, top: number, bottom: number): void {
    const { map, jawX, jawY, wide } = this.#state;
    const [a, b, c, d, e, f] = map;
    const x = a * px + b * py + c;
    const y = d * px + e * py + f;
    const height = bottom - top;
    const share = (py - top) / height;
    const half = this.#half;
    const along = ((x - this.#x) * this.#cos + (y - this.#y) * this.#sin) / half;
    const side = Math.min(1, Math.abs(along));
    const { throat, floor, tongue } = this.#colours;
    const lit = share * share * (1 - 0.8 * side * side);
    this.y = mix(throat.y, floor.y, lit);
    this.u = mix(throat.u, floor.u, lit);
    this.v = mix(throat.v, floor.v, lit);
    const opened = height / half;
    const tongueTop = 0.56 + 0.34 * side * side;
    const onTongue =
      smoothstep(0.25, 0.6, opened) *
      smoothstep(tongueTop, tongueTop + 0.3, share) *
      smoothstep(0.85, 0.3, side);
    if (onTongue > 0) this.#blend(tongue, onTongue * mix(0.45, 0.8, smoothstep(0.7, 1, share)));
    this.#blendLower(a * (px - jawX) + b * (py - jawY) + c, d * (px - jawX) + e * (py - jawY) + f, opened);
    if (this.#seen) this.#blendSeen(this.#seen, x, y);
    else
      this.#blendPainted(
        along,
        ((y - this.#y) * this.#cos - (x - this.#x) * this.#sin) / half,
        share * height,
        wide,
        opened,
      );
  }

  #blendSeen({ patch, cover }: SeenTeeth, x: number, y: number): void {
    const { jawX, jawY, wide } = this.#state;
    const own = 1 - smoothstep(jawOpens, jawHasOpened, Math.hypot(jawX, jawY) / this.#half);
    const shown = 1 - puckerHides * smoothstep(0.58, 0.7, -wide);
    const share = shown * Math.max(own, patch.read(cover, x, y));
    if (share <= 0) return;
    this.y += (patch.read(patch.y, x, y) - this.y) * share;
    this.u += (patch.read(patch.u, x, y) - this.u) * share;
    this.v += (patch.read(patch.v, x, y) - this.v) * share;
  }

  /** The edge of the lower teeth, in the shade behind the lip; x and y are where the point was before the jaw went down. */
  #blendLower(x: number, y: number, opened: number): void {
    const half = this.#half;
    const along = ((x - this.#x) * this.#cos + (y - this.#y) * this.#sin) / half;
    const below = ((y - this.#y) * this.#cos - (x - this.#x) * this.#sin) / half;
    const side = Math.abs(along) / lowerRowHalf;
    if (side >= 1) return;
    const soft = 1.1 / half;
    const edge = -lowerTeethHeight * (1 - side * side);
    const share =
      0.42 *
      smoothstep(edge - soft, edge + soft, below) *
      smoothstep(1, 0.6, side) *
      smoothstep(0.4, 0.75, opened);
    if (share <= 0) return;
    const { teeth, floor } = this.#colours;
    this.y += (0.6 * teeth.y - this.y) * share;
    this.u += ((teeth.u + floor.u) / 2 - this.u) * share;
    this.v += ((teeth.v + floor.v) / 2 - this.v) * share;
  }

  /** A row of teeth: `along` and `below` the line of the lips in half widths, `depth` below the upper lip in pixels. */
  #blendPainted(along: number, below: number, depth: number, wide: number, opened: number): void {
    const side = Math.abs(along) / rowHalf;
    if (side >= 1) return;
    const edge = teethHeight * (1 - 0.5 * side * side);
    const soft = 0.9 / this.#half;
    const shown =
      smoothstep(edge + soft, edge - soft, below) * smoothstep(1, 0.72, side) * smoothstep(-1, -0.4, wide);
    // No light falls through a narrow gap.
    if (shown <= 0) return;
    const { teeth } = this.#colours;
    const gap = Math.min(...toothEdges.map((at) => Math.abs(Math.abs(along) - at)), Math.abs(along));
    const between = 1 - 0.16 * smoothstep(1.6 / this.#half, 0, gap);
    const shade = mix(0.55, 1, smoothstep(0, 0.16 * this.#half, depth)) * (1 - 0.5 * side * side) * between;
    const share = shown * 0.94 * smoothstep(0.12, 0.42, opened);
    this.y += (teeth.y * shade - this.y) * share;
    this.u += (mix(this.#colours.floor.u, teeth.u, shade) - this.u) * share;
    this.v += (mix(this.#colours.floor.v, teeth.v, shade) - this.v) * share;
  }

  #blend(colour: Colour, share: number): void {
    this.y = mix(this.y, colour.y, share);
    this.u = mix(this.u, colour.u, share);
    this.v = mix(this.v, colour.v, share);
  }
}

/** The colour of the cheeks. */
function skinOf({ y, u, v }: Picture, points: readonly (readonly [number, number])[]): Colour {
  const mean = (plane: Plane, scale: number) =>
    points.reduce((sum, [px, py]) => sum + sampleAt(plane, px / scale, py / scale), 0) / points.length;
  return { y: mean(y, 1), u: mean(u, 2), v: mean(v, 2) };
}
