import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { labelOverlay } from '../../../scripts/engine/face/drawing/label.ts';
import { placePicture, type Rectangle, toFrame } from '../../../scripts/engine/face/drawing/placement.ts';
import { hasPlainGround } from '../../../scripts/engine/face/drawing/plain-ground.ts';
import { decodePortrait } from '../../../scripts/engine/face/drawing/portrait-file.ts';
import { createFaceRenderer, videoSize } from '../../../scripts/engine/face/drawing/renderer.ts';
import { pngFromI420 } from '../../../scripts/engine/face/drawing/snapshot.ts';
import type { FacePose } from '../../../scripts/engine/face/motion/pose.ts';
import { featuresOf } from '../../../scripts/rig/features.ts';
import type { RigPoint } from '../../../scripts/rig/point.ts';
import type { Rig } from '../../../scripts/rig/rig.ts';
import { difference, drawer, face, lumaOf, type PortraitName, portraits } from './portraits.ts';

const all = Object.keys(portraits) as PortraitName[];
const steps = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

function count(luma: Uint8Array, matches: (value: number) => boolean): number {
  return luma.reduce((sum, value) => sum + (matches(value) ? 1 : 0), 0);
}

/** Of a column through an open mouth: from its darkest place down to the lip. */
function fromTheDark(column: Uint8Array): Uint8Array {
  const darkest = column.indexOf(Math.min(...column));
  const lip = column.findIndex((value, row) => row > darkest && value > 120);
  return column.subarray(darkest, lip);
}

/** Around each eye. */
async function eyeAreas(name: PortraitName, rig: Rig): Promise<Rectangle[]> {
  const placement = placePicture(await decodePortrait(portraits[name].image), videoSize, rig);
  const features = featuresOf(rig);
  return [features.left_eye, features.right_eye].map((eye) => {
    const corners = [toFrame(eye.outer, placement), toFrame(eye.inner, placement)];
    const x = Math.round(Math.min(...corners.map((corner) => corner.x)));
    const width = Math.round(Math.max(...corners.map((corner) => corner.x))) - x;
    const y = Math.round(toFrame(eye.upper, placement).y - width * 0.1);
    return { x, y, width, height: Math.round(toFrame(eye.lower, placement).y + width * 0.1) - y };
  });
}

describe.each(all)('a face (%s)', (name) => {
  test('is the picture at rest, to the bit, however it moved before', async () => {
    const { drawn } = await face(name);
    const rest = drawn();
    drawn({
      open: 0.7,
      wide: -0.4,
      blink: 1,
      yaw: 8,
      pitch: -6,
      roll: 4,
      brow: 1,
      gazeX: 1,
      speech: 1,
      breath: 1,
    });
    expect(Buffer.compare(drawn(), rest)).toBe(0);
  });

  test('shows more of the dark inside of the mouth, the wider it opens', async () => {
    const { drawn, mouth } = await face(name);
    const dark = steps.map((open) => count(lumaOf(drawn({ open, speech: 1 }), mouth), (value) => value < 80));
    // Of the widest, the tongue takes a little; of the narrowest, the shadow between the lips gives way to teeth.
    for (let i = 1; i < dark.length; i++) expect(dark[i]).toBeGreaterThan((dark[i - 1] as number) * 0.98 - 5);
    expect(dark.at(-1)).toBeGreaterThan((dark[0] as number) + 150);
  });

  test('opens without a jump: no small step changes the mouth by much more than its neighbours do', async () => {
    const { drawn, mouth } = await face(name);
    const frames = Array.from({ length: 51 }, (_, i) => lumaOf(drawn({ open: i / 50, speech: 1 }), mouth));
    const changes = frames.slice(1).map((frame, i) => difference(frame, frames[i] as Uint8Array));
    expect(Math.max(...changes)).toBeLessThan(4);
  });

  test('changes nothing outside the head', async () => {
    const { drawn, rig, renderer } = await face(name);
    const image = await decodePortrait(portraits[name].image);
    const placement = placePicture(image, videoSize, rig);
    const { x, width } = rig.face;
    const [left, right] = [x - width, x + 2 * width].map((edge) =>
      Math.round(toFrame([edge, 0], placement).x),
    );
    const areas = [
      { x: 0, y: 0, width: Math.max(0, left ?? 0), height: renderer.height },
      { x: right ?? 0, y: 0, width: Math.max(0, renderer.width - (right ?? 0)), height: renderer.height },
    ];
    const rest = drawn();
    const moved = drawn({ open: 1, wide: 1, blink: 1, yaw: 8, pitch: 6, roll: 5, brow: 1, breath: 1 });
    for (const area of areas) expect(Buffer.compare(lumaOf(moved, area), lumaOf(rest, area))).toBe(0);
  });

  test('covers its eyes with skin as bright as that around them, without white on the way there', async () => {
    const { drawn, rig } = await face(name);
    for (const area of await eyeAreas(name, rig)) {
      const around = { ...area, y: area.y - area.width, height: area.height + 2 * area.width };
      const skin = [...lumaOf(drawn(), around)].sort((a, b) => a - b);
      const brightest = skin[Math.floor(skin.length * 0.95)] as number;
      const shut = lumaOf(drawn({ blink: 1 }), area);
      expect(Math.max(...shut)).toBeLessThan(brightest * 1.06);
      const bright = (blink: number) => count(lumaOf(drawn({ blink }), area), (value) => value > brightest);
      for (const blink of [0.2, 0.4, 0.6, 0.8])
        expect(bright(blink)).toBeLessThanOrEqual(bright(0) * 1.1 + 3);
    }
  });

  test('turns the eyes without moving the mouth', async () => {
    const { drawn, rig, mouth } = await face(name);
    const [rest, aside] = [drawn(), drawn({ gazeX: 1 })];
    for (const area of await eyeAreas(name, rig)) {
      expect(difference(lumaOf(aside, area), lumaOf(rest, area))).toBeGreaterThan(2);
    }
    expect(Buffer.compare(lumaOf(aside, mouth), lumaOf(rest, mouth))).toBe(0);
  });

  test('draws the same frame whatever was drawn before it', async () => {
    const pose = { open: 0.5, wide: 0.3, speech: 1, blink: 0.5, gazeX: 0.4, yaw: 6 };
    const [first, second] = [await face(name), await face(name)];
    second.drawn({ open: 1, wide: -1, yaw: -8, roll: 5 });
    second.drawn({ open: 0.2, yaw: 6 });
    expect(Buffer.compare(first.drawn(pose), second.drawn(pose))).toBe(0);
  });
});

/** The painter drew a dark line between the lips, and half of it goes down with the lower one: there it becomes darker once. */
const withoutLine = all.filter((name) => name !== 'painting');

describe.each(withoutLine)('a mouth (%s)', (name) => {
  test('has no dots along the lower lip: from the dark of the mouth down to it, it only becomes brighter', async () => {
    const { drawn, mouth } = await face(name);
    const middle = {
      ...mouth,
      x: mouth.x + Math.round(mouth.width * 0.3),
      width: Math.round(mouth.width * 0.4),
    };
    for (const open of [0.35, 0.5, 0.65, 0.8, 1]) {
      const luma = lumaOf(drawn({ open, speech: 1 }), middle);
      for (let column = 0; column < middle.width; column++) {
        const below = fromTheDark(luma.filter((_, index) => index % middle.width === column));
        for (const [row, value] of below.entries()) {
          expect(value).toBeGreaterThan(Math.max(...below.slice(0, row)) - 8);
        }
      }
    }
  });
});

describe('a face that smiles with its teeth', () => {
  test('closes over them for b, m and p, and returns to its smile', async () => {
    const { drawn, mouth } = await face('smile');
    const teeth = (frame: Uint8Array) => count(lumaOf(frame, mouth), (value) => value > 210);
    const smiling = teeth(drawn());
    expect(smiling).toBeGreaterThan(150);
    expect(teeth(drawn({ speech: 1, press: 1 }))).toBeLessThan(smiling * 0.25);
    expect(teeth(drawn({ press: 1 }))).toBeLessThan(smiling * 0.25);
    expect(teeth(drawn({ speech: 0 }))).toBe(smiling);
  });

  test('keeps its upper teeth where they are while the jaw goes down', async () => {
    const { drawn, rig } = await face('smile');
    if (rig.version !== 2) throw new Error('expected a mesh');
    const placement = placePicture(await decodePortrait(portraits.smile.image), videoSize, rig);
    const { upper, lower } = rig.lips.inner;
    const [left, right] = [
      toFrame(upper[4] as RigPoint, placement),
      toFrame(upper[6] as RigPoint, placement),
    ];
    const top = Math.round(toFrame(upper[5] as RigPoint, placement).y) + 4;
    const bottom = Math.round(toFrame(lower[5] as RigPoint, placement).y) - 4;
    const teeth = {
      x: Math.round(left.x),
      y: top,
      width: Math.round(right.x - left.x),
      height: bottom - top,
    };
    const rest = lumaOf(drawn(), teeth);
    for (const open of [0.6, 0.8, 1])
      expect(difference(lumaOf(drawn({ open, speech: 1 }), teeth), rest)).toBeLessThan(4);
    const chin = toFrame(featuresOf(rig).chin, placement);
    const below = { x: Math.round(chin.x) - 20, y: Math.round(chin.y) - 6, width: 40, height: 20 };
    expect(difference(lumaOf(drawn({ open: 1, speech: 1 }), below), lumaOf(drawn(), below))).toBeGreaterThan(
      8,
    );
  });
});

describe('a picture without a rig', () => {
  test('shows by a ring at its border how loudly it speaks, and breathes by less than two pixels', async () => {
    const image = await decodePortrait(portraits.smile.image);
    const drawn = drawer(await createFaceRenderer({ image }));
    const border = { x: 0, y: 0, width: videoSize.width, height: 6 };
    const rest = drawn();
    const change = [0.3, 0.6, 1].map((loudness) =>
      difference(lumaOf(drawn({ loudness }), border), lumaOf(rest, border)),
    );
    expect(change).toEqual([...change].sort((a, b) => a - b));
    expect(change[0]).toBeGreaterThan(5);
    const middle = { x: 300, y: 150, width: 200, height: 200 };
    expect(Buffer.compare(lumaOf(drawn({ loudness: 1 }), middle), lumaOf(rest, middle))).toBe(0);
    const breathed = difference(lumaOf(drawn({ breath: 1 }), middle), lumaOf(rest, middle));
    expect(breathed).toBeGreaterThan(0.05);
    expect(breathed).toBeLessThan(8);
    expect(Buffer.compare(drawn(), rest)).toBe(0);
  });
});

describe('the ring', () => {
  test('is there as long as the picture speaks, in its pauses too', async () => {
    const drawn = drawer(await createFaceRenderer({ image: await decodePortrait(portraits.smile.image) }));
    const border = { x: 0, y: 0, width: videoSize.width, height: 8 };
    const change = (pose: Partial<FacePose>) =>
      difference(lumaOf(drawn(pose), border), lumaOf(drawn(), border));
    expect(change({ speech: 1 })).toBeGreaterThan(4);
    expect(change({ speech: 1, loudness: 1 })).toBeGreaterThan(2 * change({ speech: 1 }));
  });
});

describe('a mascot', () => {
  test.each([
    ['on a plain ground stands free', 250, true],
    ['on a ground of two colors does not', 40, false],
  ])('%s', (_what, lower, isPlain) => {
    const upper = 250;
    const data = new Uint8Array(50 * 50 * 3).fill(upper).fill(lower, 25 * 50 * 3);
    data.fill(10, 20 * 50 * 3, 20 * 50 * 3 + 60);
    data.fill(upper, 20 * 50 * 3, 20 * 50 * 3 + 9);
    expect(hasPlainGround({ data, width: 50, height: 50, channels: 3 })).toBe(isPlain);
  });

  test('with nothing around it stands free, whatever color the nothing has', () => {
    const data = new Uint8Array(50 * 50 * 4).map((_, i) => (i % 4 === 3 ? 0 : (i * 37) % 256));
    data.fill(255, (25 * 50 + 20) * 4, (25 * 50 + 30) * 4);
    expect(hasPlainGround({ data, width: 50, height: 50, channels: 4 })).toBe(true);
  });
});

describe('the frame', () => {
  test('carries the label, which no movement touches', async () => {
    const { drawn } = await face('demo');
    const { badge } = labelOverlay(videoSize);
    const rest = lumaOf(drawn(), badge);
    expect(count(rest, (value) => value > 200)).toBeGreaterThan(250);
    expect(count(rest, (value) => value < 160)).toBeGreaterThan(1500);
    expect(Buffer.compare(lumaOf(drawn({ yaw: 8, pitch: 6, roll: 5 }), badge), rest)).toBe(0);
  });

  test('shows the colours of the picture', async () => {
    const data = new Uint8Array(64 * 36 * 3).map((_, i) => [200, 60, 40][i % 3] as number);
    const renderer = await createFaceRenderer({ image: { data, width: 64, height: 36, channels: 3 } });
    const png = await pngFromI420(drawer(renderer)(), renderer.width, renderer.height);
    const { channels } = await sharp(
      await sharp(png).extract({ left: 300, top: 100, width: 200, height: 200 }).toBuffer(),
    ).stats();
    const means = channels.map(({ mean }) => mean);
    for (const [i, expected] of [200, 60, 40].entries())
      expect(Math.abs((means[i] as number) - expected)).toBeLessThan(4);
  });
});
