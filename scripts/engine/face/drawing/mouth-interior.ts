import { clamp, mix, smoothstep } from '../motion/interpolation.ts';
import type { MouthGeometry } from './face-geometry.ts';
import { type Colour, colourFromRgb } from './i420.ts';

export interface Opening {
  /** Between the lips in their middle, in pixels. */
  gap: number;
  wide: number;
  halfOpening: number;
}

/** The paint, for a picture whose cheeks have a luma of `referenceLuma`: chosen by eye, warm, and darker than one expects. */
const paint = {
  throat: [30, 9, 11],
  floor: [96, 36, 38],
  teeth: [240, 229, 214],
  shadedTeeth: [126, 72, 64],
  tongue: [176, 88, 88],
} as const;
const referenceLuma = 165;

/** What an open mouth shows: a dark, warm cavity, the edge of the upper teeth, a hint of the tongue. */
export class MouthInterior {
  /** The colour found by `paint`. */
  y = 0;
  u = 128;
  v = 128;

  private readonly half: number;
  private readonly drawsTeeth: boolean;
  private readonly throat: Colour;
  private readonly floor: Colour;
  private readonly teeth: Colour;
  private readonly shadedTeeth: Colour;
  private readonly tongue: Colour;
  private halfOpening = 1;
  private teethShown = 0;
  private teethEdge = 0;
  private tongueShown = 0;

  constructor({ half, showsTeeth, skinLuma }: MouthGeometry) {
    this.half = half;
    this.drawsTeeth = !showsTeeth;
    const light = clamp(skinLuma / referenceLuma, 0.45, 1.08);
    const lit = ([red, green, blue]: readonly [number, number, number]) =>
      colourFromRgb(red * light, green * light, blue * light);
    this.throat = lit(paint.throat);
    this.floor = lit(paint.floor);
    this.teeth = lit(paint.teeth);
    this.shadedTeeth = lit(paint.shadedTeeth);
    this.tongue = lit(paint.tongue);
  }

  set({ gap, wide, halfOpening }: Opening): void {
    const { half } = this;
    this.halfOpening = halfOpening;
    const lightEnters = smoothstep(0.14 * half, 0.58 * half, gap);
    this.teethShown = this.drawsTeeth ? lightEnters * (0.8 + 0.1 * wide) * smoothstep(-0.95, -0.1, wide) : 0;
    this.teethEdge = half * (0.09 + 0.04 * Math.max(0, wide));
    this.tongueShown = smoothstep(0.28 * half, 0.62 * half, gap) * 0.95;
  }

  /**
   * Finds the colour at `x` along the mouth, `depth` below the upper lip where the opening is `height` high, `belowLine` below
   * the line of the closed lips: teeth belong to the skull and stay where they are.
   */
  paint(x: number, depth: number, height: number, belowLine: number): void {
    const { half, throat, floor, teeth, tongue } = this;
    const side = Math.min(1, Math.abs(x) / this.halfOpening);
    const share = depth / height;
    const lit = share * share * (1 - 0.7 * side * side);
    this.y = mix(throat.y, floor.y, lit);
    this.u = mix(throat.u, floor.u, lit);
    this.v = mix(throat.v, floor.v, lit);
    const tongueTop = 0.58 + 0.3 * side * side;
    const onTongue =
      this.tongueShown * smoothstep(tongueTop, tongueTop + 0.34, share) * smoothstep(0.92, 0.3, side);
    if (onTongue > 0) this.blend(tongue, onTongue * mix(0.6, 0.9, smoothstep(0.7, 1, share)));
    if (this.teethShown === 0) return;
    const edge = this.teethEdge * (1 - 0.55 * side * side);
    const onTeeth = this.teethShown * smoothstep(0.75, -0.75, belowLine - edge) * smoothstep(0.95, 0.6, side);
    if (onTeeth <= 0) return;
    const shown = mix(0.35, 1, smoothstep(0, 0.2 * half, depth)) * (1 - 0.45 * side * side);
    this.blend(this.shadedTeeth, onTeeth);
    this.blend(teeth, onTeeth * shown);
  }

  private blend(colour: Colour, share: number): void {
    this.y = mix(this.y, colour.y, share);
    this.u = mix(this.u, colour.u, share);
    this.v = mix(this.v, colour.v, share);
  }
}
