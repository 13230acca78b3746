/** What the face is about. */
export type FaceMode = 'idle' | 'listening' | 'thinking' | 'speaking';

/** How a face stands at one instant. Everything 0 is the picture as it is. Left and right are the viewer's. */
export interface FacePose {
  /**
   * Opening of the mouth. Where `speech` is 1 this is the gap between the lips, whatever the picture shows: 0 (they touch) to 1 (a wide
   * open "ah"). Where it is 0, the gap is the picture's own, and `open` adds to it.
   */
  open: number;
  /** Width of the mouth, -1 (rounded and pushed forward, "oo") to 1 (spread, "ee"). */
  wide: number;
  /** 0 to 1 (lips closed and lightly pressed, for m, b, p): it overrules `open` and the teeth that a smile shows. */
  press: number;
  /** 0 to 1 (the lower lip at the upper teeth, for f and v): it overrules `open`. */
  tuck: number;
  /** 0 (silent: the mouth as in the picture) to 1 (talking: `open` counts from closed lips). Change it over a tenth of a second. */
  speech: number;
  /** Corners of the mouth and cheeks, -1 (a smile of the picture is taken back, serious) to 1 (a clear smile). */
  smile: number;
  /** Both eyes: 0 (as in the picture) to 1 (lids closed). */
  blink: number;
  /** Lower lids, 0 to 1 (raised, as in a warm smile). */
  lowerLid: number;
  /** Where the eyes look from where they look in the picture, -1 (left) to 1 (right): 1 is about 25 degrees. */
  gazeX: number;
  /** -1 (up) to 1 (down): 1 is about 20 degrees. */
  gazeY: number;
  /** Brows, -1 (lowered) to 1 (raised). */
  brow: number;
  /** Brows, 0 to 1 (drawn together, as in doubt or thought). */
  furrow: number;
  /** Turn of the head in degrees from how the picture shows it, positive to the right. Drawn up to +-10. */
  yaw: number;
  /** Nod of the head in degrees, positive downward. Drawn up to +-8. */
  pitch: number;
  /** Tilt of the head in degrees, positive clockwise as seen. Drawn up to +-8. */
  roll: number;
  /** 0 (breathed out) to 1 (breathed in). */
  breath: number;
  /** Loudness of the voice, 0 to 1: the strength of the ring of a face that cannot move. */
  loudness: number;
}

/** The picture as it is. */
export const restPose: Readonly<FacePose> = {
  open: 0,
  wide: 0,
  press: 0,
  tuck: 0,
  speech: 0,
  smile: 0,
  blink: 0,
  lowerLid: 0,
  gazeX: 0,
  gazeY: 0,
  brow: 0,
  furrow: 0,
  yaw: 0,
  pitch: 0,
  roll: 0,
  breath: 0,
  loudness: 0,
};
