import { lips, marks } from '../../../rig/face-mesh.ts';
import { smoothstep } from '../motion/interpolation.ts';
import { type FacePose, restPose } from '../motion/pose.ts';
import type { BaseFrame } from './base-frame.ts';
import { type Picture, planesOf } from './i420.ts';
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
  vertices: readonly number[];
  /** Per triangle: whether it is at the opening, and so is drawn anew before the opening is. */
  touches: Uint8Array;
}

interface Eye extends Part {
  ball: Eyeball;
  /** Three vertices that the skull carries. */
  plane: readonly [number, number, number];
}

/** A head that is turned by more than this in the picture hides parts of itself: x of its direction to the right. */
const turnedFrom = 0.985;

/** How much darker than the lips the line is on which they meet. */
const seamShade = 0.36;

/** Draws a face in any pose into I420 frames. Only what moved since the frame before is drawn anew. */
export class MeshFace {
  readonly #mesh: PosedMesh;
  readonly #warp: TriangleWarp;
  readonly #canvas: Uint8Array;
  readonly #planes: Picture;
  readonly #base: BaseFrame;
  readonly #frame: Size;
  readonly #eyes: readonly Eye[];
  readonly #mouth: Part;
  readonly #inside: MouthInside;
  /** Per vertex what is drawn, and whether it has moved since. */
  readonly #drawn: Int16Array;
  readonly #hasMoved: Uint8Array;
  #pose: FacePose = restPose;

  constructor(model: FaceModel, base: BaseFrame, frame: Size) {
    this.#mesh = new PosedMesh(model);
    this.#base = base;
    this.#frame = frame;
    this.#canvas = base.plain.slice();
    this.#planes = planesOf(this.#canvas, frame.width, frame.height);
    const still = planesOf(base.plain, frame.width, frame.height);
    this.#warp = new TriangleWarp(still, this.#planes);
    this.#drawn = this.#mesh.moved.slice();
    this.#hasMoved = new Uint8Array(this.#drawn.length / 2);
    this.#eyes = model.eyes.map((eye) => ({
      ...partOf(model, eye.lids.upper, eye.lids.lower),
      ball: new Eyeball(eye, model.rest, still),
      plane: [eye.lids.upper[0] as number, eye.lids.upper[8] as number, marks.underNose],
    }));
    this.#mouth = partOf(model, lips.inner.upper, lips.inner.lower);
    this.#inside = new MouthInside(model, still);
  }

  /** Draws `pose` into `out`, a packed I420 frame. */
  render(pose: FacePose, out: Uint8Array): void {
    const looksAway = pose.gazeX !== this.#pose.gazeX || pose.gazeY !== this.#pose.gazeY;
    this.#pose = pose;
    this.#mesh.set(pose);
    const head = this.#findMoved();
    const eyes = this.#eyes.filter((eye) => looksAway || this.#moves(eye));
    const parts: Part[] = this.#moves(this.#mouth) ? [...eyes, this.#mouth] : eyes;
    this.#drawTriangles(head, parts);
    for (const eye of eyes) this.#drawEye(eye, pose);
    if (parts.length > eyes.length) this.#drawMouth(pose);
    out.set(this.#canvas);
    this.#drawBadge(this.#base.badge, out);
  }

  /** Marks the vertices that have moved since they were drawn; true if everything must be drawn for that. */
  #findMoved(): boolean {
    const { moved, model } = this.#mesh;
    const drawn = this.#drawn;
    const hasMoved = this.#hasMoved;
    for (let vertex = 0; vertex < hasMoved.length; vertex++) {
      const at = 2 * vertex;
      hasMoved[vertex] = moved[at] === drawn[at] && moved[at + 1] === drawn[at + 1] ? 0 : 1;
    }
    drawn.set(moved);
    // What a turned head hides is under what is near: one must not be drawn without the other.
    const isTurned = Math.abs(model.head.right.x) < turnedFrom;
    return isTurned && hasMoved.includes(1, model.surroundings.first);
  }

  #moves({ vertices }: Part): boolean {
    for (const vertex of vertices) if (this.#hasMoved[vertex] === 1) return true;
    return false;
  }

  #drawTriangles(all: boolean, parts: readonly Part[]): void {
    const { moved, model } = this.#mesh;
    const { rest, triangles } = model;
    const hasMoved = this.#hasMoved;
    const vertices = { rest, moved };
    for (let at = 0, triangle = 0; at < triangles.length; at += 3, triangle++) {
      const [a, b, c] = [triangles[at] as number, triangles[at + 1] as number, triangles[at + 2] as number];
      const moves = hasMoved[a] === 1 || hasMoved[b] === 1 || hasMoved[c] === 1;
      if (all || moves || parts.some(({ touches }) => touches[triangle] === 1))
        this.#warp.draw(vertices, a, b, c);
    }
  }

  #drawEye({ opening, ball, plane }: Eye, { blink, lowerLid, smile, gazeX, gazeY }: FacePose): void {
    const stir = Math.max(blink, lowerLid, smile, Math.abs(gazeX), Math.abs(gazeY));
    const strength = smoothstep(0, 0.04, stir);
    if (strength === 0) return;
    ball.set(inverse(this.#mesh.skullMap(plane)), gazeX, gazeY);
    opening.draw(this.#planes, this.#mesh.target, ball, strength);
    opening.soften(this.#planes, this.#mesh.target);
  }

  #drawMouth({ wide }: FacePose): void {
    const { target, mouth } = this.#mesh;
    const y = (vertex: number) => target[2 * vertex + 1] as number;
    const gap = y(lips.inner.lower[5]) - y(lips.inner.upper[5]);
    const strength = smoothstep(0, 1, mouth.stir) * smoothstep(0.2, 1.4, gap);
    // Lips that the picture shows apart have no shadow between them to show when they meet.
    if (mouth.isParted)
      this.#mouth.opening.soften(this.#planes, target, seamShade * smoothstep(0, 1, mouth.stir));
    if (strength === 0) return;
    const [jawX, jawY] = this.#mesh.toFrame(0, mouth.jawDown, mouth.jawBack);
    const map = inverse(this.#mesh.skullMap([lips.outer.upper[0], lips.outer.upper[10], marks.underNose]));
    this.#inside.set({ map, jawX, jawY, wide });
    this.#mouth.opening.draw(this.#planes, target, this.#inside, strength);
  }

  /** The badge stays where it is. */
  #drawBadge({ x, y, width, height }: Rectangle, out: Uint8Array): void {
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
        out.set(labelled.subarray(at + left, at + right), at + left);
      }
    }
  }
}

function partOf({ triangles }: FaceModel, upper: readonly number[], lower: readonly number[]): Part {
  const vertices = [...new Set([...upper, ...lower])];
  const touches = Uint8Array.from({ length: triangles.length / 3 }, (_, triangle) =>
    triangles.subarray(3 * triangle, 3 * triangle + 3).some((vertex) => vertices.includes(vertex)) ? 1 : 0,
  );
  return { opening: new Opening(upper, lower), vertices, touches };
}
