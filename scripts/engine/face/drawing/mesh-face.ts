import { lips, marks } from '../../../rig/face-mesh.ts';
import { smoothstep } from '../motion/interpolation.ts';
import type { FacePose } from '../motion/pose.ts';
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
  vertices: ReadonlySet<number>;
  opening: Opening;
}

/** Draws a face in any pose into I420 frames. Only what moved since the frame before is drawn anew. */
export class MeshFace {
  readonly #mesh: PosedMesh;
  readonly #warp: TriangleWarp;
  readonly #canvas: Uint8Array;
  readonly #planes: Picture;
  readonly #base: BaseFrame;
  readonly #frame: Size;
  readonly #triangles: Uint16Array;
  readonly #drawn: Int16Array;
  readonly #eyes: readonly { part: Part; ball: Eyeball; plane: readonly [number, number, number] }[];
  readonly #mouth: { part: Part; inside: MouthInside };

  constructor(model: FaceModel, base: BaseFrame, frame: Size) {
    this.#mesh = new PosedMesh(model);
    this.#base = base;
    this.#frame = frame;
    this.#canvas = base.plain.slice();
    this.#planes = planesOf(this.#canvas, frame.width, frame.height);
    const still = planesOf(base.plain, frame.width, frame.height);
    this.#warp = new TriangleWarp(still, this.#planes);
    this.#triangles = model.triangles;
    this.#drawn = this.#mesh.moved.slice();
    const part = (upper: readonly number[], lower: readonly number[]): Part => ({
      vertices: new Set([...upper, ...lower]),
      opening: new Opening(upper, lower),
    });
    this.#eyes = model.eyes.map((eye) => ({
      part: part(eye.lids.upper, eye.lids.lower),
      ball: new Eyeball(eye, model.rest, still),
      plane: [eye.lids.upper[0] as number, eye.lids.upper[8] as number, marks.underNose],
    }));
    this.#mouth = { part: part(lips.inner.upper, lips.inner.lower), inside: new MouthInside(model, still) };
  }

  /** Draws `pose` into `out`, a packed I420 frame. */
  render(pose: FacePose, out: Uint8Array): void {
    this.#mesh.set(pose);
    this.#drawTriangles();
    this.#drawEyes(pose);
    this.#drawMouth(pose);
    out.set(this.#canvas);
    this.#restore(this.#base.badge, out);
  }

  #drawTriangles(): void {
    const { moved, model } = this.#mesh;
    const triangles = this.#triangles;
    const drawn = this.#drawn;
    const vertices = { rest: model.rest, moved };
    for (let at = 0; at < triangles.length; at += 3) {
      const [a, b, c] = [triangles[at] as number, triangles[at + 1] as number, triangles[at + 2] as number];
      this.#warp.draw(vertices, a, b, c);
    }
    drawn.set(moved);
  }

  #drawEyes({ blink, lowerLid, smile, gazeX, gazeY }: FacePose): void {
    const strength = smoothstep(
      0,
      0.04,
      Math.max(blink, lowerLid, Math.max(0, smile), Math.abs(gazeX), Math.abs(gazeY)),
    );
    if (strength === 0) return;
    for (const { part, ball, plane } of this.#eyes) {
      ball.set(inverse(this.#mesh.skullMap(plane)), gazeX, gazeY);
      part.opening.draw(this.#planes, this.#mesh.target, ball, strength);
      part.opening.soften(this.#planes, this.#mesh.target);
    }
  }

  #drawMouth(pose: FacePose): void {
    const { target, mouth, model } = this.#mesh;
    const [upper, lower] = [2 * lips.inner.upper[5] + 1, 2 * lips.inner.lower[5] + 1];
    const gap = (target[lower] as number) - (target[upper] as number);
    const strength = smoothstep(0, 1, mouth.stir) * smoothstep(0.2, 1.4, gap);
    if (strength === 0) return;
    void model;
    const [jawX, jawY] = this.#mesh.toFrame(0, mouth.jawDown, mouth.jawBack);
    const { part, inside } = this.#mouth;
    inside.set({
      map: inverse(this.#mesh.skullMap([61, 291, marks.underNose])),
      jawX,
      jawY,
      wide: pose.wide,
    });
    part.opening.draw(this.#planes, target, inside, strength);
  }

  #restore({ x, y, width, height }: Rectangle, out: Uint8Array): void {
    const [to, from] = [out, this.#base.labelled].map((data) =>
      planesOf(data, this.#frame.width, this.#frame.height),
    );
    for (const name of ['y', 'u', 'v'] as const) {
      const scale = name === 'y' ? 1 : 2;
      const [target, source] = [to?.[name], from?.[name]];
      if (!target || !source) continue;
      const left = Math.floor(x / scale);
      const right = Math.ceil((x + width) / scale);
      for (let row = Math.floor(y / scale); row < Math.ceil((y + height) / scale); row++) {
        const start = row * source.stride;
        target.data.set(source.data.subarray(start + left, start + right), start + left);
      }
    }
  }
}
