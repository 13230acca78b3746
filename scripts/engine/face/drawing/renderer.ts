import { meshFromPoints } from '../../../rig/mesh-from-points.ts';
import type { MeshRig } from '../../../rig/mesh-rig.ts';
import type { Rig } from '../../../rig/rig.ts';
import type { FacePose } from '../motion/pose.ts';
import { drawBaseFrame, type RawImage } from './base-frame.ts';
import { frameBytes, planesOf } from './i420.ts';
import { modelFace, type Precision } from './mesh/face-model.ts';
import { MeshFace } from './mesh-face.ts';
import { placePicture, type Size } from './placement.ts';
import { hasPlainGround } from './plain-ground.ts';
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
  const placement = placePicture(image, frame, rig, hasPlainGround(image));
  const base = await drawBaseFrame(image, placement, frame, isLabelled);
  const still = planesOf(base.plain, frame.width, frame.height);
  const face = rig
    ? new MeshFace(modelFace(meshOf(rig, image), precisionOf(rig), placement, still), base, frame)
    : new StillFace(base, frame);
  return {
    ...frame,
    bytes: frameBytes(frame.width, frame.height),
    render: (pose, out) => face.render(pose, out),
  };
}

/** The mesh of a rig of either version, for a picture of this size. */
function meshOf(rig: Rig, { width, height }: Size): MeshRig {
  return rig.version === 2 ? rig : meshFromPoints(rig, width / height);
}

/** A mesh made by hand is as its maker wants it. */
function precisionOf({ version, source }: Rig): Precision {
  if (version === 1) return 'guessed';
  return source === 'hand' ? 'exact' : 'detected';
}
