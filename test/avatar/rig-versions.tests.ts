import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { detectFaces } from '../../scripts/avatar/face/detector.ts';
import { findRig, readRig } from '../../scripts/avatar/face/rig-file.ts';
import { rigOf } from '../../scripts/avatar/face/rig-from-face.ts';
import { decode, toPixels } from '../../scripts/avatar/picture/decoder.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import type { MeshRig } from '../../scripts/rig/mesh-rig.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { pictures } from './pictures.ts';

const avatars = path.join(skillDirectory, 'test', 'fixtures', 'avatars');
const avatarName = 'videomeeting-avatar.png';
const rigName = 'videomeeting-avatar.rig.json';

let detected: MeshRig;

beforeAll(async () => {
  const pixels = await toPixels(await decode(await pictures.photo()));
  const { faces } = await detectFaces(pixels, new AbortController().signal);
  if (!faces[0]) throw new Error('expected a face in the portrait');
  detected = rigOf(faces[0], pixels);
});

test('a rig of version 1 that an earlier release wrote beside its avatar is still found', async () => {
  const runtime = await createTestRuntime();
  for (const name of [avatarName, rigName])
    await copyFile(path.join(avatars, name), path.join(runtime.cwd, name));
  const avatar = path.join(runtime.cwd, avatarName);
  const sha256 = createHash('sha256')
    .update(await readFile(avatar))
    .digest('hex');
  const known = await findRig(avatar, sha256, runtime);
  expect(known).toMatchObject({ rig: { version: 1, source: 'detector' } });
  expect(known?.warnings).toBeDefined();
});

describe('a rig of version 2', () => {
  async function given(value: unknown) {
    const runtime = await createTestRuntime();
    await writeFile(path.join(runtime.cwd, 'rig.json'), JSON.stringify(value));
    return readRig('rig.json', runtime);
  }

  test('may be given as the detector found it', async () => {
    expect(await given(detected)).toEqual(detected);
  });

  const moved = (change: (point: readonly number[]) => number[]) => ({
    ...detected,
    mesh: detected.mesh.map(change),
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a point too few', () => ({ ...detected, mesh: detected.mesh.slice(1) }), /mesh/],
    ['points in pixels', () => moved(([x = 0, y = 0, z = 0]) => [x * 512, y * 512, z]), /mesh/],
    ['a hole', () => moved(([x = 0, y = 0]) => [x, y, Number.NaN]), /mesh/],
    ['every point in one place', () => moved(() => [0.5, 0.5, 0]), /must be/],
    ['the face mirrored', () => moved(([x = 0, y = 0, z = 0]) => [1 - x, y, z]), /left of right_eye/],
    ['the face upside down', () => moved(([x = 0, y = 0, z = 0]) => [x, 1 - y, z]), /must be above/],
    ['no lips', () => ({ ...detected, lips: undefined }), /lips/],
    ['a version of the future', () => ({ ...detected, version: 3 }), /version/],
  ])('with a mistake is refused in words: %s', async (_what, value, words) => {
    await expect(given(value())).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(words),
    });
  });
});
