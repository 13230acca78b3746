import { smoothstep } from '../../motion/interpolation.ts';
import type { Picture } from '../i420.ts';
import type { EyeModel } from './face-model.ts';
import type { Inside } from './opening.ts';
import { Patch } from './patch.ts';
import type { Affine } from './posed-mesh.ts';

/** How far the iris goes at a gaze of 1, in its own radii. */
const reachX = 0.8;
const reachY = 0.55;
/** The iris is opaque up to the first and has gone at the second of these, in radii. */
const irisFull = 0.92;
const irisGone = 1.14;
/** Lashes and their shadow are at the edge of the lids: so far inside, in pixels, the eye itself is seen. */
const lashes = 1.5;

/** An eye behind its lids: the picture's own, with an iris that can move over the white. */
export class Eyeball implements Inside {
  y = 0;
  u = 128;
  v = 128;
  readonly #eye: EyeModel;
  /** The eye as the picture shows it; without the iris; and the iris without what hides it. */
  readonly #seen: Patch;
  readonly #white: Patch;
  readonly #iris: Patch;
  #map: Affine = [1, 0, 0, 0, 1, 0];
  #gazeX = 0;
  #gazeY = 0;
  #strength = 0;

  constructor(eye: EyeModel, rest: Float32Array, still: Picture) {
    this.#eye = eye;
    const xs = [...eye.lids.upper, ...eye.lids.lower].map((vertex) => rest[3 * vertex] as number);
    const ys = [...eye.lids.upper, ...eye.lids.lower].map((vertex) => rest[3 * vertex + 1] as number);
    const around = eye.radius * 1.5;
    const left = Math.min(...xs, eye.iris.x - around);
    const top = Math.min(...ys, eye.iris.y - around);
    const bounds = {
      x: left,
      y: top,
      width: Math.max(...xs, eye.iris.x + around) - left,
      height: Math.max(...ys, eye.iris.y + around) - top,
    };
    this.#seen = new Patch(bounds, still);
    this.#white = new Patch(bounds, still);
    this.#iris = new Patch(bounds, still);
    const isOpen = openingOf(eye, rest);
    fillWhite(this.#white, this.#seen, eye, isOpen);
    completeIris(this.#iris, this.#seen, eye, isOpen);
  }

  /** `map` leads from the frame to the eye at rest; the gaze is from -1 to 1. */
  set(map: Affine, gazeX: number, gazeY: number): void {
    this.#map = map;
    this.#gazeX = gazeX * reachX * this.#eye.radius;
    this.#gazeY = gazeY * reachY * this.#eye.radius;
    this.#strength = smoothstep(0, 0.7, Math.hypot(this.#gazeX, this.#gazeY));
  }

  look(px: number, py: number, _top: number, _bottom: number, isChroma: boolean): void {
    const [a, b, c, d, e, f] = this.#map;
    const x = a * px + b * py + c;
    const y = d * px + e * py + f;
    const { iris, radius } = this.#eye;
    const distance = Math.hypot(x - this.#gazeX - iris.x, y - this.#gazeY - iris.y) / radius;
    const cover = distance < irisGone ? 1 - smoothstep(irisFull, irisGone, distance) : 0;
    if (!isChroma) {
      this.y = this.#mixed('y', x, y, cover);
      return;
    }
    this.u = this.#mixed('u', x, y, cover);
    this.v = this.#mixed('v', x, y, cover);
  }

  /** One plane of the eye: as the picture shows it, or with its iris moved, which covers the white by `cover`. */
  #mixed(plane: 'y' | 'u' | 'v', x: number, y: number, cover: number): number {
    const strength = this.#strength;
    const seen = strength < 1 ? this.#seen.read(this.#seen[plane], x, y) : 0;
    if (strength === 0) return seen;
    const iris = cover > 0 ? this.#iris.read(this.#iris[plane], x - this.#gazeX, y - this.#gazeY) : 0;
    const white = cover < 1 ? this.#white.read(this.#white[plane], x, y) : 0;
    return seen * (1 - strength) + (white * (1 - cover) + iris * cover) * strength;
  }
}

type IsOpen = (x: number, y: number) => boolean;

/** Whether a point is well between the lids at rest. */
function openingOf({ lids }: EyeModel, rest: Float32Array): IsOpen {
  const heightAt = (vertices: readonly number[], x: number) => {
    for (let place = 1; place < vertices.length; place++) {
      const [p, q] = [3 * (vertices[place - 1] as number), 3 * (vertices[place] as number)];
      const [x0, x1] = [rest[p] as number, rest[q] as number];
      if (x < Math.min(x0, x1) || x > Math.max(x0, x1)) continue;
      const [y0, y1] = [rest[p + 1] as number, rest[q + 1] as number];
      return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0 || 1);
    }
    return Number.NaN;
  };
  return (x, y) => y > heightAt(lids.upper, x) + lashes && y < heightAt(lids.lower, x) - lashes * 0.6;
}

/** Paints the white where the iris is, from what is beside it in each row. */
function fillWhite(white: Patch, seen: Patch, { iris, radius }: EyeModel, isOpen: IsOpen): void {
  const reach = radius * irisGone + 0.5;
  const planes = ['y', 'u', 'v'] as const;
  const beside = (row: number, side: -1 | 1): number | undefined => {
    const height = row - iris.y;
    const half = Math.sqrt(Math.max(0, reach * reach - height * height));
    for (let step = 0; step < radius * 0.8; step++) {
      const x = Math.round(iris.x + side * (half + 1 + step));
      if (isOpen(x, row)) return seen.indexOf(x, row);
    }
    return undefined;
  };
  // The brightest white stands in where the lids hide both sides.
  let brightest = seen.indexOf(Math.round(iris.x), Math.round(iris.y));
  for (let row = Math.floor(iris.y - reach); row <= iris.y + reach; row++) {
    for (const side of [-1, 1] as const) {
      const found = beside(row, side);
      if (found !== undefined && (seen.y[found] as number) > (seen.y[brightest] as number)) brightest = found;
    }
  }
  for (let row = Math.floor(iris.y - reach); row <= iris.y + reach; row++) {
    const height = row - iris.y;
    const half = Math.sqrt(Math.max(0, reach * reach - height * height));
    const [left, right] = [beside(row, -1), beside(row, 1)];
    for (let x = Math.ceil(iris.x - half); x <= iris.x + half; x++) {
      const at = white.indexOf(x, row);
      const share = half > 0 ? (x - iris.x + half) / (2 * half) : 0.5;
      for (const plane of planes) {
        const a = seen[plane][left ?? right ?? brightest] as number;
        const b = seen[plane][right ?? left ?? brightest] as number;
        white[plane][at] = a + (b - a) * share;
      }
    }
  }
  soften(white, iris.x, iris.y, reach);
}

/** Rows that were filled one by one are blended with their neighbours. */
function soften(patch: Patch, centerX: number, centerY: number, reach: number): void {
  for (let pass = 0; pass < 3; pass++) {
    for (const plane of ['y', 'u', 'v'] as const) {
      const values = patch[plane];
      const before = values.slice();
      for (let y = Math.ceil(centerY - reach); y <= centerY + reach; y++) {
        for (let x = Math.ceil(centerX - reach); x <= centerX + reach; x++) {
          if (Math.hypot(x - centerX, y - centerY) > reach) continue;
          const [above, here, below] = [
            patch.indexOf(x, y - 1),
            patch.indexOf(x, y),
            patch.indexOf(x, y + 1),
          ];
          values[here] =
            ((before[above] as number) + 2 * (before[here] as number) + (before[below] as number)) / 4;
        }
      }
    }
  }
}

/** Paints the part of the iris that the lids hide: from the other half, or from as far out on its horizontal. */
function completeIris(patch: Patch, seen: Patch, { iris, radius }: EyeModel, isOpen: IsOpen): void {
  const reach = radius * irisGone + 1;
  for (let y = Math.floor(iris.y - reach); y <= iris.y + reach; y++) {
    for (let x = Math.floor(iris.x - reach); x <= iris.x + reach; x++) {
      if (isOpen(x, y)) continue;
      const mirrored = Math.round(2 * iris.y - y);
      const out = Math.min(Math.hypot(x - iris.x, y - iris.y), reach);
      const from = isOpen(x, mirrored)
        ? seen.indexOf(x, mirrored)
        : seen.indexOf(Math.round(iris.x + (x < iris.x ? -out : out)), Math.round(iris.y));
      const at = patch.indexOf(x, y);
      for (const plane of ['y', 'u', 'v'] as const) patch[plane][at] = seen[plane][from] as number;
    }
  }
}
