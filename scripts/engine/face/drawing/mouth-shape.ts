import { clamp, mix, smoothstep } from '../motion/interpolation.ts';
import type { MouthGeometry } from './face-geometry.ts';
import { guessedLine } from './lip-line.ts';
import { MouthInterior } from './mouth-interior.ts';
import type { Rectangle } from './placement.ts';
import type { Detail } from './warp.ts';

/** What a pose moves of the mouth. */
export interface MouthPose {
  open: number;
  wide: number;
  speech: number;
}

/** Table entries per pixel along the mouth. */
const resolution = 2;
/** Pixels below the line that closed lips make, which belong to its shadow. */
const seam = 1.5;
/** Half of what the steepest edge fades over, in pixels. */
const widestEdge = 1.5;
/** The tables reach this far beyond the corners, in half widths of the mouth. */
const extent = 1.35;

/**
 * The mouth of one picture in any pose. The lips part along their line; the lower one takes the jaw along, whose movement
 * fades towards the cheeks and the neck; what opens between them is painted (MouthInterior). All distances are pixels in the
 * mouth's own coordinates.
 */
export class MouthShape implements Detail {
  sourceX = 0;
  sourceY = 0;
  cover = 0;
  paintY = 0;
  paintU = 128;
  paintV = 128;
  readonly ceiling = 255;

  private readonly mouth: MouthGeometry;
  private readonly interior: MouthInterior;
  /** Per table entry: the line at rest, how far the upper lip's edge rises, how far the lower lip's edge falls. */
  private readonly line: Float32Array;
  private readonly rise: Float32Array;
  private readonly fall: Float32Array;
  private stretch = 1;
  private pout = 0;
  private jaw = 0;
  private halfOpening = 1;
  private upward = 0;
  private downward = 0;

  constructor(mouth: MouthGeometry) {
    this.mouth = mouth;
    this.interior = new MouthInterior(mouth);
    const entries = 2 * Math.ceil(mouth.half * extent * resolution) + 1;
    this.line = Float32Array.from({ length: entries }, (_, entry) => {
      const x = (entry - (entries - 1) / 2) / resolution;
      const traced = mouth.line[Math.round(x) + (mouth.line.length - 1) / 2];
      return traced ?? guessedLine(mouth, x);
    });
    this.rise = new Float32Array(entries);
    this.fall = new Float32Array(entries);
  }

  /** Whether lips part or overlap, so that pixels need `locate`; otherwise `displace` at nodes is enough. */
  get isParted(): boolean {
    return this.upward + Math.abs(this.downward) > 0.05;
  }

  /** Whether the mouth is as in the picture. */
  get isResting(): boolean {
    return !this.isParted && this.stretch === 1;
  }

  set({ open, wide, speech }: MouthPose): void {
    const { mouth } = this;
    const round = Math.max(0, -wide);
    const spread = Math.max(0, wide);
    const widest = mouth.half * (mouth.showsTeeth ? 0.46 : 0.84);
    const gap = open * widest * (1 - 0.22 * spread) * (1 - 0.12 * round);
    const closing = mouth.showsTeeth ? mouth.restGap * 0.8 * speech * (1 - smoothstep(0, 0.35, open)) : 0;
    this.upward = mouth.showsTeeth ? 0 : gap * 0.2;
    this.downward = gap - this.upward - closing;
    this.jaw = (gap - this.upward) * 0.52 - closing * 0.25;
    this.stretch = 1 + 0.1 * spread - (mouth.showsTeeth ? 0.18 : 0.3) * round - 0.05 * open;
    this.pout = 0.2 * round;
    const opened = smoothstep(0, 0.5, open);
    this.halfOpening = mouth.showsTeeth
      ? mouth.half * 0.97
      : mouth.half * (0.78 + 0.14 * opened + 0.05 * spread) * (1 - 0.12 * round);
    this.shapeOpening(mix(mix(0.85, 0.62, opened), 0.5, round) + 0.2 * spread);
    this.interior.set({ gap, wide, halfOpening: this.halfOpening });
  }

  private shapeOpening(roundness: number): void {
    const { rise, fall, halfOpening } = this;
    const middle = (rise.length - 1) / 2;
    for (let entry = 0; entry < rise.length; entry++) {
      const share = (entry - middle) / resolution / halfOpening;
      const profile = Math.abs(share) >= 1 ? 0 : (1 - share * share) ** roundness;
      rise[entry] = this.upward * profile;
      fall[entry] = this.downward * profile;
    }
  }

  /** The part of the still picture's coordinates in which pixels need `locate`. */
  get openingBounds(): Rectangle {
    const { mouth } = this;
    const width = this.halfOpening * Math.max(1, this.stretch) + 4;
    const line = [...mouth.line];
    const top = Math.min(0, ...line) - this.upward - 3;
    const bottom = Math.max(0, ...line) + Math.max(0, this.downward) + 3;
    const deep = (bottom - top) / 2;
    const middle = (bottom + top) / 2;
    const [cos, sin] = [Math.abs(mouth.cos), Math.abs(mouth.sin)];
    const halfWidth = width * cos + deep * sin;
    const halfHeight = width * sin + deep * cos;
    return {
      x: mouth.x - middle * mouth.sin - halfWidth,
      y: mouth.y + middle * mouth.cos - halfHeight,
      width: 2 * halfWidth,
      height: 2 * halfHeight,
    };
  }

  /** Beyond this far from the mouth's origin, in pixels, nothing moves in any pose. */
  get influence(): number {
    return Math.max(this.mouth.toChin * 2.1, this.mouth.jawHalf * 1.1, this.mouth.half * 2);
  }

  locate(frameX: number, frameY: number): void {
    const { mouth, pout } = this;
    const dx = frameX - mouth.x;
    const dy = frameY - mouth.y;
    const y = dy * mouth.cos - dx * mouth.sin;
    const x = this.unstretched(dx * mouth.cos + dy * mouth.sin, y);
    const entry = this.entryOf(x);
    const line = this.line[entry] as number;
    const upperEdge = line - (this.rise[entry] as number);
    const lowerEdge = line + (this.fall[entry] as number);
    let sourceY = y;
    if (y >= lowerEdge) {
      sourceY = this.belowLips(x, y - lowerEdge, entry, line, y);
    } else if (y <= upperEdge || lowerEdge <= upperEdge) {
      sourceY = this.aboveLips(y, upperEdge - y, entry, line);
    } else {
      sourceY = y - upperEdge < lowerEdge - y ? line - 0.5 : line + this.seamAt(0, entry);
    }
    this.coverOpening(x, y, entry);
    if (pout > 0) sourceY = this.pouted(x, sourceY, line);
    this.sourceX = mouth.x + x * mouth.cos - sourceY * mouth.sin;
    this.sourceY = mouth.y + x * mouth.sin + sourceY * mouth.cos;
  }

  private entryOf(x: number): number {
    const last = this.line.length - 1;
    const entry = Math.round(x * resolution + last / 2);
    return entry < 0 ? 0 : Math.min(entry, last);
  }

  /** Where along the mouth a point lies before the mouth is spread or rounded. */
  private unstretched(x: number, y: number): number {
    const { mouth, stretch } = this;
    const away = y < 0 ? -y / mouth.toNose : y / (0.95 * mouth.toChin);
    const held = (1 - smoothstep(0.7, 1.8, Math.abs(x) / mouth.half)) * (1 - smoothstep(0.25, 0.85, away));
    return x / (1 + (stretch - 1) * held);
  }

  private aboveLips(y: number, above: number, entry: number, line: number): number {
    const moved = (this.rise[entry] as number) * (1 - smoothstep(0, this.mouth.toNose, above));
    return Math.min(y + moved, line);
  }

  private belowLips(x: number, below: number, entry: number, line: number, y: number): number {
    const { mouth } = this;
    const share = below / mouth.toChin;
    const towardsChin = smoothstep(0, 0.55, share);
    const beside = 1 - smoothstep(mouth.jawHalf * 0.4, mouth.jawHalf * 1.2, Math.abs(x));
    const jaw = this.jaw * beside * (1 - smoothstep(1, 2, share));
    const moved = mix(this.fall[entry] as number, jaw, towardsChin);
    return Math.max(y - moved + this.seamAt(below, entry), line);
  }

  /**
   * The dark seam between closed lips stays with the upper one: how much of it the lower lip leaves out, `below` its edge. Drawn
   * along that edge too, it would break into dots.
   */
  private seamAt(below: number, entry: number): number {
    const parted = smoothstep(0, 3 * seam, this.fall[entry] as number);
    return parted * seam * (1 - smoothstep(0, 4 * seam, below));
  }

  /** Rounded lips come forward, which makes them look thicker. */
  private pouted(x: number, y: number, line: number): number {
    const { mouth } = this;
    const side = y < line ? -1 : 1;
    const away = Math.abs(y - line);
    const lip = side < 0 ? mouth.upperLip : mouth.lowerLip;
    const along = 1 - smoothstep(0.5, 1.1, Math.abs(x) / mouth.half);
    const swell = smoothstep(0, 1.1, away / lip) * (1 - smoothstep(1.1, 3, away / lip));
    return y - side * this.pout * lip * swell * along;
  }

  /** Paints the inside of the mouth over as much of the pixel as lies between the lips. */
  private coverOpening(x: number, y: number, entry: number): void {
    const { interior, line, rise, fall } = this;
    const middle = line[entry] as number;
    const upperEdge = middle - (rise[entry] as number);
    const lowerEdge = middle + (fall[entry] as number);
    this.cover = 0;
    if (y < upperEdge - widestEdge || y > lowerEdge + widestEdge || lowerEdge <= upperEdge) return;
    // One pixel further along the mouth: where edges are steep, they cross a pixel's height within a part of its width.
    const next = Math.min(entry + resolution, line.length - 1);
    const upperSlope = (line[next] as number) - (rise[next] as number) - upperEdge;
    const lowerSlope = (line[next] as number) + (fall[next] as number) - lowerEdge;
    const above = clamp((y - upperEdge) / edgeWidth(upperSlope) + 0.5, 0, 1);
    const below = clamp((lowerEdge - y) / edgeWidth(lowerSlope) + 0.5, 0, 1);
    this.cover = Math.max(0, above + below - 1);
    if (this.cover === 0) return;
    const height = lowerEdge - upperEdge;
    interior.paint(x, clamp(y - upperEdge, 0, height), height, y - middle);
    this.paintY = interior.y;
    this.paintU = interior.u;
    this.paintV = interior.v;
  }
}

/** Over how many pixels, downwards, an edge of this slope fades. */
function edgeWidth(slope: number): number {
  return Math.min(2 * widestEdge, Math.hypot(1, slope));
}
