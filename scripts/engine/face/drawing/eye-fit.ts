import type { EyeGeometry } from './face-geometry.ts';
import { type Plane, sampleAt } from './i420.ts';

type Eye = Omit<EyeGeometry, 'toBrow'>;

/** Of the luma of the skin below: what is darker or brighter belongs to the eye. */
const darkest = 0.76;
const brightest = 1.15;

/**
 * Widens an eye until it covers what the picture shows of it. Detectors place lids and corners within a few pixels, and what
 * is left out would stay visible on closed lids.
 */
export function fitEye(eye: Eye, luma: Plane): Eye {
  const at = (x: number, y: number) =>
    sampleAt(luma, eye.x + x * eye.cos - y * eye.sin, eye.y + x * eye.sin + y * eye.cos);
  const skin = skinBelow(eye, at);
  const isEye = (x: number, y: number) => {
    const share = at(x, y) / skin;
    return share < darkest || share > brightest;
  };
  const { half } = eye;
  const columns = [-0.4, -0.2, 0, 0.2, 0.4].map((share) => share * half);
  const lower = columns.map((x) => extent((y) => isEye(x, y), eye.lower * 0.5, eye.lower + 0.4 * half));
  const upper = columns.map((x) => extent((y) => isEye(x, -y), eye.upper * 0.5, eye.upper + 0.25 * half));
  const left = extent((x) => isEye(-x, 0), half * 0.8, half * 1.4);
  const right = extent((x) => isEye(x, 0), half * 0.8, half * 1.4);
  const shift = (Math.max(right, half) - Math.max(left, half)) / 2;
  return {
    ...eye,
    x: eye.x + shift * eye.cos,
    y: eye.y + shift * eye.sin,
    half: (Math.max(right, half) + Math.max(left, half)) / 2,
    upper: Math.max(eye.upper, median(upper)),
    lower: Math.max(eye.lower, median(lower)),
  };
}

type Sample = (x: number, y: number) => number;

function skinBelow(eye: Eye, at: Sample): number {
  const rows = [0.6, 0.75, 0.9].map((share) => eye.lower + share * eye.half);
  return median(rows.flatMap((y) => [-0.4, 0, 0.4].map((share) => at(share * eye.half, y))));
}

/** The last position, in half pixels from `from` on, up to which the eye goes on without a gap; `from` if it ends before. */
function extent(isEye: (position: number) => boolean, from: number, to: number): number {
  let last = from;
  for (let position = from; position <= to && position - last <= 1.5; position += 0.5) {
    if (isEye(position)) last = position;
  }
  return last;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
