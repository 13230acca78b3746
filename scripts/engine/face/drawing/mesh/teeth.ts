import { lips } from '../../../../rig/face-mesh.ts';
import { smoothstep } from '../../motion/interpolation.ts';
import type { Picture } from '../i420.ts';
import { Patch } from './patch.ts';

/** The upper teeth that a picture shows between the lips, to be seen wherever the lips leave them free. */
export interface SeenTeeth {
  patch: Patch;
  /** Per pixel of the patch: how much of a tooth it is, 0 to 1. */
  cover: Float32Array;
}

/** An opening lower than this, in pixels, shows no teeth that could be told from lips. */
const leastGap = 4;
/** Of pixels between the lips: so bright, in shares of the brightest tenth, is a tooth. */
const dark = 0.38;
const bright = 0.6;

/** The teeth between the lips of a picture, or undefined if it shows none. */
export function findTeeth(rest: Float32Array, still: Picture): SeenTeeth | undefined {
  const { upper, lower } = lips.inner;
  const x = (vertex: number) => rest[3 * vertex] as number;
  const y = (vertex: number) => rest[3 * vertex + 1] as number;
  if (y(lower[5]) - y(upper[5]) < leastGap) return undefined;
  const xs = [...upper, ...lower].map(x);
  const ys = [...upper, ...lower].map(y);
  const left = Math.floor(Math.min(...xs)) - 4;
  const top = Math.floor(Math.min(...ys)) - 8;
  const patch = new Patch(
    { x: left, y: top, width: Math.max(...xs) - left + 4, height: Math.max(...ys) - top + 8 },
    still,
  );
  const heightAt = (line: readonly number[], at: number) => {
    for (let place = 1; place < line.length; place++) {
      const [p, q] = [line[place - 1] as number, line[place] as number];
      if (at < x(p) || at > x(q)) continue;
      return y(p) + ((y(q) - y(p)) * (at - x(p))) / (x(q) - x(p) || 1);
    }
    return Number.NaN;
  };
  const edges = Array.from({ length: patch.width }, (_, column) => ({
    from: heightAt(upper, patch.left + column),
    to: heightAt(lower, patch.left + column),
  }));
  const inside: number[] = [];
  const place = new Float32Array(patch.y.length).fill(-1);
  for (let row = 0, at = 0; row < patch.height; row++) {
    for (let column = 0; column < patch.width; column++, at++) {
      const { from, to } = edges[column] as { from: number; to: number };
      const share = (patch.top + row - from) / (to - from);
      if (!(to - from > 1 && share >= 0 && share <= 1)) continue;
      inside.push(patch.y[at] as number);
      place[at] = share;
    }
  }
  inside.sort((a, b) => a - b);
  const brightest = inside[Math.floor(inside.length * 0.9)] ?? 0;
  const cover = new Float32Array(patch.y.length);
  for (const [at, share] of place.entries()) {
    if (share < 0) continue;
    const { to } = edges[at % patch.width] as { to: number };
    const below = to - patch.top - Math.floor(at / patch.width);
    cover[at] =
      smoothstep(dark * brightest, bright * brightest, patch.y[at] as number) * smoothstep(1.2, 2.8, below);
  }
  blur(cover, patch.width);
  extendUpward(patch, cover, place);
  return { patch, cover };
}

/** Softens the edge that lips and shadows cut. */
function blur(cover: Float32Array, width: number): void {
  for (const step of [1, width]) {
    const before = cover.slice();
    for (let at = width; at < cover.length - width; at++) {
      cover[at] =
        ((before[at - step] as number) + 2 * (before[at] as number) + (before[at + step] as number)) / 4;
    }
  }
}

/** Teeth go on behind the upper lip: the first row below it is repeated there. */
function extendUpward(patch: Patch, cover: Float32Array, place: Float32Array): void {
  for (let column = 0; column < patch.width; column++) {
    const first = Array.from({ length: patch.height }, (_, row) => row).find(
      (row) => (place[row * patch.width + column] as number) >= 0,
    );
    if (first === undefined) continue;
    const from = Math.min(first + 2, patch.height - 1) * patch.width + column;
    for (let row = 0; row < first + 2; row++) {
      const at = row * patch.width + column;
      cover[at] = cover[from] as number;
      for (const plane of ['y', 'u', 'v'] as const) patch[plane][at] = patch[plane][from] as number;
    }
  }
}
