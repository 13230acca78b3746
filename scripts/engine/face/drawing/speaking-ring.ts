import { colourFromRgb, type Plane, planesOf } from './i420.ts';
import type { Size } from './placement.ts';

/** The green of "is speaking" in most meeting rooms. */
const colour = colourFromRgb(86, 214, 140);
/** Shares of the frame's height: how far the line is from the edge, how wide it is, how round its corners are, and how far it glows. */
const shape = { inset: 1 / 110, line: 1 / 150, corner: 1 / 16, glow: 1 / 15 };
/** Of the line's strength right beside it. */
const glowStrength = 0.4;
/** A ring that is there while the picture speaks, and stronger the louder it does; of its full strength. */
const steady = 0.3;

interface Glow {
  at: Int32Array;
  strength: Float32Array;
}

/** A ring along the frame's border, with a glow. */
export class SpeakingRing {
  private readonly frame: Size;
  private readonly luma: Glow;
  private readonly chroma: Glow;

  constructor(frame: Size) {
    this.frame = frame;
    this.luma = glow(frame.width, frame.height, frame.height);
    this.chroma = glow(frame.width / 2, frame.height / 2, frame.height / 2);
  }

  /** Draws the ring over a packed I420 frame, by how much the picture speaks and how loudly, both 0 to 1. */
  draw(frame: Uint8Array, speech: number, loudness: number): void {
    const strength = speech * steady + (1 - speech * steady) * loudness;
    if (strength <= 0.01) return;
    const { y, u, v } = planesOf(frame, this.frame.width, this.frame.height);
    blend(y, this.luma, colour.y, strength);
    blend(u, this.chroma, colour.u, strength);
    blend(v, this.chroma, colour.v, strength);
  }
}

/** Samples near the border of a plane and how strongly they glow; `unit` is the height of the frame in samples of the plane. */
function glow(width: number, height: number, unit: number): Glow {
  const at: number[] = [];
  const strength: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const share = strengthAt(column + 0.5, row + 0.5, width, height, unit);
      if (share <= 0.004) continue;
      at.push(row * width + column);
      strength.push(share);
    }
  }
  return { at: Int32Array.from(at), strength: Float32Array.from(strength) };
}

function strengthAt(x: number, y: number, width: number, height: number, unit: number): number {
  const inset = shape.inset * unit;
  const corner = shape.corner * unit;
  // The distance to a rectangle with round corners, negative within.
  const beyondX = Math.abs(x - width / 2) - (width / 2 - inset - corner);
  const beyondY = Math.abs(y - height / 2) - (height / 2 - inset - corner);
  const outside = Math.hypot(Math.max(beyondX, 0), Math.max(beyondY, 0));
  const fromLine = Math.abs(outside + Math.min(Math.max(beyondX, beyondY), 0) - corner);
  const half = (shape.line * unit) / 2;
  const line = Math.min(1, Math.max(0, half + 0.5 - fromLine));
  const glows = Math.max(0, 1 - fromLine / (shape.glow * unit));
  return Math.max(line * 0.95, glowStrength * glows ** 3);
}

function blend({ data }: Plane, { at, strength }: Glow, value: number, loudness: number): void {
  for (let i = 0; i < at.length; i++) {
    const index = at[i] as number;
    const seen = data[index] as number;
    data[index] = seen + (value - seen) * (strength[i] as number) * loudness + 0.5;
  }
}
