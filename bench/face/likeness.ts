import type { RgbPixels } from '../../scripts/avatar/picture/decoder.ts';
import { fromPixels, toPixels } from '../../scripts/avatar/picture/decoder.ts';
import { placePicture } from '../../scripts/engine/face/drawing/placement.ts';
import type { SeenFace } from './seen-face.ts';
import type { Subject } from './subjects.ts';

const window = 8;
/** Constants of Wang et al. 2004, "Image quality assessment", for 8 bits. */
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

function lumaOf({ data, width }: RgbPixels, x: number, y: number): number {
  const offset = (y * width + x) * 3;
  return 0.299 * (data[offset] ?? 0) + 0.587 * (data[offset + 1] ?? 0) + 0.114 * (data[offset + 2] ?? 0);
}

function windowSimilarity(one: RgbPixels, other: RgbPixels, left: number, top: number): number {
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + window; y += 1) {
    for (let x = left; x < left + window; x += 1) {
      const [p, q] = [lumaOf(one, x, y), lumaOf(other, x, y)];
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const count = window ** 2;
  const [meanA, meanB] = [a / count, b / count];
  const [varA, varB, both] = [aa / count - meanA ** 2, bb / count - meanB ** 2, ab / count - meanA * meanB];
  return ((2 * meanA * meanB + c1) * (2 * both + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (varA + varB + c2));
}

/** The structural similarity of the face in a frame and in the picture itself, 0 to 1. */
export async function likeness(
  { pixels: picture, rig }: Subject,
  { pixels: frame, detected }: SeenFace,
): Promise<number> {
  const { x: left, y: top, width, height } = placePicture(picture, frame, rig);
  const scaled = await toPixels((await fromPixels(picture)).resize(width, height, { fit: 'fill' }));
  const moved = (x: number, y: number) => {
    const [column, row] = [x - left, y - top];
    const isInside = column >= 0 && row >= 0 && column < width && row < height;
    return isInside ? (row * width + column) * 3 : undefined;
  };
  const placed: RgbPixels = { ...frame, data: Buffer.from(frame.data) };
  for (let y = 0; y < frame.height; y += 1) {
    for (let x = 0; x < frame.width; x += 1) {
      const from = moved(x, y);
      if (from !== undefined) scaled.data.copy(placed.data, (y * frame.width + x) * 3, from, from + 3);
    }
  }
  const { box } = detected;
  const values: number[] = [];
  const right = Math.min(1, box.x + box.width) * frame.width - window;
  const bottom = Math.min(1, box.y + box.height) * frame.height - window;
  for (let y = Math.max(0, Math.round(box.y * frame.height)); y < bottom; y += 4) {
    for (let x = Math.max(0, Math.round(box.x * frame.width)); x < right; x += 4) {
      values.push(windowSimilarity(frame, placed, x, y));
    }
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
