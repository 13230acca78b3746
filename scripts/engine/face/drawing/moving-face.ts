import { HeadMotion, type Sway, swayDistance } from '../motion/head-motion.ts';
import { type FacePose, restPose } from '../motion/pose.ts';
import type { BaseFrame } from './base-frame.ts';
import { EyeShape } from './eye-shape.ts';
import type { FaceGeometry } from './face-geometry.ts';
import { padPicture, planesOf } from './i420.ts';
import { MouthShape } from './mouth-shape.ts';
import type { Rectangle, Size } from './placement.ts';
import { CellWarp, cellSize, type Detail, type Displacements } from './warp.ts';

/** The head is drawn anew once its sway has moved something by this many pixels; less is not seen. */
const visibleSway = 0.35;
/** A head sways by less than this share of half the face's width. */
const largestSway = 0.2;

/** Draws a face in any pose into I420 frames. Only what moved since the frame before is drawn anew. */
export class MovingFace {
  private readonly face: FaceGeometry;
  private readonly canvas: Uint8Array;
  private readonly motion: HeadMotion;
  private readonly warp: CellWarp;
  private readonly mouth: MouthShape;
  private readonly eyes: readonly EyeShape[];
  private readonly details: readonly Detail[];
  private readonly total: Displacements;
  private readonly headCells: Int32Array;
  private readonly mouthCells: Int32Array;
  private readonly eyeCells: Int32Array;
  /** Per cell what draws it: 0 the head's motion alone, 1 the mouth, 2 and 3 the eyes. */
  private owner: Uint8Array;
  private formerOwner: Uint8Array;
  private drawn: FacePose = { ...restPose };

  constructor(face: FaceGeometry, base: BaseFrame, frame: Size) {
    this.face = face;
    this.canvas = base.labelled.slice();
    const still = padPicture(planesOf(base.plain, frame.width, frame.height));
    this.motion = new HeadMotion(face, frame);
    this.warp = new CellWarp(still, planesOf(this.canvas, frame.width, frame.height), this.motion);
    this.mouth = new MouthShape(face.mouth);
    this.eyes = face.eyes.map((eye) => new EyeShape(eye, still));
    this.total = { x: new Float32Array(this.motion.x.length), y: new Float32Array(this.motion.y.length) };
    this.details = [this.mouth, ...this.eyes];
    this.owner = new Uint8Array(this.motion.columns * this.motion.rows);
    this.formerOwner = this.owner.slice();
    this.headCells = this.motion.cells.filter((cell) => !meets(this.cellBounds(cell), base.badge));
    const { x, y } = face.mouth;
    const reach = this.mouth.influence;
    this.mouthCells = this.cellsIn({ x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach });
    this.eyeCells = Int32Array.from(new Set(this.eyes.flatMap((eye) => [...this.cellsIn(eye.bounds)])));
  }

  /** Draws `pose` into `out`, a packed I420 frame. */
  render(pose: FacePose, out: Uint8Array): void {
    const mouthMoved =
      pose.open !== this.drawn.open || pose.wide !== this.drawn.wide || pose.speech !== this.drawn.speech;
    const eyesMoved =
      pose.blink !== this.drawn.blink || pose.gazeX !== this.drawn.gazeX || pose.gazeY !== this.drawn.gazeY;
    if (mouthMoved) this.mouth.set(pose);
    if (eyesMoved) for (const eye of this.eyes) eye.set(pose);
    if (this.hasSwayed(pose)) {
      this.drawn = { ...pose };
      this.motion.set(pose);
      this.displaceNodes();
      this.assignOwners();
      this.draw(this.headCells);
    } else if (mouthMoved || eyesMoved) {
      const { yaw, pitch, roll, breath, brow } = this.drawn;
      this.drawn = { ...pose, yaw, pitch, roll, breath, brow };
      if (mouthMoved) this.displaceNodes();
      this.assignOwners();
      if (mouthMoved) this.draw(this.mouthCells);
      if (eyesMoved) this.draw(this.eyeCells.filter((cell) => this.isOfEye(cell)));
    }
    out.set(this.canvas);
  }

  /** Whether an eye draws the cell, or drew it in the frame before. */
  private isOfEye(cell: number): boolean {
    return (this.owner[cell] as number) > 1 || (this.formerOwner[cell] as number) > 1;
  }

  private hasSwayed(pose: Sway): boolean {
    const distance = swayDistance(this.face, pose, this.drawn);
    return distance > visibleSway || (distance > 0 && swayDistance(this.face, pose, restPose) === 0);
  }

  private draw(cells: Int32Array): void {
    for (const cell of cells) {
      const owner = this.owner[cell] as number;
      if (owner === 0) this.warp.drawPlain(cell, this.total);
      else this.warp.drawDetail(cell, this.details[owner - 1] as Detail);
    }
  }

  private assignOwners(): void {
    [this.owner, this.formerOwner] = [this.formerOwner, this.owner];
    this.owner.fill(0);
    if (this.mouth.isParted) this.claim(this.mouth.openingBounds, 1);
    this.eyes.forEach((eye, i) => {
      if (eye.isMoved) this.claim(eye.bounds, 2 + i);
    });
  }

  /** Gives the cells in which a part of the still picture is now shown to a detail. */
  private claim(bounds: Rectangle, owner: number): void {
    const [dx, dy] = this.motion.at(bounds.x + bounds.width / 2, bounds.y + bounds.height / 2);
    const margin = 3;
    const { columns, rows } = this.motion;
    const left = Math.max(0, Math.floor((bounds.x - dx - margin) / cellSize));
    const top = Math.max(0, Math.floor((bounds.y - dy - margin) / cellSize));
    const right = Math.min(columns - 1, Math.floor((bounds.x - dx + bounds.width + margin) / cellSize));
    const bottom = Math.min(rows - 1, Math.floor((bounds.y - dy + bounds.height + margin) / cellSize));
    for (let row = top; row <= bottom; row++) {
      this.owner.fill(owner, row * columns + left, row * columns + right + 1);
    }
  }

  /** The head's motion, and on top of it, near the mouth, that of lips and jaw. */
  private displaceNodes(): void {
    const { motion, total, mouth } = this;
    total.x.set(motion.x);
    total.y.set(motion.y);
    if (mouth.isResting) return;
    const { columns } = motion;
    for (const cell of this.mouthCells) {
      const node = motion.nodeOf(cell);
      // Each cell answers for its upper left corner; the outermost corners are beyond the mouth's influence.
      const x = (cell % columns) * cellSize;
      const y = Math.floor(cell / columns) * cellSize;
      mouth.locate(x + (motion.x[node] as number), y + (motion.y[node] as number));
      total.x[node] = mouth.sourceX - x;
      total.y[node] = mouth.sourceY - y;
    }
  }

  private cellBounds(cell: number): Rectangle {
    const { columns } = this.motion;
    return {
      x: (cell % columns) * cellSize,
      y: Math.floor(cell / columns) * cellSize,
      width: cellSize,
      height: cellSize,
    };
  }

  /** The cells of the head in which a part of the still picture can be shown in any sway. */
  private cellsIn(bounds: Rectangle): Int32Array {
    const margin = largestSway * this.face.head.unit;
    const wide = {
      x: bounds.x - margin,
      y: bounds.y - margin,
      width: bounds.width + 2 * margin,
      height: bounds.height + 2 * margin,
    };
    return this.headCells.filter((cell) => meets(this.cellBounds(cell), wide));
  }
}

function meets(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
