/** What the face is about. */
export type FaceMode = 'idle' | 'listening' | 'thinking' | 'speaking';

/** How a face stands at one instant. Everything 0 is the picture as it is. */
export interface FacePose {
  /** Opening of the mouth, 0 (as in the picture) to 1 (a wide open "ah"). */
  open: number;
  /** Width of the mouth, -1 (rounded, "oo") to 1 (spread, "ee"). */
  wide: number;
  /** 0 (listening) to 1 (talking): lets a mouth that shows its teeth at rest close over them on b, m and p. */
  speech: number;
  /** 0 (open) to 1 (lids closed). */
  blink: number;
  /** Where the eyes look, -1 (the viewer's left) to 1. */
  gazeX: number;
  /** -1 (up) to 1 (down). */
  gazeY: number;
  /** Turn of the head, -1 (the viewer's left) to 1. */
  yaw: number;
  /** Nod of the head, -1 (up) to 1 (down). */
  pitch: number;
  /** Tilt of the head, -1 to 1 (clockwise as seen). */
  roll: number;
  /** 0 (breathed out) to 1 (breathed in). */
  breath: number;
  /** Brows, -1 (lowered) to 1 (raised). */
  brow: number;
  /** Loudness of the voice, 0 to 1: the strength of the ring of a face that cannot move. */
  loudness: number;
}

/** The picture as it is. */
export const restPose: Readonly<FacePose> = {
  open: 0,
  wide: 0,
  speech: 0,
  blink: 0,
  gazeX: 0,
  gazeY: 0,
  yaw: 0,
  pitch: 0,
  roll: 0,
  breath: 0,
  brow: 0,
  loudness: 0,
};
