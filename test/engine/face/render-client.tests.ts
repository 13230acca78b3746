import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { mouthRegion } from '../../../scripts/engine/face/drawing/placement.ts';
import { decodePortrait } from '../../../scripts/engine/face/drawing/portrait-file.ts';
import { videoSize } from '../../../scripts/engine/face/drawing/renderer.ts';
import { trackFromPhonemes } from '../../../scripts/engine/face/motion/visemes.ts';
import {
  epochNow,
  type FaceClient,
  frameRate,
  startFace,
} from '../../../scripts/engine/face/thread/render-client.ts';
import { difference, lumaOf, portraits, rigOf } from './portraits.ts';

const interval = 1000 / frameRate;
let client: FaceClient | undefined;
afterEach(() => client?.close());

async function demoFace(): Promise<FaceClient> {
  client = await startFace({ portrait: portraits.demo.image, rig: await rigOf('demo'), seed: 1 });
  return client;
}

/** The frames for `seconds` from `start` on, each awaited, however busy the machine is; `see` is told the time it is drawn for. */
async function frames(
  face: FaceClient,
  { start, seconds }: { start: number; seconds: number },
  see: (frame: Uint8ClampedArray, time: number) => void,
) {
  face.frame(start);
  for (let tick = 0; tick < seconds * frameRate; tick++) {
    while (!face.isFresh) await sleep(1);
    see(face.frame(start + (tick + 1) * interval), start + tick * interval);
  }
}

describe('the rendering thread', () => {
  test('delivers every frame that is asked for, and does not grow over ten seconds of video', async () => {
    const face = await demoFace();
    const memory: number[] = [];
    const before = face.frames;
    await frames(face, { start: epochNow() + 100, seconds: 10 }, () =>
      memory.push(process.memoryUsage().arrayBuffers),
    );
    expect(face.frames - before).toBeGreaterThanOrEqual(10 * frameRate);
    expect((memory.at(-1) as number) - (memory[frameRate] as number)).toBeLessThan(1_000_000);
  });

  test('answers at once, whether a frame is ready or not', async () => {
    const face = await demoFace();
    face.frame();
    const taken = face.frames;
    const [first, second] = [face.frame(), face.frame()];
    expect(second).toBe(first);
    expect(face.frames - taken).toBeLessThanOrEqual(2);
  });

  test('moves the mouth when the audio is heard, and only then', async () => {
    const face = await demoFace();
    const rig = await rigOf('demo');
    const mouth = mouthRegion(rig, await decodePortrait(portraits.demo.image), videoSize);
    const dark = (frame: Uint8ClampedArray) =>
      lumaOf(Uint8Array.from(frame), mouth).reduce((sum, value) => sum + (value < 80 ? 1 : 0), 0);
    const start = epochNow() + 500;
    face.setTrack(trackFromPhonemes([{ phone: 'aa', end: 0.5 }]), start);
    const seen: { time: number; dark: number }[] = [];
    await frames(face, { start: start - 400, seconds: 1.5 }, (frame, time) =>
      seen.push({ time, dark: dark(frame) }),
    );
    const rest = (seen[1] as { dark: number }).dark;
    const moved = seen.filter((frame) => frame.dark > rest + 60).map(({ time }) => time - start);
    expect(moved[0]).toBeGreaterThan(-1.5 * interval);
    expect(moved[0]).toBeLessThan(1.5 * interval);
    expect(moved.at(-1)).toBeGreaterThan(400);
    expect(moved.at(-1)).toBeLessThan(500 + 2.5 * interval);
  });

  test('draws a frame again if speech arrives before it was taken', async () => {
    const face = await demoFace();
    const before = Uint8Array.from(face.frame());
    face.setTrack(trackFromPhonemes([{ phone: 'aa', end: 5 }]), epochNow() - 1000);
    const deadline = epochNow() + 5000;
    const area = { x: 389, y: 300, width: 77, height: 51 };
    let changed = 0;
    while (changed < 3 && epochNow() < deadline) {
      await sleep(10);
      changed = difference(lumaOf(Uint8Array.from(face.frame()), area), lumaOf(before, area));
    }
    expect(changed).toBeGreaterThan(3);
  });

  test('rejects a picture that cannot be read', async () => {
    await expect(startFace({ portrait: new Uint8Array([1, 2, 3]) })).rejects.toThrow(
      /unsupported image|Input buffer/,
    );
  });
});
