import { faceOval } from '../../../../rig/face-mesh.ts';
import { type FacePose, restPose } from '../../motion/pose.ts';
import { BrowMovement } from './brow-movement.ts';
import type { FaceModel } from './face-model.ts';
import { LidMovement } from './lid-movement.ts';
import { MouthMovement } from './mouth-movement.ts';
import { steps } from './triangle-warp.ts';

/** A breath raises the head and the chest by these shares of the face's height. */
const breathHead = 0.006;
const breathChest = 0.012;

const radians = Math.PI / 180;
/** A detector sees a drawn turn of a flat picture as smaller than it is, since nothing new of the head comes into view. */
const yawGain = 1.21 * radians;
const pitchGain = 1.22 * radians;
/** That is the more so for a head that the picture shows turned by more than this: per degree. */
const turnedFrom = 25;
const turnedGain = 0.008;

/** A mapping of points of the frame: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The mesh of a face in a pose: where each vertex is in the frame. */
export class PosedMesh {
  readonly model: FaceModel;
  readonly mouth: MouthMovement;
  /** x and y per vertex, in whole eighths of a pixel from the vertex's place at rest. */
  readonly moved: Int16Array;
  /** x and y per vertex in the frame. */
  readonly target: Float32Array;
  readonly #lids: LidMovement;
  readonly #brows: BrowMovement;
  readonly #offsets: Float32Array;
  /** Rotation of the pose: rows x and y. */
  readonly #turn = new Float64Array(6);
  readonly #turnedGain: number;
  #rise = 0;

  constructor(model: FaceModel) {
    this.model = model;
    this.mouth = new MouthMovement(model);
    this.#lids = new LidMovement(model);
    this.#brows = new BrowMovement(model);
    const { x, z } = model.head.right;
    const turned = Math.abs(Math.atan2(z, x)) / radians;
    this.#turnedGain = 1 + turnedGain * Math.max(0, turned - turnedFrom);
    const count = model.rest.length / 3;
    this.#offsets = new Float32Array(3 * count);
    this.moved = new Int16Array(2 * count);
    this.target = new Float32Array(2 * count);
    this.set(restPose);
  }

  set(pose: FacePose): void {
    const offsets = this.#offsets;
    offsets.fill(0);
    this.mouth.add(pose, offsets);
    this.#lids.add(pose, offsets);
    this.#brows.add(pose, offsets);
    this.#turnBy(pose);
    this.#project(pose);
  }

  /** Where points that are fixed to the skull, in the plane through three vertices, are in the frame, from their place at rest. */
  skullMap(vertices: readonly [number, number, number]): Affine {
    const { rest } = this.model;
    const from = vertices.map(
      (vertex) => [rest[3 * vertex] as number, rest[3 * vertex + 1] as number] as const,
    );
    const to = vertices.map((vertex) => this.#rigid(vertex));
    return affineThrough(from, to);
  }

  /** A movement in the head's own directions as one in the frame. */
  toFrame(x: number, y: number, z: number): readonly [number, number] {
    const { right, down, back } = this.model.head;
    const turn = this.#turn;
    const [ox, oy, oz] = [
      right.x * x + down.x * y + back.x * z,
      right.y * x + down.y * y + back.y * z,
      right.z * x + down.z * y + back.z * z,
    ];
    return [
      (turn[0] as number) * ox + (turn[1] as number) * oy + (turn[2] as number) * oz,
      (turn[3] as number) * ox + (turn[4] as number) * oy + (turn[5] as number) * oz,
    ];
  }

  #rigid(vertex: number): readonly [number, number] {
    const { rest, head } = this.model;
    const turn = this.#turn;
    const [x, y, z] = [
      (rest[3 * vertex] as number) - head.pivot.x,
      (rest[3 * vertex + 1] as number) - head.pivot.y,
      (rest[3 * vertex + 2] as number) - head.pivot.z,
    ];
    return [
      head.pivot.x + (turn[0] as number) * x + (turn[1] as number) * y + (turn[2] as number) * z,
      head.pivot.y + (turn[3] as number) * x + (turn[4] as number) * y + (turn[5] as number) * z + this.#rise,
    ];
  }

  /** The head turns to the side, then nods, then tilts. */
  #turnBy({ yaw, pitch, roll }: FacePose): void {
    const turn = yaw * yawGain * this.#turnedGain;
    const nod = pitch * pitchGain * this.#turnedGain;
    const [sy, cy] = [Math.sin(turn), Math.cos(turn)];
    const [sp, cp] = [Math.sin(nod), Math.cos(nod)];
    const [sr, cr] = [Math.sin(roll * radians), Math.cos(roll * radians)];
    // What is nearer than the pivot (z below 0) goes right with yaw and down with pitch.
    const rows = [cy, 0, -sy, -sy * sp, cp, -sp * cy] as const;
    const [a, b, c, d, e, f] = rows;
    this.#turn.set([
      cr * a - sr * d,
      cr * b - sr * e,
      cr * c - sr * f,
      sr * a + cr * d,
      sr * b + cr * e,
      sr * c + cr * f,
    ]);
  }

  #project({ breath }: { breath: number }): void {
    const { model, moved, target } = this;
    const { rest, head, surroundings } = model;
    const turn = this.#turn;
    this.#rise = -breath * breathHead * head.height;
    const chest = -breath * breathChest * head.height;
    const { right, down, back, pivot } = head;
    const { first, follow } = surroundings;
    const offsets = this.#offsets;
    for (let ring = 0; ring < follow.length; ring++) {
      const at = 3 * (first + ring);
      const edge = 3 * (faceOval[ring % faceOval.length] as number);
      const share = surroundings.jaw[ring] as number;
      for (let axis = 0; axis < 3; axis++) offsets[at + axis] = share * (offsets[edge + axis] as number);
    }
    const count = rest.length / 3;
    for (let vertex = 0; vertex < count; vertex++) {
      const at = 3 * vertex;
      const [ox, oy, oz] = [offsets[at] as number, offsets[at + 1] as number, offsets[at + 2] as number];
      const [rx, ry] = [rest[at] as number, rest[at + 1] as number];
      const x = rx - pivot.x + right.x * ox + down.x * oy + back.x * oz;
      const y = ry - pivot.y + right.y * ox + down.y * oy + back.y * oz;
      const z = (rest[at + 2] as number) - pivot.z + right.z * ox + down.z * oy + back.z * oz;
      let dx = (turn[0] as number) * x + (turn[1] as number) * y + (turn[2] as number) * z + pivot.x - rx;
      let dy =
        (turn[3] as number) * x +
        (turn[4] as number) * y +
        (turn[5] as number) * z +
        pivot.y -
        ry +
        this.#rise;
      if (vertex >= first) {
        const share = follow[vertex - first] as number;
        const body = surroundings.chest[vertex - first] as number;
        dx *= share;
        dy = dy * share * (1 - body) + chest * body;
      }
      const [mx, my] = [Math.round(dx * steps), Math.round(dy * steps)];
      moved[2 * vertex] = mx;
      moved[2 * vertex + 1] = my;
      target[2 * vertex] = rx + mx / steps;
      target[2 * vertex + 1] = ry + my / steps;
    }
  }
}

type Pair = readonly [number, number];

function affineThrough(from: readonly Pair[], to: readonly Pair[]): Affine {
  const [p, q, r] = from as [Pair, Pair, Pair];
  const [t, u, v] = to as [Pair, Pair, Pair];
  const [ax, ay, bx, by] = [q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]];
  const area = ax * by - ay * bx;
  const row = (i: 0 | 1): [number, number, number] => {
    const [du, dv] = [u[i] - t[i], v[i] - t[i]];
    const a = (du * by - dv * ay) / area;
    const b = (dv * ax - du * bx) / area;
    return [a, b, t[i] - a * p[0] - b * p[1]];
  };
  return [...row(0), ...row(1)];
}

/** The mapping back. */
export function inverse([a, b, c, d, e, f]: Affine): Affine {
  const area = a * e - b * d;
  return [e / area, -b / area, (b * f - e * c) / area, -d / area, a / area, (d * c - a * f) / area];
}
