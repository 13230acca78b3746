import { lips, marks } from '../../../rig/face-mesh.ts';
import { smoothstep } from '../motion/interpolation.ts';
import { type FacePose, restPose } from '../motion/pose.ts';
import type { BaseFrame } from './base-frame.ts';
import { type Picture, planesOf } from './i420.ts';
import { ClosedLid } from './mesh/closed-lid.ts';
import { Eyeball } from './mesh/eyeball.ts';
import type { FaceModel } from './mesh/face-model.ts';
import { MouthInside } from './mesh/mouth-inside.ts';
import { Opening } from './mesh/opening.ts';
import { inverse, PosedMesh } from './mesh/posed-mesh.ts';
import { TriangleWarp } from './mesh/triangle-warp.ts';
import type { Rectangle, Size } from './placement.ts';

/** A part of the face that opens onto something behind it. */
interface Part {
  opening: Opening;
}

interface Eye extends Part {
  ball: Eyeball;
  lid: ClosedLid;
  /** Three vertices that the skull carries. */
  plane: readonly [number, number, number];
}

/** How much darker than the lips the line is on which they meet. */
const seamShade = 0.36;

/** What has moved no further than this, in steps of a position, is shown as it is at rest. */
const unmoved = 1;
/** A frame in which nothing has moved further than this is not drawn anew, in steps of a position. */
const unseen = 2;

/** Draws a face in any pose into I420 frames. */
export class MeshFace {
  readonly #mesh: PosedMesh;
  readonly #warp: TriangleWarp;
  readonly #base: BaseFrame;
  readonly #frame: Size;
  readonly #eyes: readonly Eye[];
  readonly #mouth: Part;
  readonly #inside: MouthInside;
  /** The frame that was drawn last, and how far the vertices were moved in it. */
  readonly #canvas: Uint8Array;
  readonly #planes: Picture;
  readonly #drawn: Int16Array;
  #pose: FacePose = restPose;

  constructor(model: FaceModel, base: BaseFrame, frame: Size) {
    this.#mesh = new PosedMesh(model);
    this.#base = base;
    this.#frame = frame;
    this.#canvas = base.labelled.slice();
    this.#planes = planesOf(this.#canvas, frame.width, frame.height);
    const still = planesOf(base.plain, frame.width, frame.height);
    this.#warp = new TriangleWarp(still, this.#planes);
    this.#drawn = this.#mesh.moved.slice();
    const closed = this.#closedEyes();
    this.#eyes = model.eyes.map((eye) => ({
      opening: new Opening(eye.lids.upper, eye.lids.lower),
      ball: new Eyeball(eye, model.rest, still),
      lid: new ClosedLid(eye, model, still, closed),
      plane: [eye.lids.upper[0] as number, eye.lids.upper[8] as number, marks.underNose],
    }));
    this.#mouth = { opening: new Opening(lips.inner.upper, lips.inner.lower) };
    this.#inside = new MouthInside(model, still);
  }

  /** The picture with the skin of the lids drawn down over the eyes, in a frame of its own. */
  #closedEyes(): Picture {
    this.#mesh.set({ ...restPose, blink: 1 });
    this.#drawTriangles();
    const closed = planesOf(this.#canvas.slice(), this.#frame.width, this.#frame.height);
    this.#canvas.set(this.#base.labelled);
    this.#mesh.set(restPose);
    return closed;
  }

  /** Draws `pose` into `out`, a packed I420 frame. */
  render(pose: FacePose, out: Uint8Array): void {
    this.#mesh.set(pose);
    if (this.#hasChanged(pose)) {
      this.#pose = pose;
      this.#drawn.set(this.#mesh.moved);
      this.#canvas.set(this.#base.plain);
      this.#drawTriangles();
      for (const eye of this.#eyes) this.#drawEye(eye, pose);
      this.#drawMouth(pose);
      this.#drawBadge(this.#base.badge);
    }
    out.set(this.#canvas);
  }

  /** Whether something is seen to have moved, or the face is at rest again, which is the picture to the bit. */
  #hasChanged({ gazeX, gazeY }: FacePose): boolean {
    if (gazeX !== this.#pose.gazeX || gazeY !== this.#pose.gazeY) return true;
    const { moved } = this.#mesh;
    const drawn = this.#drawn;
    let moves = false;
    let rests = true;
    for (let at = 0; at < moved.length; at++) {
      const now = moved[at] as number;
      const change = now - (drawn[at] as number);
      if (change > unseen || change < -unseen) return true;
      if (change !== 0) moves = true;
      if (now !== 0) rests = false;
    }
    return moves && rests;
  }

  /** Draws what has moved over the picture at rest. */
  #drawTriangles(): void {
    const { moved, model } = this.#mesh;
    const { rest, triangles } = model;
    const vertices = { rest, moved };
    const moves = (vertex: number) => {
      const [x, y] = [moved[2 * vertex] as number, moved[2 * vertex + 1] as number];
      return x > unmoved || x < -unmoved || y > unmoved || y < -unmoved;
    };
    for (let at = 0; at < triangles.length; at += 3) {
      const [a, b, c] = [triangles[at] as number, triangles[at + 1] as number, triangles[at + 2] as number];
      if (moves(a) || moves(b) || moves(c)) this.#warp.draw(vertices, a, b, c);
    }
  }

  #drawEye({ opening, ball, lid, plane }: Eye, { blink, lowerLid, smile, gazeX, gazeY }: FacePose): void {
    const stir = Math.max(blink, lowerLid, smile, Math.abs(gazeX), Math.abs(gazeY));
    const strength = smoothstep(0, 0.04, stir);
    if (strength === 0) return;
    const map = this.#mesh.skullMap(plane);
    ball.set(inverse(map), gazeX, gazeY);
    opening.draw(this.#planes, this.#mesh.target, ball, strength);
    lid.draw(this.#planes, this.#mesh.target, map, blink);
  }

  #drawMouth({ wide }: FacePose): void {
    const { target, mouth } = this.#mesh;
    const y = (vertex: number) => target[2 * vertex + 1] as number;
    const gap = y(lips.inner.lower[5]) - y(lips.inner.upper[5]);
    const stir = smoothstep(0, 1, mouth.stir);
    if (stir === 0) return;
    // Lips that the picture shows apart have no shadow between them to show when they meet.
    if (mouth.isParted) this.#mouth.opening.soften(this.#planes, target, seamShade * stir);
    const strength = stir * smoothstep(0.2, 1.4, gap);
    if (strength === 0) return;
    const [jawX, jawY] = this.#mesh.toFrame(0, mouth.jawDown, mouth.jawBack);
    const map = inverse(this.#mesh.skullMap([lips.outer.upper[0], lips.outer.upper[10], marks.underNose]));
    this.#inside.set({ map, jawX, jawY, wide });
    this.#mouth.opening.draw(this.#planes, target, this.#inside, strength);
  }

  /** The badge stays where it is. */
  #drawBadge({ x, y, width, height }: Rectangle): void {
    const { labelled } = this.#base;
    const luma = this.#frame.width * this.#frame.height;
    const planes = [
      { start: 0, stride: this.#frame.width, scale: 1 },
      { start: luma, stride: this.#frame.width / 2, scale: 2 },
      { start: luma * 1.25, stride: this.#frame.width / 2, scale: 2 },
    ];
    for (const { start, stride, scale } of planes) {
      const [left, right] = [Math.floor(x / scale), Math.ceil((x + width) / scale)];
      for (let row = Math.floor(y / scale); row < Math.ceil((y + height) / scale); row++) {
        const at = start + row * stride;
        this.#canvas.set(labelled.subarray(at + left, at + right), at + left);
      }
    }
  }
}
