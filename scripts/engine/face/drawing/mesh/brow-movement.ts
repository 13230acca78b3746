import { brows } from '../../../../rig/face-mesh.ts';
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
    const lidY = eyes.map(({ lids }) => at(lids.upper[4] as number).y);
    const browPoints = (['left', 'right'] as const).map((side) =>
      [...brows[side].upper, ...brows[side].lower].map(at),
    );
    const cheekPoints = cheeks.map(at);
    for (let vertex = 0; vertex < 468; vertex++) {
      const point = at(vertex);
      const near = (points: readonly Vector[]) =>
        Math.min(...points.map(({ x, y }) => Math.hypot(point.x - x, point.y - y))) / head.height;
      const side = near(browPoints[0] as Vector[]) < near(browPoints[1] as Vector[]) ? 0 : 1;
      const brow = browPoints[side] as Vector[];
      const lid = lidY[side] as number;
      const lowest = Math.max(...brow.map(({ y }) => y));
      const aboveLid = point.y < lowest ? 1 : 1 - smoothstep(lowest, (lowest + 2 * lid) / 3, point.y);
      const follows = (1 - smoothstep(0.015, 0.2, near(brow))) * aboveLid;
      const inner = brow[4] as Vector;
      const toInner = Math.hypot(point.x - inner.x, point.y - inner.y) / head.height;
      const inward = (side === 0 ? 1 : -1) * follows * (1 - smoothstep(0, 0.22, toInner));
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
