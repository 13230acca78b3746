import { describe, expect, test } from 'vitest';
import { drawBaseFrame } from '../../../scripts/engine/face/drawing/base-frame.ts';
import { planesOf } from '../../../scripts/engine/face/drawing/i420.ts';
import { modelFace } from '../../../scripts/engine/face/drawing/mesh/face-model.ts';
import { PosedMesh } from '../../../scripts/engine/face/drawing/mesh/posed-mesh.ts';
import { placePicture } from '../../../scripts/engine/face/drawing/placement.ts';
import { decodePortrait } from '../../../scripts/engine/face/drawing/portrait-file.ts';
import { videoSize } from '../../../scripts/engine/face/drawing/renderer.ts';
import { type FacePose, restPose } from '../../../scripts/engine/face/motion/pose.ts';
import { faceOval, lids, lips } from '../../../scripts/rig/face-mesh.ts';
import { type PortraitName, portraits, rigOf } from './portraits.ts';

const names: PortraitName[] = ['demo', 'smile', 'painting'];

async function meshOf(name: PortraitName) {
  const rig = await rigOf(name);
  if (rig.version !== 2) throw new Error('expected a mesh');
  const image = await decodePortrait(portraits[name].image);
  const placement = placePicture(image, videoSize, rig);
  const base = await drawBaseFrame(image, placement, videoSize);
  const still = planesOf(base.plain, videoSize.width, videoSize.height);
  const mesh = new PosedMesh(modelFace(rig, rig.source === 'hand' ? 'exact' : 'detected', placement, still));
  const at = (vertex: number) => ({
    x: mesh.target[2 * vertex] as number,
    y: mesh.target[2 * vertex + 1] as number,
  });
  const posed = (pose: Partial<FacePose>) => {
    mesh.set({ ...restPose, ...pose });
    return at;
  };
  /** How far a vertex has gone from rest in a pose. */
  const moved = (pose: Partial<FacePose>, vertex: number) => {
    posed(pose);
    return { x: (mesh.moved[2 * vertex] as number) / 8, y: (mesh.moved[2 * vertex + 1] as number) / 8 };
  };
  return { mesh, posed, moved };
}

const nose = 1;
const ears = [234, 454] as const;
const chin = 152;

describe.each(names)('a mesh (%s)', (name) => {
  test('does not move at rest', async () => {
    const { mesh, posed } = await meshOf(name);
    posed({});
    expect(mesh.moved.every((value) => value === 0)).toBe(true);
  });

  test('turns with depth: the nose goes further than the ears, and what is far from the head stays', async () => {
    const { mesh, moved } = await meshOf(name);
    for (const yaw of [-8, 8]) {
      const tip = moved({ yaw }, nose).x;
      expect(Math.sign(tip)).toBe(Math.sign(yaw));
      expect(Math.abs(tip)).toBeGreaterThan(0.08 * mesh.model.head.width);
      for (const ear of ears) expect(Math.abs(moved({ yaw }, ear).x)).toBeLessThan(Math.abs(tip) / 2);
    }
    expect(moved({ pitch: 6 }, nose).y).toBeGreaterThan(0.05 * mesh.model.head.width);
    const count = mesh.moved.length / 2;
    moved({ yaw: 8, pitch: 6, roll: 5 }, nose);
    for (let vertex = count - faceOval.length; vertex < count; vertex++) {
      expect([mesh.moved[2 * vertex], mesh.moved[2 * vertex + 1]]).toEqual([0, 0]);
    }
  });

  test('opens its mouth with the jaw: the chin goes down, nose and eyes stay', async () => {
    const { mesh, moved } = await meshOf(name);
    const pose = { open: 1, speech: 1 };
    expect(moved(pose, chin).y).toBeGreaterThan(0.04 * mesh.model.head.height);
    for (const vertex of [nose, lids.left.upper[4], lids.right.lower[4]]) {
      expect(Math.hypot(moved(pose, vertex).x, moved(pose, vertex).y)).toBeLessThan(0.4);
    }
  });

  test('opens as far as it is told, and closes fully for m, b and p', async () => {
    const { posed } = await meshOf(name);
    const gap = (pose: Partial<FacePose>, column = 5) => {
      const at = posed({ speech: 1, ...pose });
      return at(lips.inner.lower[column] as number).y - at(lips.inner.upper[column] as number).y;
    };
    const at = posed({});
    const width = Math.abs(at(lips.outer.upper[10]).x - at(lips.outer.upper[0]).x);
    const widest = gap({ open: 1 });
    expect(widest).toBeGreaterThan(0.3 * width);
    const gaps = [0, 0.25, 0.5, 0.75, 1].map((open) => gap({ open }) / widest);
    for (const [place, expected] of [0, 0.34, 0.58, 0.8, 1].entries())
      expect(gaps[place]).toBeCloseTo(expected, 1);
    for (let column = 0; column <= 10; column++) {
      for (const open of [0, 0.3])
        expect(Math.abs(gap({ open, press: 1 }, column))).toBeLessThan(0.03 * width);
    }
  });

  test('closes its lids to less than a tenth of their opening', async () => {
    const { posed } = await meshOf(name);
    for (const { upper, lower } of [lids.left, lids.right]) {
      const opening = (blink: number) => {
        const at = posed({ blink });
        return at(lower[4]).y - at(upper[4]).y;
      };
      expect(Math.abs(opening(1))).toBeLessThan(0.1 * opening(0));
      expect(opening(0.5) / opening(0)).toBeCloseTo(0.5, 1);
    }
  });
});
