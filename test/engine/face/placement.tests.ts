import { describe, expect, test } from 'vitest';
import { mouthRegion, placePicture, toFrame } from '../../../scripts/engine/face/drawing/placement.ts';
import { videoSize } from '../../../scripts/engine/face/drawing/renderer.ts';
import { featuresOf } from '../../../scripts/rig/features.ts';
import { rigSchema } from '../../../scripts/rig/rig.ts';
import { rigOf } from './portraits.ts';

/** A face in the middle of the picture whose eyes lie `share` of its height above the chin. */
function rigWith(share: number, chinY: number, aspect: number) {
  const eyeY = chinY - share;
  const across = (x: number) => 0.5 + (x * share) / aspect;
  const eye = (side: number) => ({
    outer: [across(side * 0.6), eyeY],
    inner: [across(side * 0.25), eyeY],
    upper: [across(side * 0.42), eyeY - 0.05 * share],
    lower: [across(side * 0.42), eyeY + 0.05 * share],
  });
  const y = (part: number) => eyeY + part * share;
  return rigSchema.parse({
    version: 1,
    face: { x: across(-0.8), y: y(-0.4), width: across(0.8) - across(-0.8), height: 1.4 * share },
    left_eye: eye(-1),
    right_eye: eye(1),
    nose: [0.5, y(0.45)],
    mouth: {
      left: [across(-0.35), y(0.65)],
      right: [across(0.35), y(0.65)],
      upper: [0.5, y(0.6)],
      lower: [0.5, y(0.75)],
      seam: [0.5, y(0.66)],
    },
    chin: [0.5, chinY],
    jaw: { left: [across(-0.75), y(0.65)], right: [across(0.75), y(0.65)] },
  });
}

describe('placing a picture in the frame', () => {
  test('keeps the whole head of a close-up in view and leaves the sides free', () => {
    const image = { width: 1024, height: 1024 };
    const placement = placePicture(image, videoSize, rigWith(0.36, 0.9, 1));
    const head = 0.36 * 2.15 * placement.height;
    const top = toFrame([0.5, 0.9], placement).y - head;
    expect(top).toBeGreaterThanOrEqual(-1);
    expect(toFrame([0.5, 0.9], placement).y).toBeLessThan(videoSize.height);
    expect(placement.x).toBeGreaterThan(0);
  });

  test('enlarges a small face, but never so far that the picture becomes coarse', () => {
    const image = { width: 1920, height: 1080 };
    const plain = placePicture(image, videoSize);
    const placed = placePicture(image, videoSize, rigWith(0.1, 0.5, 16 / 9));
    expect(placed.width).toBeGreaterThan(plain.width * 1.3);
    expect(placed.width).toBeLessThanOrEqual(plain.width * 1.6 + 1);
  });

  test.each([
    ['1:1', 900, 900],
    ['3:4', 900, 1200],
    ['9:16', 900, 1600],
    ['4:3', 1200, 900],
    ['16:9', 1600, 900],
    ['21:9', 2100, 900],
  ])('keeps the head of a picture of %s whole, whatever its size', (_name, width, height) => {
    for (const pixels of [180, 400, 600, 850]) {
      const share = pixels / 2.15 / height;
      const chin = 0.03 + 2.15 * share;
      const image = { width, height };
      const placed = placePicture(image, videoSize, rigWith(share, chin, width / height));
      const chinAt = toFrame([0.5, chin], placed).y;
      const head = share * 2.15 * placed.height;
      expect(chinAt - head).toBeGreaterThanOrEqual(-1);
      expect(chinAt).toBeLessThan(videoSize.height);
      // A picture may be narrower than the frame, but not lower: only sides can be filled around a person.
      expect(placed.y).toBeLessThanOrEqual(0);
      expect(placed.y + placed.height).toBeGreaterThanOrEqual(videoSize.height);
      const middle = toFrame([0.5, 0.5], placed).x;
      expect(Math.abs(middle - videoSize.width / 2)).toBeLessThan(2);
    }
  });

  test.each([
    [800, 1200],
    [512, 512],
    [3000, 1000],
  ])('shows all of a picture of %i x %i without a rig', (width, height) => {
    const placed = placePicture({ width, height }, videoSize);
    expect(placed.x).toBeGreaterThanOrEqual(0);
    expect(placed.y).toBeGreaterThanOrEqual(0);
    expect(placed.x + placed.width).toBeLessThanOrEqual(videoSize.width);
    expect(placed.y + placed.height).toBeLessThanOrEqual(videoSize.height);
  });

  test.each([
    [1280, 720],
    [1600, 1000],
    [2000, 1060],
  ])('covers the frame with a picture of %i x %i without a rig: it loses little', (width, height) => {
    const placed = placePicture({ width, height }, videoSize);
    expect(placed.x).toBeLessThanOrEqual(0);
    expect(placed.y).toBeLessThanOrEqual(0);
    expect(placed.x + placed.width).toBeGreaterThanOrEqual(videoSize.width);
    expect(placed.y + placed.height).toBeGreaterThanOrEqual(videoSize.height);
  });

  test('lets a mascot on a plain ground stand free, over the label', () => {
    const placed = placePicture({ width: 600, height: 600 }, videoSize, undefined, true);
    expect(placed.height).toBeLessThan(videoSize.height * 0.9);
    expect(placed.y).toBeGreaterThan(10);
    expect(placed.y + placed.height).toBeLessThan(videoSize.height - 40);
    expect(placed.x + placed.width / 2).toBeCloseTo(videoSize.width / 2, -1);
  });

  test('tells where the mouth is', async () => {
    const image = { width: 1280, height: 720 };
    const rig = await rigOf('demo');
    const region = mouthRegion(rig, image, videoSize);
    const seam = toFrame(featuresOf(rig).mouth.seam, placePicture(image, videoSize, rig));
    expect(seam.x).toBeGreaterThan(region.x);
    expect(seam.x).toBeLessThan(region.x + region.width);
    expect(seam.y).toBeGreaterThan(region.y);
    expect(seam.y).toBeLessThan(region.y + region.height);
    expect(region.width * region.height).toBeLessThan(8000);
  });
});
