import { featuresOf } from '../../../rig/features.ts';
import type { PointRig } from '../../../rig/point-rig.ts';
import type { Rig } from '../../../rig/rig.ts';
import type { FacePose } from '../motion/pose.ts';
import { drawBaseFrame, type RawImage } from './base-frame.ts';
import { measureFace } from './face-geometry.ts';
import { frameBytes, planesOf } from './i420.ts';
import { modelFace } from './mesh/face-model.ts';
import { MeshFace } from './mesh-face.ts';
import { MovingFace } from './moving-face.ts';
import { placePicture, type Size } from './placement.ts';
import { StillFace } from './still-face.ts';

export interface FaceOptions {
  image: RawImage;
  /** Where the face is. Without it the picture breathes and a ring shows that it speaks. */
  rig?: Rig;
  /** Of the frames; both even. */
  width?: number;
  height?: number;
  /** Whether the frames carry the label of the local engine; only a picture that says so elsewhere goes without. */
  isLabelled?: boolean;
}

export interface FaceRenderer extends Size {
  /** Bytes of a frame: 1.5 x width x height. */
  readonly bytes: number;
  /** Draws a pose into `out`, a packed I420 frame (ITU-R BT.601, limited range). */
  render(pose: FacePose, out: Uint8Array): void;
}

/** The frame of the local engine's video, the size that the hosted avatars have. */
export const videoSize: Readonly<Size> = { width: 854, height: 480 };

/** Everything that can be measured and drawn once for a portrait, so that frames are cheap. */
export async function createFaceRenderer({
  image,
  rig,
  isLabelled = true,
  ...size
}: FaceOptions): Promise<FaceRenderer> {
  const frame = { width: size.width ?? videoSize.width, height: size.height ?? videoSize.height };
  const placement = placePicture(image, frame, rig);
  const base = await drawBaseFrame(image, placement, frame, isLabelled);
  const face =
    rig?.version === 2
      ? new MeshFace(
          modelFace(rig, placement, frame, planesOf(base.plain, frame.width, frame.height)),
          base,
          frame,
        )
      : rig
        ? new MovingFace(
            measureFace(pointsOf(rig, image), placement, planesOf(base.plain, frame.width, frame.height).y),
            base,
            frame,
          )
        : new StillFace(base, frame);
  return {
    ...frame,
    bytes: frameBytes(frame.width, frame.height),
    render: (pose, out) => face.render(pose, out),
  };
}

/** A rig as few points, for a picture of this size. */
function pointsOf(rig: Rig, { width, height }: Size): PointRig {
  if (rig.version === 1) return rig;
  const { mouth, ...features } = featuresOf(rig);
  const { upper, lower } = rig.lips.inner;
  const gap = ((lower[5]?.[1] ?? 0) - (upper[5]?.[1] ?? 0)) * height;
  const half = ((mouth.right[0] - mouth.left[0]) * width) / 2;
  return { version: 1, source: rig.source, ...features, mouth: { ...mouth, open: Math.max(0, gap / half) } };
}
