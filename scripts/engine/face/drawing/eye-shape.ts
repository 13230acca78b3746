import { clamp, mix, smoothstep } from '../motion/interpolation.ts';
import type { EyeGeometry } from './face-geometry.ts';
import { type Colour, type Picture, type Plane, sampleAt } from './i420.ts';
import type { Rectangle } from './placement.ts';
import type { Detail } from './warp.ts';

/** What a pose moves of the eyes. */
export interface EyePose {
  blink: number;
  gazeX: number;
  gazeY: number;
}

/** Lids reach this far beyond the corners of the eye, in half widths: lashes and shadows do. */
const lidReach = 1.22;
/** How far a gaze of 1 moves the iris, in half widths of the eye. */
const gazeReach = 0.2;

/**
 * One eye of one picture in any pose. To blink, the skin between lid and brow is stretched over the eye, with a line of lashes
 * at its edge; nothing on the lid is brighter than that skin, so no white of the eye remains. To look aside, the middle of the
 * eye is moved between lids that stay.
 */
export class EyeShape implements Detail {
  sourceX = 0;
  sourceY = 0;
  cover = 0;
  paintY = 0;
  paintU = 128;
  paintV = 128;
  ceiling = 255;

  private readonly eye: EyeGeometry;
  private readonly height: number;
  /** Between the lid's lower edge as the picture shows it and the skin that is stretched. */
  private readonly lashRoom: number;
  private readonly foldY: number;
  private readonly lidSkin: Colour;
  private readonly lashes: Colour;
  /** No part of the lid is brighter. */
  private readonly brightest: number;
  private blink = 0;
  private gazeX = 0;
  private gazeY = 0;

  constructor(eye: EyeGeometry, picture: Picture) {
    this.eye = eye;
    this.height = eye.upper + eye.lower;
    this.lashRoom = 0.18 * this.height + 0.6;
    this.foldY = clamp(0.92 * eye.toBrow - this.lashRoom, 2, 0.85 * this.height);
    const lid = this.lidSamples(picture.y);
    const cheek = this.cheekColour(picture);
    // What lies between lashes and brow is often in shadow; a closed lid is nearly as bright as the cheek.
    const lidLuma = clamp(lid[lid.length >> 1] as number, 0.88 * cheek.y, cheek.y);
    this.lidSkin = { ...cheek, y: lidLuma };
    this.brightest = lidLuma * 1.06;
    this.lashes = {
      y: this.lashLuma(picture.y, lidLuma),
      u: mix(128, cheek.u, 0.5),
      v: mix(128, cheek.v, 0.5),
    };
  }

  set({ blink, gazeX, gazeY }: EyePose): void {
    this.blink = blink;
    this.gazeX = gazeX * gazeReach * this.eye.half;
    this.gazeY = gazeY * gazeReach * 0.6 * this.eye.half;
  }

  /** Whether the eye differs from the picture. */
  get isMoved(): boolean {
    return this.blink > 0 || Math.abs(this.gazeX) + Math.abs(this.gazeY) > 0.05;
  }

  /** The part of the still picture's coordinates in which pixels need `locate`. */
  get bounds(): Rectangle {
    const { eye } = this;
    const halfWidth = eye.half * lidReach + 2;
    const above = eye.upper + this.foldY + this.height * 0.3;
    const below = eye.lower + this.height * 0.6;
    const lean = Math.abs(eye.sin) * halfWidth;
    return {
      x: eye.x - halfWidth,
      y: eye.y - above - lean,
      width: 2 * halfWidth,
      height: above + below + 2 * lean,
    };
  }

  locate(frameX: number, frameY: number): void {
    const { eye } = this;
    const dx = frameX - eye.x;
    const dy = frameY - eye.y;
    const x = dx * eye.cos + dy * eye.sin;
    const y = dy * eye.cos - dx * eye.sin;
    this.cover = 0;
    this.ceiling = 255;
    this.sourceX = frameX;
    this.sourceY = frameY;
    const side = x / (eye.half * lidReach);
    if (side <= -1 || side >= 1) return;
    const arch = 1 - side * side;
    const lidY = this.upperLid(arch);
    const shutY = this.lowerLid(arch);
    const edgeY = mix(lidY, shutY, this.blink);
    if (this.blink > 0 && y < edgeY + this.height) this.coverByLid(x, y, lidY, edgeY, arch);
    if (y > edgeY && y > lidY && y < shutY) this.turn(x, y, lidY, shutY);
  }

  /** The edge of the upper lid, a little above the lashes, so that only skin lies above it. */
  private upperLid(arch: number): number {
    return -this.eye.upper * arch - this.lashRoom;
  }

  /** Where closed lids meet: a little below the lower lid's edge in the picture. */
  private lowerLid(arch: number): number {
    return this.eye.lower * arch + 0.1 * this.height;
  }

  private coverByLid(x: number, y: number, lidY: number, edgeY: number, arch: number): void {
    const { eye } = this;
    const foldY = lidY - this.foldY;
    let skin = 0;
    if (y > foldY && y <= edgeY) {
      const share = (y - foldY) / Math.max(1, edgeY - foldY);
      // The lid unrolls: the skin next to its edge is stretched more than the skin below the brow.
      const moved = foldY + (lidY - foldY) * (1 - (1 - share) ** mix(1, 1.35, this.blink));
      this.sourceX = eye.x + x * eye.cos - moved * eye.sin;
      this.sourceY = eye.y + x * eye.sin + moved * eye.cos;
      this.ceiling = y > lidY ? this.brightest : 255;
      // A few rows of skin that are stretched over an eye show streaks; the lid's mean colour hides them.
      skin = 0.8 * smoothstep(0, 0.35, share) * this.blink * smoothstep(0, 0.3, arch);
    }
    const thickness = 0.7 + 0.085 * this.height;
    const away = (y - edgeY) / thickness;
    const line = away < 0 ? smoothstep(-1.6, 0, away) : smoothstep(1.3, 0, away);
    const lash = 0.9 * line * smoothstep(0, 0.4, arch) * smoothstep(0, 0.12, this.blink);
    // The eyeball below bulges, so the middle of the lid catches the light.
    const bulge = 1.05 - 0.14 * (1 - arch) - 0.1 * smoothstep(0.35 * this.height, 0, edgeY - y);
    this.layer(skin, Math.min(this.brightest, this.lidSkin.y * bulge), lash);
  }

  /** Paints skin with the share `skin`, and lashes over it with the share `lash`. */
  private layer(skin: number, skinLuma: number, lash: number): void {
    const below = skin * (1 - lash);
    this.cover = below + lash;
    if (this.cover === 0) return;
    const share = lash / this.cover;
    this.paintY = mix(skinLuma, this.lashes.y, share);
    this.paintU = mix(this.lidSkin.u, this.lashes.u, share);
    this.paintV = mix(this.lidSkin.v, this.lashes.v, share);
  }

  private turn(x: number, y: number, lidY: number, shutY: number): void {
    if (this.gazeX === 0 && this.gazeY === 0) return;
    const { eye } = this;
    const across = x / eye.half;
    const down = (2 * (y - lidY)) / (shutY - lidY) - 1;
    if (Math.abs(across) >= 1 || Math.abs(down) >= 1) return;
    const held = (1 - across * across) * (1 - down * down);
    this.sourceX -= (this.gazeX * eye.cos - this.gazeY * eye.sin) * held;
    this.sourceY -= (this.gazeX * eye.sin + this.gazeY * eye.cos) * held;
  }

  /** Luma of the skin of the upper lid, ascending. */
  private lidSamples(luma: Plane): number[] {
    const samples: number[] = [];
    for (let column = -4; column <= 4; column++) {
      const side = column / 6;
      const lidY = this.upperLid(1 - side * side);
      for (let row = 0; row < 4; row++) {
        samples.push(this.sample(luma, side * this.eye.half, lidY - (this.foldY * row) / 4));
      }
    }
    return samples.sort((a, b) => a - b);
  }

  /** The darkest of the open eye's upper edge, held within what lashes can be beside skin of that luma. */
  private lashLuma(luma: Plane, skin: number): number {
    let darkest = 255;
    for (let column = -4; column <= 4; column++) {
      const side = column / 6;
      const y = -this.eye.upper * (1 - side * side);
      for (let row = -2; row <= 2; row++) {
        darkest = Math.min(darkest, this.sample(luma, side * this.eye.half, y + row * 0.06 * this.height));
      }
    }
    return clamp(darkest, 22, Math.max(30, skin * 0.45));
  }

  /** The mean colour of a patch of skin below the eye. */
  private cheekColour({ y: luma, u, v }: Picture): Colour {
    const { eye } = this;
    const mean: Colour = { y: 0, u: 0, v: 0 };
    for (const column of [-2, -1, 0, 1, 2]) {
      for (const row of [0, 1, 2]) {
        const [dx, dy] = [0.2 * column * eye.half, eye.lower + (0.5 + 0.15 * row) * eye.half];
        const [x, y] = [eye.x + dx * eye.cos - dy * eye.sin, eye.y + dx * eye.sin + dy * eye.cos];
        mean.y += sampleAt(luma, x, y) / 15;
        mean.u += sampleAt(u, x / 2, y / 2) / 15;
        mean.v += sampleAt(v, x / 2, y / 2) / 15;
      }
    }
    return mean;
  }

  private sample(plane: Plane, x: number, y: number): number {
    const { eye } = this;
    return sampleAt(plane, eye.x + x * eye.cos - y * eye.sin, eye.y + x * eye.sin + y * eye.cos);
  }
}
