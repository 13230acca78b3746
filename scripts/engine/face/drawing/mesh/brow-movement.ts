import { smoothstep } from '../../motion/interpolation.ts';
import type { FacePose } from '../../motion/pose.ts';
import { type FaceModel, inHead, vertexAt } from './face-model.ts';
import type { Vector } from './vector.ts';

/** Of the face's height: how far brows rise and cheeks go up at 1. */
const raises = 0.045;
const lowers = 0.02;
const cheekUp = 0.022;
const furrows = 0.018;
/** Points of the cheeks that a smile lifts most, and of the wings of the nose. */
const cheeks = [50, 280] as const;

interface Share {
  vertex: number;
  brow: number;
  /** Signed: toward the other brow. */
  inward: number;
  cheek: number;
}

/** Moves brows and cheeks: adds to offsets in the head's own directions. */
export class BrowMovement {
  readonly #shares: Share[] = [];
  readonly #height: number;

  constructor({ rest, head, eyes }: FaceModel) {
    this.#height = head.height;
    const at = (index: number) => inHead(head, vertexAt(rest, index), head.pivot);
    const areas = eyes.map(({ lids, toBrow }) => {
      const [outer, inner, lid] = [lids.upper[0], lids.upper[8], lids.upper[4]].map((index) =>
        at(index as number),
      ) as [Vector, Vector, Vector];
      return {
        x: (outer.x + inner.x) / 2,
        innerX: inner.x,
        half: Math.abs(inner.x - outer.x) / 2,
        lid: lid.y,
        toBrow,
      };
    });
    const cheekPoints = cheeks.map(at);
    for (let vertex = 0; vertex < 468; vertex++) {
      const point = at(vertex);
      const shares = areas.map(({ x, half, lid, toBrow }) => {
        const above = lid - point.y;
        const beside = 1 - smoothstep(1.1, 2.4, Math.abs(point.x - x) / half);
        return (
          beside *
          smoothstep(0.3, 0.9, above / toBrow) *
          (1 - smoothstep(0.1, 0.34, (above - toBrow) / head.height))
        );
      });
      const side = (shares[0] as number) > (shares[1] as number) ? 0 : 1;
      const follows = shares[side] as number;
      const { innerX, half } = areas[side] as (typeof areas)[number];
      const inward =
        (side === 0 ? 1 : -1) * follows * (1 - smoothstep(0, 1.6, Math.abs(point.x - innerX) / half));
      const toCheek =
        Math.min(...cheekPoints.map(({ x, y }) => Math.hypot(point.x - x, point.y - y))) / head.height;
      const cheek = 1 - smoothstep(0, 0.24, toCheek);
      if (follows + cheek > 0.002) this.#shares.push({ vertex, brow: follows, inward, cheek });
    }
  }

  add({ brow, furrow, smile, wide }: FacePose, offsets: Float32Array): void {
    const up = (brow > 0 ? brow * raises : brow * lowers) * this.#height;
    const together = furrow * furrows * this.#height;
    const cheek = (smile * cheekUp + 0.25 * Math.max(0, wide) * cheekUp) * this.#height;
    for (const share of this.#shares) {
      const at = 3 * share.vertex;
      offsets[at] = (offsets[at] as number) + share.inward * together;
      offsets[at + 1] =
        (offsets[at + 1] as number) -
        share.brow * up +
        Math.abs(share.inward) * together * 0.8 -
        share.cheek * cheek;
    }
  }
}
