import type { Rig } from '../../../rig/rig.ts';
import { clamp } from '../motion/interpolation.ts';
import { type FacePose, restPose } from '../motion/pose.ts';
import { rgbFromI420 } from './i420.ts';
import { placePicture, type Rectangle, type Size, toFrame } from './placement.ts';
import { createFaceRenderer } from './renderer.ts';

/** Rows of red, green, blue, 8 bits each. */
export interface PackedRgb extends Size {
  data: Buffer;
}

/** Larger than the video, since only the face is cut out of it. */
const frame: Readonly<Size> = { width: 1280, height: 720 };

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
  const side = Math.max(2, Math.min(frame.width, frame.height, Math.round(face * squarePerFace)));
  return {
    x: Math.round(clamp(middle.x - side / 2, 0, frame.width - side)),
    y: Math.round(clamp(middle.y - side / 2, 0, frame.height - side)),
    width: side,
    height: side,
  };
}

function cut(rgb: Uint8ClampedArray, { x, y, width, height }: Rectangle): PackedRgb {
  const data = Buffer.alloc(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * frame.width + x) * 3;
    data.set(rgb.subarray(start, start + width * 3), row * width * 3);
  }
  return { data, width, height };
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
    return { name, pixels: cut(rgbFromI420(drawn, frame.width, frame.height), square) };
  });
}
