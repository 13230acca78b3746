import type { Rig } from '../../../rig/rig.ts';
import { clamp } from '../motion/interpolation.ts';
import { type FacePose, restPose } from '../motion/pose.ts';
import { frameBytes, planesOf, rgbFromI420 } from './i420.ts';
import { placePicture, type Rectangle, type Size, toFrame } from './placement.ts';
import { createFaceRenderer, videoSize } from './renderer.ts';

/** Rows of red, green, blue, 8 bits each. */
export interface PackedRgb extends Size {
  data: Buffer;
}

/** As a meeting sees it. */
const frame: Readonly<Size> = videoSize;

/** The poses that show how a face moves: what a meeting sees of it, and what most easily goes wrong. */
export const tellingPoses: Readonly<Record<string, Partial<FacePose>>> = {
  'At rest': {},
  'Lips closed (m, b, p)': { speech: 1, press: 1 },
  'Open (ah)': { speech: 1, open: 0.85 },
  'Wide (ee)': { speech: 1, open: 0.3, wide: 0.9 },
  Blink: { blink: 1 },
  Turned: { yaw: 8 },
};

/** The side of the square around a face, in units of the face: room for the jaw that goes down. */
const squarePerFace = 1.6;

function squareAround(rig: Rig, picture: Size): Rectangle {
  const placement = placePicture(picture, frame, rig);
  const { x, y, width, height } = rig.face;
  const middle = toFrame([x + width / 2, y + height / 2], placement);
  const face = Math.max(width * placement.width, height * placement.height);
  const side = Math.max(2, Math.min(frame.width, frame.height, even(face * squarePerFace)));
  return {
    x: even(clamp(middle.x - side / 2, 0, frame.width - side)),
    y: even(clamp(middle.y - side / 2, 0, frame.height - side)),
    width: side,
    height: side,
  };
}

/** Chroma has half the resolution, so a part of a frame starts and ends at even pixels. */
const even = (value: number): number => 2 * Math.round(value / 2);

/** A part of a packed I420 frame in colors. */
function cut(drawn: Uint8Array, { x, y, width, height }: Rectangle): PackedRgb {
  const part = new Uint8Array(frameBytes(width, height));
  const from = planesOf(drawn, frame.width, frame.height);
  const to = planesOf(part, width, height);
  for (const [plane, target, scale] of [
    [from.y, to.y, 1],
    [from.u, to.u, 2],
    [from.v, to.v, 2],
  ] as const) {
    for (let row = 0; row < target.height; row++) {
      const start = (y / scale + row) * plane.stride + x / scale;
      target.data.set(plane.data.subarray(start, start + target.width), row * target.stride);
    }
  }
  return { data: Buffer.from(rgbFromI420(part, width, height)), width, height };
}

/** The face of a picture in each pose, as the local engine draws it, cut out as a square. */
export async function drawPoses(
  picture: PackedRgb,
  rig: Rig,
  poses = tellingPoses,
): Promise<{ name: string; pixels: PackedRgb }[]> {
  const { data, width, height } = picture;
  const renderer = await createFaceRenderer({
    image: { data, width, height, channels: 3 },
    rig,
    ...frame,
    isLabelled: false,
  });
  const drawn = new Uint8Array(renderer.bytes);
  const square = squareAround(rig, picture);
  return Object.entries(poses).map(([name, pose]) => {
    renderer.render({ ...restPose, ...pose }, drawn);
    return { name, pixels: cut(drawn, square) };
  });
}
