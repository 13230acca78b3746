import { type DetectedFace, detectFaces } from '../../scripts/avatar/face/detector.ts';
import type { Point3 } from '../../scripts/avatar/face/mesh-finder.ts';
import { lipsOf, openingOf } from '../../scripts/avatar/face/mouth-lines.ts';
import { PixelSamples } from '../../scripts/avatar/face/pixel-samples.ts';
import type { RgbPixels } from '../../scripts/avatar/picture/decoder.ts';
import { rgbFromI420 } from '../../scripts/engine/face/drawing/i420.ts';
import { createFaceRenderer, type FaceRenderer } from '../../scripts/engine/face/drawing/renderer.ts';
import { type FacePose, restPose } from '../../scripts/engine/face/motion/pose.ts';
import { lids, lips } from '../../scripts/rig/face-mesh.ts';
import { type Rotation, rotationBetween } from './rotation.ts';
import type { Subject } from './subjects.ts';

/** A drawn frame, and what the detector sees in it. */
export interface SeenFace {
  pixels: RgbPixels;
  detected: DetectedFace;
  /** The mesh in pixels of the frame. */
  points: Point3[];
}

/** Draws a pose as the engine does. */
export class Drawing {
  readonly subject: Subject;
  readonly renderer: FaceRenderer;

  private constructor(subject: Subject, renderer: FaceRenderer) {
    this.subject = subject;
    this.renderer = renderer;
  }

  static async of(subject: Subject): Promise<Drawing> {
    const { pixels, rig } = subject;
    const image = { ...pixels, channels: 3 as const };
    return new Drawing(subject, await createFaceRenderer({ image, rig, isLabelled: false }));
  }

  draw(pose: Partial<FacePose>): RgbPixels {
    const { bytes, width, height } = this.renderer;
    const frame = new Uint8Array(bytes);
    this.renderer.render({ ...restPose, ...pose }, frame);
    return { data: Buffer.from(rgbFromI420(frame, width, height)), width, height };
  }

  /** The largest face that the detector finds in the drawn pose. */
  async look(pose: Partial<FacePose>): Promise<SeenFace> {
    const pixels = this.draw(pose);
    const { faces } = await detectFaces(pixels, new AbortController().signal);
    const [detected] = faces;
    if (!detected) throw new Error(`no face was found in a frame of ${this.subject.name}`);
    const { width, height } = pixels;
    return { pixels, detected, points: detected.mesh.map(([x, y, z]) => [x * width, y * height, z * width]) };
  }
}

const at = (points: readonly Point3[], index: number): Point3 => points[index] as Point3;
const distance = (a: Point3, b: Point3): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The gap between the lips as their pixels show it, in pixels. */
export function shownGap(seen: SeenFace): number {
  const flat = seen.points.map(([x, y]) => [x, y] as const);
  return openingOf(lipsOf(flat), new PixelSamples(seen.pixels)) * mouthWidth(seen);
}

/** The gap between the inner lips of the mesh in their middle, in pixels. */
export function lipGap({ points }: SeenFace): number {
  const { upper, lower } = lips.inner;
  return mean(
    [4, 5, 6].map((index) =>
      distance(at(points, upper[index] as number), at(points, lower[index] as number)),
    ),
  );
}

export const mouthWidth = ({ points }: SeenFace): number => distance(at(points, 61), at(points, 291));

/** Height of the eyes as a share of their width, the mean of both. */
export function eyeOpening({ points }: SeenFace): number {
  return mean(
    [lids.left, lids.right].map(({ upper, lower }) => {
      const heights = [3, 4, 5].map((index) =>
        distance(at(points, upper[index] as number), at(points, lower[index] as number)),
      );
      return mean(heights) / distance(at(points, upper[0]), at(points, upper[8]));
    }),
  );
}

/** Points that neither speech nor a blink nor a brow moves: nose, corners of the eyes, forehead, temples, cheekbones. */
const rigidPoints = [
  ...[168, 6, 197, 195, 5, 4, 1, 98, 327, 33, 133, 362, 263, 10, 109, 338, 67, 297, 103, 332, 54, 284],
  ...[127, 356, 234, 454, 116, 345, 117, 346, 50, 280, 101, 330],
];

/** How the head is turned against how it was. */
export function turnBetween(before: SeenFace, after: SeenFace): Rotation {
  const pick = ({ points }: SeenFace) => rigidPoints.map((index) => at(points, index));
  return rotationBetween(pick(before), pick(after));
}

/** The largest way of a point of the mesh between two frames, in pixels; the irises move as they like. */
export function largestJump(before: SeenFace, after: SeenFace): number {
  return Math.max(
    ...before.points.slice(0, 468).map((point, index) => distance(point, at(after.points, index))),
  );
}

/** The ridge of the nose, its tip and wings: single points waver by a pixel as the mouth below them opens. */
const nosePoints = [168, 6, 197, 195, 5, 4, 1, 2, 98, 327];

/** The middle of the nose, in pixels. */
export function middleOfNose({ points }: SeenFace): { x: number; y: number } {
  const nose = nosePoints.map((index) => at(points, index));
  return { x: mean(nose.map(([x]) => x)), y: mean(nose.map(([, y]) => y)) };
}
