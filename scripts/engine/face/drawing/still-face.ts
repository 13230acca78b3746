import type { FacePose } from '../motion/pose.ts';
import type { BaseFrame } from './base-frame.ts';
import { padPicture, planesOf } from './i420.ts';
import type { Size } from './placement.ts';
import { SpeakingRing } from './speaking-ring.ts';
import { type Cells, CellWarp, cellSize } from './warp.ts';

/** Breathing enlarges the picture by this share at most: less than two pixels at the frame's edge. */
const breathZoom = 0.004;
/** Drawn anew once a pixel at the edge has moved this far. */
const visibleMove = 0.15;

/** Draws a picture whose face is not known: it breathes, and a ring along the border shows the loudness of the voice. */
export class StillFace {
  private readonly cells: Cells & { columns: number; rows: number };
  private readonly picture: Uint8Array;
  private readonly warp: CellWarp;
  private readonly ring: SpeakingRing;
  private readonly frame: Size;
  private readonly moving: Int32Array;
  private zoom = 0;

  constructor(base: BaseFrame, frame: Size) {
    this.frame = frame;
    const columns = Math.ceil(frame.width / cellSize);
    const rows = Math.ceil(frame.height / cellSize);
    const nodes = (columns + 1) * (rows + 1);
    this.cells = { columns, rows, x: new Float32Array(nodes), y: new Float32Array(nodes) };
    this.picture = base.labelled.slice();
    const still = padPicture(planesOf(base.plain, frame.width, frame.height));
    this.warp = new CellWarp(still, planesOf(this.picture, frame.width, frame.height), this.cells);
    this.ring = new SpeakingRing(frame);
    const { badge } = base;
    this.moving = Int32Array.from({ length: columns * rows }, (_, cell) => cell).filter((cell) => {
      const x = (cell % columns) * cellSize;
      const y = Math.floor(cell / columns) * cellSize;
      const beside = x >= badge.x + badge.width || x + cellSize <= badge.x;
      return beside || y >= badge.y + badge.height || y + cellSize <= badge.y;
    });
  }

  /** Draws `pose` into `out`, a packed I420 frame. */
  render(pose: FacePose, out: Uint8Array): void {
    const zoom = pose.breath * breathZoom;
    if (
      (Math.abs(zoom - this.zoom) * this.frame.width) / 2 > visibleMove ||
      (zoom === 0 && this.zoom !== 0)
    ) {
      this.breathe(zoom);
    }
    out.set(this.picture);
    this.ring.draw(out, pose.speech, pose.loudness);
  }

  private breathe(zoom: number): void {
    const { columns, rows, x, y } = this.cells;
    this.zoom = zoom;
    for (let row = 0, node = 0; row <= rows; row++) {
      for (let column = 0; column <= columns; column++, node++) {
        x[node] = (this.frame.width / 2 - column * cellSize) * zoom;
        y[node] = (this.frame.height / 2 - row * cellSize) * zoom;
      }
    }
    for (const cell of this.moving) this.warp.drawPlain(cell, this.cells);
  }
}
