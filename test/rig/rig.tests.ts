import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { faceOval, lids, lips, marks, meshSize, withinLips } from '../../scripts/rig/face-mesh.ts';
import { featuresOf } from '../../scripts/rig/features.ts';
import { meshFromPoints } from '../../scripts/rig/mesh-from-points.ts';
import { meshTriangles } from '../../scripts/rig/mesh-triangles.ts';
import { neutralFace } from '../../scripts/rig/neutral-face.ts';
import type { PointRig } from '../../scripts/rig/point-rig.ts';
import { rigSchema } from '../../scripts/rig/rig.ts';
import { bend } from '../../scripts/rig/thin-plate.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures');

async function readRig(name: string) {
  return rigSchema.parse(JSON.parse(await readFile(path.join(fixtures, name), 'utf8')));
}

async function pointRig(): Promise<PointRig> {
  const rig = await readRig('portraits/portrait.rig.json');
  if (rig.version !== 1) throw new Error('expected version 1');
  return rig;
}

describe('a rig', () => {
  test('is read in both versions, and a third is refused', async () => {
    await expect(readRig('portraits/portrait.rig.json')).resolves.toMatchObject({ version: 1 });
    const rig = await readRig('portraits/portrait.mesh.rig.json');
    expect(rig).toMatchObject({ version: 2, source: 'detector', teeth: {} });
    expect(rigSchema.safeParse({ ...rig, version: 3 }).success).toBe(false);
    if (rig.version !== 2) throw new Error('expected version 2');
    expect(rigSchema.safeParse({ ...rig, mesh: rig.mesh.slice(1) }).success).toBe(false);
  });

  test('says the same of a face in few points, whichever version it has', async () => {
    const [few, mesh] = [
      featuresOf(await pointRig()),
      featuresOf(await readRig('portraits/portrait.mesh.rig.json')),
    ];
    const pairs = [
      [few.left_eye.outer, mesh.left_eye.outer],
      [few.right_eye.inner, mesh.right_eye.inner],
      [few.mouth.left, mesh.mouth.left],
      [few.mouth.lower, mesh.mouth.lower],
      [few.nose, mesh.nose],
      [few.chin, mesh.chin],
    ] as const;
    // Two detectors agree within a few pixels of 512.
    for (const [a, b] of pairs) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(0.016);
    expect(mesh.jaw.left[0]).toBeLessThan(mesh.mouth.left[0]);
    expect(mesh.jaw.right[0]).toBeGreaterThan(mesh.mouth.right[0]);
  });
});

describe('the mesh of a face', () => {
  test('has triangles of its own points, and lines of distinct ones', () => {
    expect(meshTriangles.length % 3).toBe(0);
    expect(new Set(meshTriangles)).toEqual(new Set(Array.from({ length: meshSize }, (_, index) => index)));
    for (const { upper, lower } of [lips.outer, lips.inner, lids.left, lids.right]) {
      expect([upper[0], upper.at(-1)]).toEqual([lower[0], lower.at(-1)]);
      expect(new Set([...upper, ...lower]).size).toBe(upper.length + lower.length - 2);
    }
    expect(new Set([...withinLips.upper.flat(), ...withinLips.lower.flat()]).size).toBe(36);
  });

  test('is bounded by the outline of the face and the opening of the mouth alone', () => {
    const edges = new Map<string, number>();
    for (let at = 0; at < meshTriangles.length; at += 3) {
      const corners = meshTriangles.slice(at, at + 3);
      for (const [place, a] of corners.entries()) {
        const b = corners[(place + 1) % 3] as number;
        const edge = `${Math.min(a, b)} ${Math.max(a, b)}`;
        edges.set(edge, (edges.get(edge) ?? 0) + 1);
      }
    }
    const open = [...edges]
      .filter(([, count]) => count === 1)
      .flatMap(([edge]) => edge.split(' ').map(Number));
    expect(new Set(open)).toEqual(new Set([...faceOval, ...lips.inner.upper, ...lips.inner.lower]));
  });

  test('is symmetric in its neutral shape, with the nose nearest and the ears farthest', () => {
    const z = (index: number) => neutralFace[3 * index + 2] as number;
    expect(neutralFace).toHaveLength(3 * meshSize);
    expect(z(234)).toBe(z(454));
    for (let index = 0; index < meshSize; index++) expect(z(index)).toBeGreaterThanOrEqual(z(4) - 30);
    expect(z(234)).toBeGreaterThan(z(marks.chin));
  });
});

describe('a mesh from few points', () => {
  test('has each known point where the rig says it is, whatever the shape of the picture', async () => {
    const rig = await pointRig();
    for (const aspect of [0.6, 1, 16 / 9]) {
      const { mesh, ...mesh2 } = meshFromPoints(rig, aspect);
      const known = [
        [lids.left.upper[0], rig.left_eye.outer],
        [lids.left.lower[4], rig.left_eye.lower],
        [lids.right.upper[8], rig.right_eye.inner],
        [lips.outer.upper[0], rig.mouth.left],
        [lips.outer.lower[5], rig.mouth.lower],
        [marks.underNose, rig.nose],
        [marks.chin, rig.chin],
      ] as const;
      for (const [index, [x, y]] of known) {
        expect(mesh[index]?.[0]).toBeCloseTo(x, 4);
        expect(mesh[index]?.[1]).toBeCloseTo(y, 4);
      }
      expect(rigSchema.safeParse({ mesh, ...mesh2 }).success).toBe(true);
    }
  });

  test('has the gap of a mouth that is open', async () => {
    const rig = await pointRig();
    const { inner } = meshFromPoints(rig, 1).lips;
    const gap = (inner.lower[5]?.[1] ?? 0) - (inner.upper[5]?.[1] ?? 0);
    expect(gap / (rig.mouth.right[0] - rig.mouth.left[0])).toBeCloseTo(rig.mouth.open / 2, 2);
    const closed = meshFromPoints({ ...rig, mouth: { ...rig.mouth, open: 0 } }, 1).lips.inner;
    expect(closed.lower[5]?.[1]).toBeCloseTo(closed.upper[5]?.[1] ?? 0, 5);
  });
});

describe('a bend of the plane', () => {
  test('meets its points, and is plain where they are only moved', () => {
    const corners = [
      [0, 0],
      [10, 0],
      [0, 10],
      [10, 10],
    ] as const;
    const moved = bend(
      corners.map(
        ([x, y]) =>
          [
            [x, y],
            [2 * x + 1, y - 3],
          ] as const,
      ),
    );
    const [x, y] = moved([4, 7]);
    expect(x).toBeCloseTo(9, 4);
    expect(y).toBeCloseTo(4, 4);
  });
});
