import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { mouthRegion, type Rectangle } from '../../../scripts/engine/face/drawing/placement.ts';
import { decodePortrait } from '../../../scripts/engine/face/drawing/portrait-file.ts';
import { createFaceRenderer, videoSize } from '../../../scripts/engine/face/drawing/renderer.ts';
import { type FacePose, restPose } from '../../../scripts/engine/face/motion/pose.ts';
import { type Rig, rigSchema } from '../../../scripts/rig/rig.ts';

const root = path.join(import.meta.dirname, '../../..');

const fixture = (name: string) => path.join(root, 'test/fixtures', name);

export const portraits = {
  /** Drawn, closed lips; its mesh was made by hand. */
  demo: {
    image: path.join(root, 'scripts/avatar/sample/avatar.png'),
    rig: path.join(root, 'scripts/avatar/sample/avatar.rig.json'),
  },
  /** A photograph with a toothy smile, with the detector's mesh. */
  smile: { image: fixture('portraits/portrait.jpg'), rig: fixture('portraits/portrait.mesh.rig.json') },
  /** The same with a rig of few points (version 1). */
  points: { image: fixture('portraits/portrait.jpg'), rig: fixture('portraits/portrait.rig.json') },
  /** A painting of a turned head with closed lips, with the detector's mesh. */
  painting: { image: fixture('paintings/mona-lisa.jpg'), rig: fixture('paintings/mona-lisa.mesh.rig.json') },
};

export type PortraitName = keyof typeof portraits;

export async function rigOf(name: PortraitName): Promise<Rig> {
  return rigSchema.parse(JSON.parse(await readFile(portraits[name].rig, 'utf8')));
}

/** A portrait, ready to be drawn, and where its mouth is in the frame. */
export async function face(name: PortraitName) {
  const image = await decodePortrait(portraits[name].image);
  const rig = await rigOf(name);
  const renderer = await createFaceRenderer({ image, rig });
  return { renderer, rig, mouth: mouthRegion(rig, image, videoSize), drawn: drawer(renderer) };
}

export function drawer(renderer: Awaited<ReturnType<typeof createFaceRenderer>>) {
  return (pose: Partial<FacePose> = {}) => {
    const frame = new Uint8Array(renderer.bytes);
    renderer.render({ ...restPose, ...pose }, frame);
    return frame;
  };
}

/** The luma of a rectangle, row by row. */
export function lumaOf(frame: Uint8Array, { x, y, width, height }: Rectangle): Uint8Array {
  const luma = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * videoSize.width + x;
    luma.set(frame.subarray(from, from + width), row * width);
  }
  return luma;
}

export function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / a.length;
}
