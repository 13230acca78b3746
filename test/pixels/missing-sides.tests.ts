import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { fillSides, type RgbPicture } from '../../scripts/pixels/missing-sides.ts';
import { portraitFile } from '../avatar/pictures.ts';

const none = { left: 0, right: 0, top: 0, bottom: 0 };

async function portrait(width = 256, height = 256): Promise<RgbPicture> {
  const image = sharp(await readFile(portraitFile)).resize(width, height, { fit: 'fill' });
  return { data: await image.removeAlpha().raw().toBuffer(), width, height };
}

/** The mean difference between two columns of a picture. */
function step({ data, width, height }: RgbPicture, a: number, b: number): number {
  let sum = 0;
  for (let row = 0; row < height; row++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = (column: number) => data[(row * width + column) * 3 + channel] as number;
      sum += Math.abs(at(a) - at(b));
    }
  }
  return sum / height / 3;
}

/** How much neighboring pixels of a column differ: the detail in it. */
function detail({ data, width, height }: RgbPicture, column: number): number {
  let sum = 0;
  for (let row = 1; row < height; row++) {
    const at = (row * width + column) * 3;
    sum += Math.abs((data[at] as number) - (data[at - width * 3] as number));
  }
  return sum / height;
}

describe('the missing sides of a picture', () => {
  test('leave the picture itself as it is', async () => {
    const picture = await portrait();
    const { data, width, height } = fillSides(picture, { left: 100, right: 50, top: 0, bottom: 0 });
    expect([width, height]).toEqual([406, 256]);
    for (const row of [0, 100, 255]) {
      const shown = data.subarray((row * width + 100) * 3, (row * width + 356) * 3);
      expect(Buffer.compare(shown, picture.data.subarray(row * 256 * 3, (row + 1) * 256 * 3))).toBe(0);
    }
  });

  test('have no seam: a step across the edge is no larger than those beside it in the picture', async () => {
    const whole = fillSides(await portrait(), { ...none, left: 120, right: 120 });
    const inside = Math.max(step(whole, 120, 121), step(whole, 374, 375), 2);
    expect(step(whole, 119, 120)).toBeLessThanOrEqual(inside);
    expect(step(whole, 375, 376)).toBeLessThanOrEqual(inside);
  });

  test('lose their detail with the distance', async () => {
    const whole = fillSides(await portrait(), { ...none, left: 200 });
    const details = [199, 190, 170, 60].map((column) => detail(whole, column));
    expect(details).toEqual([...details].sort((a, b) => b - a));
    expect(details.at(-1)).toBeLessThan((details[0] as number) / 5);
  });

  test('of a plain background are that background, above and below too', () => {
    const data = new Uint8Array(40 * 30 * 3).map((_, i) => [200, 60, 40][i % 3] as number);
    const whole = fillSides({ data, width: 40, height: 30 }, { left: 7, right: 9, top: 11, bottom: 13 });
    expect([whole.width, whole.height]).toEqual([56, 54]);
    expect(whole.data.every((value, i) => value === [200, 60, 40][i % 3])).toBe(true);
  });

  test('repeat nothing of what stands free on a plain ground, however near the edge', () => {
    const data = new Uint8Array(60 * 40 * 3).fill(240);
    for (let row = 10; row < 30; row++) data.fill(0, (row * 60 + 57) * 3, (row * 60 + 59) * 3);
    const { data: filled, width } = fillSides({ data, width: 60, height: 40 }, { ...none, right: 30 });
    for (let row = 0; row < 40; row++) {
      expect(
        filled.subarray((row * width + 60) * 3, (row + 1) * width * 3).every((value) => value === 240),
      ).toBe(true);
    }
  });

  test('of a picture of one pixel are its color', () => {
    const data = Uint8Array.from([1, 2, 3]);
    const whole = fillSides({ data, width: 1, height: 1 }, { ...none, left: 2, right: 2 });
    expect([...whole.data]).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });
});
