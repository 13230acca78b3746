import { clamp, smoothstep } from '../../motion/interpolation.ts';
import type { FacePose } from '../../motion/pose.ts';
import { type FaceModel, inHead, vertexAt } from './face-model.ts';
import { lidRings } from './lid-rings.ts';

/** Near its edge a lid moves as one, and its lashes with it; the skin above unfolds, up to the brow: shares of the way there. */
const unfoldsFrom = 0.2;
const unfoldsTo = 0.95;
/** How far the rings below the eye follow the lower lid. */
const lowerFollows = [0.7, 0.35, 0.1];

/** How far the lower lid rises when the eye closes, and when it is raised on purpose, in openings. */
const risesInBlink = 0.04;
const risesOnPurpose = 0.26;
/** How far closed lids overlap, in openings: nothing shines through between them. */
const overlaps = 0.06;
/** How far the upper lid follows a look down or up, in openings. */
const followsDown = 0.34;
const followsUp = 0.1;

interface LidShare {
  vertex: number;
  isUpper: boolean;
  follows: number;
  /** From the upper to the lower lid, in the head's own directions. */
  x: number;
  y: number;
  z: number;
}

/** Moves the lids with the skin above and below them: adds to offsets in the head's own directions. */
export class LidMovement {
  readonly #shares: LidShare[] = [];

  constructor({ rest, head, eyes }: FaceModel) {
    for (const [place, { lids, toBrow }] of eyes.entries()) {
      const rings = lidRings[place === 0 ? 'left' : 'right'];
      const openings = lids.upper.map((upper, column) =>
        inHead(head, vertexAt(rest, lids.lower[column] as number), vertexAt(rest, upper)),
      );
      const add = (
        isUpper: boolean,
        vertices: readonly number[],
        followsAt: (vertex: number, column: number) => number,
      ) => {
        for (const [at, vertex] of vertices.entries()) {
          const opening = openings[at + 1];
          const follows = followsAt(vertex, at + 1);
          if (opening && follows > 0) this.#shares.push({ vertex, isUpper, follows, ...opening });
        }
      };
      add(true, lids.upper.slice(1, -1), () => 1);
      add(false, lids.lower.slice(1, -1), () => 1);
      for (const ring of rings.upper) {
        add(true, ring, (vertex, column) => {
          const above = -inHead(head, vertexAt(rest, vertex), vertexAt(rest, lids.upper[column] as number)).y;
          return 1 - smoothstep(unfoldsFrom, unfoldsTo, above / toBrow);
        });
      }
      for (const [at, ring] of rings.lower.entries()) add(false, ring, () => lowerFollows[at] ?? 0);
    }
  }

  add({ blink, lowerLid, gazeY, smile }: FacePose, offsets: Float32Array): void {
    const purpose = clamp(lowerLid + 0.3 * Math.max(0, smile), 0, 1) * risesOnPurpose;
    const lower = Math.max(purpose, risesInBlink * blink);
    const gaze = gazeY > 0 ? followsDown * gazeY : followsUp * gazeY;
    const upper = gaze * (1 - blink) + blink * (1 - lower + overlaps * blink ** 3);
    for (const { vertex, isUpper, follows, x, y, z } of this.#shares) {
      const share = follows * (isUpper ? upper : -lower);
      const at = 3 * vertex;
      offsets[at] = (offsets[at] as number) + share * x;
      offsets[at + 1] = (offsets[at + 1] as number) + share * y;
      offsets[at + 2] = (offsets[at + 2] as number) + share * z;
    }
  }
}
