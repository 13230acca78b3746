import type { RigPoint } from '../../rig/point.ts';
import type { PointRig } from '../../rig/point-rig.ts';
import type { RgbPixels } from '../picture/decoder.ts';
import type { Box, DetectedFace } from './detector.ts';
import { inPixels, landmark, middle, mouthGap, type Size } from './landmarks.ts';

/** Above this gap (share of half the mouth's width) the lips do not touch, so there is no dark line between them. */
const partedLips = 0.2;

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
/** A hundredth of a pixel of the largest avatar: enough, and readable. */
const toPlaces = (value: number): number => Number(value.toFixed(5));
const toFraction = ([x, y]: RigPoint, { width, height }: Size): RigPoint => [
  toPlaces(clamp(x / width)),
  toPlaces(clamp(y / height)),
];

/** Luma (Rec. 601 weights) of the pixel at `x`, `y`, or white outside the picture. */
function luma({ data, width, height }: RgbPixels, x: number, y: number): number {
  const column = Math.round(x);
  const row = Math.round(y);
  if (column < 0 || row < 0 || column >= width || row >= height) return 255;
  const at = (row * width + column) * 3;
  return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
}

/** Share of half the mouth's width, on both sides of its middle, that is averaged: the corners are always dark. */
const seamReach = 0.45;
const seamSamples = 25;
/** Cost, in gray levels, of each pixel of distance from the landmarks' guess, for a mouth of 100 pixels. */
const seamDistanceCost = 0.25;

/**
 * Where closed lips meet: the darkest line between them, searched along the mouth's own axis, so that it works for a tilted head
 * too. The landmarks alone are off by a few pixels, which would show as a second mouth when the lips move.
 */
function findSeam(points: readonly RigPoint[], pixels: RgbPixels): RigPoint {
  const at = (index: number) => landmark(points, index);
  const [left, right] = [at(48), at(54)];
  const width = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const along: RigPoint = [(right[0] - left[0]) / width, (right[1] - left[1]) / width];
  const across: RigPoint = [-along[1], along[0]];
  const guess = middle(at(62), at(66));
  const depth = ([x, y]: RigPoint) => (x - guess[0]) * across[0] + (y - guess[1]) * across[1];
  const darkness = (offset: number) => {
    let sum = 0;
    for (let index = 0; index < seamSamples; index += 1) {
      const shift = ((index / (seamSamples - 1)) * 2 - 1) * (width / 2) * seamReach;
      const x = guess[0] + along[0] * shift + across[0] * offset;
      sum += luma(pixels, x, guess[1] + along[1] * shift + across[1] * offset);
    }
    return sum / seamSamples + Math.abs(offset) * seamDistanceCost * (100 / width);
  };
  let best = 0;
  for (let offset = Math.ceil(depth(at(51))); offset <= depth(at(57)); offset += 1) {
    if (darkness(offset) < darkness(best)) best = offset;
  }
  return [guess[0] + across[0] * best, guess[1] + across[1] * best];
}

/** The point of the jaw's outline (`indexes` from the ear downward) that is level with the mouth. */
function jawAt(points: readonly RigPoint[], indexes: readonly number[], level: number): RigPoint {
  for (const [place, index] of indexes.entries()) {
    const lower = landmark(points, index);
    if (lower[1] < level || place === 0) continue;
    const upper = landmark(points, indexes[place - 1] ?? index);
    const share = lower[1] === upper[1] ? 0 : (level - upper[1]) / (lower[1] - upper[1]);
    return [upper[0] + (lower[0] - upper[0]) * clamp(share), level];
  }
  return landmark(points, indexes.at(-1) ?? 8);
}

const leftJaw = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const rightJaw = [16, 15, 14, 13, 12, 11, 10, 9, 8];

/** Clips a box to the picture. */
function clip({ x, y, width, height }: Box): Box {
  const left = toPlaces(clamp(x));
  const top = toPlaces(clamp(y));
  return {
    x: left,
    y: top,
    width: toPlaces(clamp(x + width) - left),
    height: toPlaces(clamp(y + height) - top),
  };
}

/** The rig of a face detected in `pixels` (iBUG 300-W numbers: 0 to 16 jaw, 36 to 47 eyes, 48 to 67 mouth). */
export function rigOf(face: DetectedFace, pixels: RgbPixels): PointRig {
  const points = inPixels(face.landmarks, pixels);
  const at = (index: number) => landmark(points, index);
  const fraction = (point: RigPoint) => toFraction(point, pixels);
  const gap = mouthGap(points);
  const isParted = gap > partedLips;
  const seam = isParted ? at(62) : findSeam(points, pixels);
  const level = middle(at(48), at(54))[1];
  return {
    version: 1,
    source: 'detector',
    face: clip(face.box),
    left_eye: {
      outer: fraction(at(36)),
      inner: fraction(at(39)),
      upper: fraction(middle(at(37), at(38))),
      lower: fraction(middle(at(40), at(41))),
    },
    right_eye: {
      outer: fraction(at(45)),
      inner: fraction(at(42)),
      upper: fraction(middle(at(43), at(44))),
      lower: fraction(middle(at(46), at(47))),
    },
    nose: fraction(at(33)),
    mouth: {
      left: fraction(at(48)),
      right: fraction(at(54)),
      upper: fraction(at(51)),
      lower: fraction(at(57)),
      seam: fraction(seam),
      open: isParted ? Number(Math.min(2, gap).toFixed(3)) : 0,
    },
    chin: fraction(at(8)),
    jaw: { left: fraction(jawAt(points, leftJaw, level)), right: fraction(jawAt(points, rightJaw, level)) },
    landmarks: points.map(fraction),
  };
}
