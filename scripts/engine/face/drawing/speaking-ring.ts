import { colourFromRgb, type Plane, planesOf } from './i420.ts';
import type { Size } from './placement.ts';

/** The green of "is speaking" in most meeting rooms. */
const colour = colourFromRgb(86, 214, 140);
/** Of the glow from the frame's edge, as a share of the frame's height. */
const glowWidth = 1 / 26;

interface Glow {
  at: Int32Array;
  strength: Float32Array;
}

/** A glow along the frame's border. */
export class SpeakingRing {
  private readonly frame: Size;
  private readonly luma: Glow;
  private readonly chroma: Glow;

  constructor(frame: Size) {
    this.frame = frame;
    this.luma = glow(frame.width, frame.height, frame.height * glowWidth);
    this.chroma = glow(frame.width / 2, frame.height / 2, (frame.height * glowWidth) / 2);
  }

  /** Draws the glow over a packed I420 frame; `strength` is 0 (none) to 1. */
  draw(frame: Uint8Array, strength: number): void {
    if (strength <= 0.01) return;
    const { y, u, v } = planesOf(frame, this.frame.width, this.frame.height);
    blend(y, this.luma, colour.y, strength);
    blend(u, this.chroma, colour.u, strength);
    blend(v, this.chroma, colour.v, strength);
  }
}

/** Samples near the border of a plane and how strongly they glow: most at a bright line just inside, fading inwards. */
function glow(width: number, height: number, reach: number): Glow {
  const at: number[] = [];
  const strength: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const inside = Math.min(row, column, width - 1 - column, height - 1 - row) / reach;
      if (inside >= 1) continue;
      at.push(row * width + column);
      strength.push(inside < 0.2 ? 0.95 : 0.6 * (1 - (inside - 0.2) / 0.8) ** 2);
    }
  }
  return { at: Int32Array.from(at), strength: Float32Array.from(strength) };
}

function blend({ data }: Plane, { at, strength }: Glow, value: number, loudness: number): void {
  for (let i = 0; i < at.length; i++) {
    const index = at[i] as number;
    const seen = data[index] as number;
    data[index] = seen + (value - seen) * (strength[i] as number) * loudness + 0.5;
  }
}
