import { clamp, mix } from '../../motion/interpolation.ts';
import type { FacePose } from '../../motion/pose.ts';
import type { FaceModel } from './face-model.ts';
import { type MouthRest, measureMouth } from './mouth-rest.ts';

/** The gap of a wide open "ah", and the widths of rounded and spread lips, as shares of the face's width. */
const widestGap = 0.165;
const roundedHalf = 0.125;
const spreads = 0.014;
/** Small openings are drawn larger than in proportion: in a small tile they would not be seen. */
const articulation = 0.78;
/** How much of the gap the jaw makes; the lips do the rest. */
const jawShare = 0.9;
/** How a gap that the lips must make or close is shared between them. */
const lowerLipShare = 0.62;
/** What a smile does to the corners, as shares of the mouth's half width. */
const smileOut = 0.1;
const smileUp = 0.13;
/** Lips that the picture shows apart mostly smile already: so much of a smile is left to add. */
const smileLeft = 0.35;

/** How far pressed lips overlap, in pixels: nothing shines through between them. */
const overlaps = 0.5;
/** A gap of this many pixels at rest is one. */
const partedFrom = 1.5;

/** Moves lips, jaw and cheeks: adds to offsets in the head's own directions (x right, y down, z back). */
export class MouthMovement {
  /** How far the lower teeth have gone down, and back, in the middle: pixels in the head's own directions. */
  jawDown = 0;
  jawBack = 0;
  /** How far the lips have left their place at rest: pixels. */
  stir = 0;
  readonly rest: MouthRest;
  /** Whether the picture shows the lips apart. */
  readonly isParted: boolean;
  readonly #smileGain: number;
  readonly #faceWidth: number;
  readonly #upper: Float32Array;
  readonly #lower: Float32Array;

  constructor(model: FaceModel) {
    this.rest = measureMouth(model);
    this.isParted = (this.rest.gaps[this.rest.gaps.length >> 1] as number) > partedFrom;
    this.#smileGain = this.isParted ? smileLeft : 1;
    this.#faceWidth = model.head.width;
    this.#upper = new Float32Array(this.rest.gaps.length);
    this.#lower = new Float32Array(this.rest.gaps.length);
  }

  add(pose: FacePose, offsets: Float32Array): void {
    const { rest } = this;
    const middle = rest.gaps.length >> 1;
    const restGap = Math.max(0, rest.gaps[middle] as number);
    const widest = widestGap * this.#faceWidth;
    const opening = Math.max(0, pose.open) ** articulation;
    const gapAt = (column: number) => {
      const shape = rest.profile[column] as number;
      const own = rest.gaps[column] as number;
      const spoken = opening * widest * shape;
      const silent = own + spoken;
      const gap = mix(silent, spoken, clamp(pose.speech, 0, 1));
      const tucked = Math.min(gap, 0.1 * widest * shape);
      return mix(mix(gap, tucked, pose.tuck), -overlaps * shape, pose.press);
    };
    const chin = rest.lower[middle] as (typeof rest.lower)[number];
    const wanted = gapAt(middle);
    const angle = (jawShare * Math.max(0, wanted - restGap)) / chin.forward;
    this.jawDown = angle * chin.forward;
    this.jawBack = angle * chin.down;
    for (const [column, own] of rest.gaps.entries()) {
      const [upper, lower] = [rest.upper[column], rest.lower[column]] as [typeof chin, typeof chin];
      const byJaw = angle * (lower.jaw * lower.forward - upper.jaw * upper.forward);
      const missing = gapAt(column) - own - byJaw;
      this.#upper[column] = -(1 - lowerLipShare) * missing;
      this.#lower[column] = lowerLipShare * missing;
    }
    const corner = this.#cornerShift(pose);
    this.stir = Math.max(
      ...this.#upper.map(Math.abs),
      ...this.#lower.map(Math.abs),
      this.jawDown,
      Math.abs(corner),
      Math.abs(pose.smile) * 4,
    );
    // Rounded or pressed lips are level.
    const levels = Math.max(0, this.rest.curve) * (0.5 * Math.max(0, -pose.wide) + 0.2 * pose.press);
    const lift = levels - pose.smile * this.#smileGain * smileUp * rest.half;
    for (const share of rest.shares) {
      const at = 3 * share.vertex;
      const lip =
        share.lip === 0 ? 0 : share.lip * handle(share.isUpper ? this.#upper : this.#lower, share.column);
      offsets[at] = (offsets[at] as number) + share.corner * corner;
      offsets[at + 1] =
        (offsets[at + 1] as number) + share.jaw * angle * share.forward + lip + share.lift * lift;
      offsets[at + 2] = (offsets[at + 2] as number) + share.jaw * angle * share.down;
    }
  }

  /** How far the corners go outward. */
  #cornerShift({ wide, smile, press, speech }: FacePose): number {
    const { half } = this.rest;
    const rounded = clamp(half - roundedHalf * this.#faceWidth, 0.12 * half, 0.3 * half);
    const shaped = wide < 0 ? wide * rounded : wide * spreads * this.#faceWidth;
    const isSmiling = this.isParted ? 1 : 0;
    return (
      shaped + smile * this.#smileGain * smileOut * half - isSmiling * half * (0.05 * press + 0.03 * speech)
    );
  }
}

function handle(values: Float32Array, column: number): number {
  const left = Math.floor(column);
  const a = values[left] as number;
  return left === column ? a : mix(a, values[left + 1] as number, column - left);
}
