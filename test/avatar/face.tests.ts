import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DetectedFace, detectFaces } from '../../scripts/avatar/face/detector.ts';
import { describeFace } from '../../scripts/avatar/face/landmarks.ts';
import type { Point3 } from '../../scripts/avatar/face/mesh-finder.ts';
import { rigOf } from '../../scripts/avatar/face/rig-from-face.ts';
import { decode, type RgbPixels, toPixels } from '../../scripts/avatar/picture/decoder.ts';
import { type Frame, frameAround } from '../../scripts/avatar/picture/frame.ts';
import type { Rectangle } from '../../scripts/avatar/picture/picture.ts';
import { type PreparedAvatar, prepareAvatar } from '../../scripts/avatar/prepare.ts';
import { PikaError } from '../../scripts/cli/errors.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { lips } from '../../scripts/rig/face-mesh.ts';
import { featuresOf } from '../../scripts/rig/features.ts';
import { meshRigSchema } from '../../scripts/rig/mesh-rig.ts';
import type { RigPoint } from '../../scripts/rig/point.ts';
import { type Rig, rigSchema } from '../../scripts/rig/rig.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { pictures, portraitFile } from './pictures.ts';

const never = new AbortController().signal;
let pixels: RgbPixels;
let face: DetectedFace;

async function prepare(bytes: Uint8Array, frame: Frame = 'keep') {
  return prepareAvatar({ bytes, name: 'stdin' }, { frame }, await createTestRuntime());
}

const codes = ({ warnings }: PreparedAvatar) => warnings.map(({ code }) => code);

beforeAll(async () => {
  pixels = await toPixels(await decode(await pictures.photo()));
  const { faces } = await detectFaces(pixels, never);
  [face] = faces as [DetectedFace];
});

describe('the face of a portrait', () => {
  test('is found once, with a box, an upright head, open eyes and a smile that shows teeth', async () => {
    expect(await detectFaces(pixels, never)).toMatchObject({ turn: 0, faces: [expect.anything()] });
    const report = describeFace(face, pixels);
    expect(report).toMatchObject({ mouth: 'open', eyes: 'open' });
    expect(Math.abs(report.tilt_deg)).toBeLessThan(8);
    expect(Math.abs(report.turn)).toBeLessThan(0.15);
    expect(report.center.x).toBeGreaterThan(205);
    expect(report.center.x).toBeLessThan(245);
    expect(report.center.y).toBeGreaterThan(110);
    expect(report.center.y).toBeLessThan(150);
  });

  test('returns a valid rig whose points match the features', async () => {
    const rig = meshRigSchema.parse(rigOf(face, pixels));
    const near = ([x, y]: readonly [number, number], wantedX: number, wantedY: number) =>
      expect(Math.hypot(x * 512 - wantedX, y * 512 - wantedY)).toBeLessThan(5);
    const { mouth, nose, chin, left_eye, right_eye } = featuresOf(rig);
    near(mouth.left, 203, 140);
    near(mouth.right, 245, 142);
    near(nose, 223, 131);
    near(chin, 222, 178);
    near(left_eye.outer, 194, 100);
    near(right_eye.inner, 237, 103);
    near(rig.left_iris[0] as RigPoint, 203, 101);
    near(rig.right_iris[0] as RigPoint, 246, 103);
  });

  test('returns irises whose rims go from the nose over the top to the ear', () => {
    const { left_iris, right_iris } = rigOf(face, pixels);
    for (const [iris, toNose] of [
      [left_iris, 1],
      [right_iris, -1],
    ] as const) {
      const [center = [0, 0], nose, above, ear, below] = iris;
      const across = (rim: RigPoint | undefined) => ((rim?.[0] ?? 0) - center[0]) * toNose;
      const down = (rim: RigPoint | undefined) => (rim?.[1] ?? 0) - center[1];
      expect(across(nose)).toBeGreaterThan(0);
      expect(across(ear)).toBeLessThan(0);
      expect(down(above)).toBeLessThan(0);
      expect(down(below)).toBeGreaterThan(0);
    }
  });

  test('returns the upper teeth of a smile, between its lips', () => {
    const { teeth, lips: lines } = rigOf(face, pixels);
    const middle = teeth.upper?.[Math.floor((teeth.upper?.length ?? 0) / 2)]?.[1] ?? 0;
    expect(teeth.upper?.length).toBeGreaterThan(9);
    expect(teeth.lower).toBeUndefined();
    expect(middle).toBeGreaterThan(lines.inner.upper[5]?.[1] ?? 1);
    expect(middle).toBeLessThan((lines.inner.lower[5]?.[1] ?? 0) + 1 / 512);
  });

  test('returns an outline that holds the face and its hair, and a head that looks into the camera', () => {
    const { head } = rigOf(face, pixels);
    const xs = head.outline.map(([x]) => x * 512);
    const ys = head.outline.map(([, y]) => y * 512);
    // The hair of the portrait reaches from 155 to 300, and up to about 12.
    expect(Math.min(...xs)).toBeGreaterThan(140);
    expect(Math.min(...xs)).toBeLessThan(175);
    expect(Math.max(...xs)).toBeGreaterThan(280);
    expect(Math.max(...xs)).toBeLessThan(315);
    expect(Math.min(...ys)).toBeLessThan(40);
    expect(Math.abs(Math.max(...ys) - 180)).toBeLessThan(8);
    expect(Math.abs(head.pose.yaw)).toBeLessThan(6);
    expect(Math.abs(head.pose.pitch)).toBeLessThan(8);
  });

  test('is found in a copy that is turned by 20 degrees, and its tilt is told', async () => {
    const turned = await sharp(await pictures.photo())
      .rotate(20, { background: '#888' })
      .png()
      .toBuffer();
    const avatar = await prepare(turned);
    expect(avatar.faces).toHaveLength(1);
    expect(avatar.faces[0]?.tilt_deg).toBeGreaterThan(15);
    expect(codes(avatar)).toContain('face_tilted');
  });
});

describe('a portrait that is not upright', () => {
  const turnedBy = async (degrees: number) =>
    sharp(await pictures.photo())
      .rotate(degrees)
      .resize({ width: 640 })
      .jpeg()
      .toBuffer();

  test.each([
    [90, 270],
    [180, 180],
    [270, 90],
  ])('turned by %i degrees is found by turning it by %i', async (degrees, turn) => {
    const found = await detectFaces(await toPixels(await decode(await turnedBy(degrees))), never);
    expect(found).toMatchObject({ turn, faces: [expect.anything()] });
    const [upright] = found.faces as [DetectedFace];
    expect(upright.score).toBeGreaterThan(0.8);
    const nearest = (index: number) =>
      Math.abs((upright.landmarks[index]?.[1] ?? 0) - (face.landmarks[index]?.[1] ?? 0));
    // The chin and the nose, where they are in the upright one.
    expect(Math.max(nearest(8), nearest(33))).toBeLessThan(0.02);
  });

  test('is turned before it is framed, with a warning and a rig that fits', async () => {
    const wide = await sharp(await turnedBy(90))
      .extract({ left: 0, top: 40, width: 640, height: 560 })
      .jpeg()
      .toBuffer();
    const avatar = await prepare(wide, 'portrait');
    expect(codes(avatar)).toContain('image_turned');
    expect(avatar.changes).toContain('turned by 270 degrees clockwise, so that the face is upright');
    expect(avatar.width / avatar.height).toBeCloseTo(3 / 4, 1);
    const { rig } = avatar;
    const { chin, nose, left_eye: eye } = featuresOf(rig as Rig);
    expect(chin[1]).toBeGreaterThan(nose[1]);
    expect(nose[1]).toBeGreaterThan(eye.outer[1]);
    expect(avatar.source).toMatchObject({ width: 640, height: 560 });
  });

  test('is left as it is under a rig that was made for it, with a warning', async () => {
    const rig = rigOf(face, pixels);
    const bytes = await turnedBy(180);
    const avatar = await prepareAvatar({ bytes, name: 'stdin' }, { rig }, await createTestRuntime());
    expect(codes(avatar)).toContain('face_sideways');
    expect(avatar).toMatchObject({ rig, faces: [] });
    const lookedAt = await prepareAvatar(
      { bytes, name: 'stdin' },
      { turn: false },
      await createTestRuntime(),
    );
    expect(codes(lookedAt)).toContain('face_sideways');
    expect(lookedAt).toMatchObject({ rig: undefined, faces: [] });
  });
});

describe('what would disappoint in the meeting is warned about', () => {
  test('no face at all', async () => {
    const avatar = await prepare(await pictures.blank());
    expect(avatar).toMatchObject({ faces: [], rig: undefined, verdict: 'usable' });
    expect(codes(avatar)).toEqual(['face_missing']);
  });

  test('two faces', async () => {
    const avatar = await prepare(await pictures.couple());
    expect(avatar.faces).toHaveLength(2);
    expect(codes(avatar)).toContain('faces_several');
  });

  test.each([
    [
      'face_dark',
      async () =>
        sharp(await pictures.photo())
          .linear(0.25, 0)
          .png()
          .toBuffer(),
    ],
    [
      'face_blurred',
      async () =>
        sharp(await pictures.photo())
          .blur(3)
          .png()
          .toBuffer(),
    ],
    [
      'face_small',
      async () =>
        sharp(await pictures.photo())
          .resize(300)
          .png()
          .toBuffer(),
    ],
    [
      'face_cut',
      async () =>
        sharp(await pictures.photo())
          .extract({ left: 60, top: 85, width: 300, height: 300 })
          .png()
          .toBuffer(),
    ],
  ])('%s', async (code, make) => {
    const avatar = await prepare(await make());
    expect(codes(avatar)).toContain(code);
    expect(avatar.verdict).toBe('poor');
  });

  test('a head that the 16:9 tile would cut, but not a smile', async () => {
    const avatar = await prepare(await pictures.photo());
    expect(codes(avatar)).toEqual(['face_cut_in_tile']);
    expect(avatar.verdict).toBe('poor');
  });
});

describe('a frame holds the head, with room above it and shoulders below', () => {
  test.each([
    ['16:9', 16 / 9],
    ['square', 1],
    ['portrait', 3 / 4],
  ] as const)('%s', async (frame, aspect) => {
    const avatar = await prepare(await pictures.photo(), frame);
    expect(avatar.width / avatar.height).toBeCloseTo(aspect, 1);
    expect(avatar.faces).toHaveLength(1);
    const { box } = avatar.faces[0] ?? { box: { x: 0, y: 0, width: 0, height: 0 } };
    expect(box.x).toBeGreaterThan(0);
    expect(box.y).toBeGreaterThan(box.height * 0.3);
    expect(box.y + box.height * 1.3).toBeLessThan(avatar.height);
    const rig = rigSchema.parse(avatar.rig);
    expect(Math.abs(rig.face.x * avatar.width - box.x)).toBeLessThan(2);
    expect(codes(avatar)).not.toContain('face_cut');
  });

  test('cut from a large source keeps its pixels', async () => {
    const large = await sharp(await pictures.photo())
      .resize(3000, 3000)
      .jpeg()
      .toBuffer();
    const avatar = await prepare(large, 'portrait');
    expect(avatar.height).toBe(1536);
    expect(avatar.faces[0]?.box.width).toBeGreaterThan(350);
  });

  test('without a face is around the middle, with a warning', async () => {
    const avatar = await prepare(await pictures.blank(), '16:9');
    expect(avatar).toMatchObject({ width: 1067, height: 600 });
    expect(codes(avatar)).toContain('frame_inexact');
    expect(avatar.changes).toContain('continued with its own background to fill the frame');
  });

  test('leaves a picture only where that is too small for it, wherever the head is', () => {
    const size = { width: 900, height: 700 };
    for (const x of [-0.1, 0, 0.4, 0.9]) {
      for (const y of [-0.1, 0, 0.4, 0.8]) {
        const moved: DetectedFace = {
          ...face,
          box: { ...face.box, x, y },
          landmarks: face.landmarks.map(([px, py]) => [px - face.box.x + x, py - face.box.y + y]),
        };
        for (const frame of ['16:9', 'square', 'portrait'] as const) {
          const part = frameAround([moved], frame, size).part as Rectangle;
          const isWider = part.width > size.width;
          expect(part.left <= 0 || !isWider).toBe(true);
          expect(part.left >= 0 || isWider).toBe(true);
          expect(part.top).toBeGreaterThanOrEqual(0);
          const right = part.left + part.width;
          expect(isWider ? right >= size.width : right <= size.width).toBe(true);
          expect(part.top + part.height).toBeLessThanOrEqual(size.height);
        }
      }
    }
  });
});

describe('closed lips', () => {
  /** Skin with one dark line where the lips meet, `offset` rows below where the detector believes it. */
  function closedLips(offset: number) {
    const mesh = face.mesh.map(([x, y, z]): Point3 => [x, y, z]);
    const middleY = ((mesh[61]?.[1] ?? 0) + (mesh[291]?.[1] ?? 0)) / 2;
    const touching = [...lips.inner.upper, ...lips.inner.lower, 61, 291];
    for (const index of touching) mesh[index] = [mesh[index]?.[0] ?? 0, middleY, 0];
    const row = Math.round(middleY * 512) + offset;
    const data = Buffer.alloc(512 * 512 * 3, 180);
    data.fill(40, row * 512 * 3, (row + 1) * 512 * 3);
    return { closed: { ...face, mesh }, skin: { data, width: 512, height: 512 }, row };
  }

  test.each([0, 2, 5])('meet at the dark line, %i pixels from the mesh', (offset) => {
    const { closed, skin, row } = closedLips(offset);
    const rig = rigOf(closed, skin);
    expect(Math.abs((rig.lips.inner.upper[5]?.[1] ?? 0) * 512 - row)).toBeLessThanOrEqual(1);
    expect(rig.lips.inner.lower).toEqual(rig.lips.inner.upper);
    expect(rig.teeth).toEqual({});
  });
});

describe('the detector', () => {
  test('ends at once when the run is interrupted', async () => {
    const controller = new AbortController();
    const reason = new PikaError('interrupted', 'stopped by SIGINT', { hint: '' });
    const found = detectFaces(pixels, controller.signal);
    controller.abort(reason);
    await expect(found).rejects.toBe(reason);
  });

  test('prints nothing and leaves the process as it is', async () => {
    const script = `
      import { decode, toPixels } from './scripts/avatar/picture/decoder.ts';
      import { detectFaces } from './scripts/avatar/face/detector.ts';
      import { readFile } from 'node:fs/promises';
      const pixels = await toPixels(await decode(await readFile(process.argv[1])));
      const { faces } = await detectFaces(pixels, new AbortController().signal);
      if (faces.length !== 1 || typeof process.pid !== 'number') process.exitCode = 9;`;
    const argv = ['--import', 'tsx', '--input-type=module', '--eval', script, portraitFile];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, { cwd: skillDirectory });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });
});
