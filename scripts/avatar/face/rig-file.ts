import path from 'node:path';
import { z } from 'zod';
import { readBoundedText } from '../../base/bounded-read.ts';
import { fenceOf } from '../../base/inside.ts';
import { PikaError } from '../../cli/errors.ts';
import type { Runtime, Warning } from '../../cli/runtime.ts';
import { featuresOf } from '../../rig/features.ts';
import { meshRigSchema } from '../../rig/mesh-rig.ts';
import { pointRigSchema } from '../../rig/point-rig.ts';
import { type Rig, rigSchema } from '../../rig/rig.ts';
import { readRegularFile } from '../picture/source.ts';
import { companionsOf } from '../places.ts';
import { middle } from './landmarks.ts';

const additions = {
  picture_sha256: z
    .string()
    .optional()
    .describe('of the avatar that this rig belongs to; the rig is not used with any other picture'),
  warnings: z
    .array(z.object({ code: z.string().regex(/^[a-z_]{1,40}$/), message: z.string().max(400) }))
    .max(20)
    .optional()
    .describe('what prepare-avatar reported about the face; absent if it was not checked'),
};

/** The content of a rig file next to an avatar. */
export const rigFileSchema = z.discriminatedUnion('version', [
  pointRigSchema.extend(additions),
  meshRigSchema.extend(additions),
]);

const largestRigBytes = 256 * 1024;

/** What is impossible for an upright face; a rig made by hand may have sides or rows swapped. */
function contradictions(rig: Rig): string[] {
  const { left_eye, right_eye, nose, mouth, chin, jaw } = featuresOf(rig);
  const [leftX, leftY] = middle(left_eye.outer, left_eye.inner);
  const [rightX, rightY] = middle(right_eye.outer, right_eye.inner);
  const rows: [boolean, string][] = [
    [leftX >= rightX, 'left_eye must be left of right_eye, as the viewer sees them'],
    [left_eye.upper[1] > left_eye.lower[1], 'left_eye.upper must be above left_eye.lower'],
    [right_eye.upper[1] > right_eye.lower[1], 'right_eye.upper must be above right_eye.lower'],
    [mouth.left[0] >= mouth.right[0], 'mouth.left must be left of mouth.right'],
    [jaw.left[0] >= jaw.right[0], 'jaw.left must be left of jaw.right'],
    [Math.max(leftY, rightY) >= mouth.seam[1], 'the eyes must be above the mouth'],
    [nose[1] >= mouth.lower[1], 'the nose must be above the mouth'],
    [
      mouth.upper[1] > mouth.seam[1] || mouth.seam[1] > mouth.lower[1],
      'mouth.seam must be between upper and lower',
    ],
    [chin[1] <= mouth.seam[1], 'the chin must be below the mouth'],
  ];
  return rows.flatMap(([isWrong, words]) => (isWrong ? [words] : []));
}

/**
 * Reads a rig made by hand (or by an agent that looked at the picture).
 * @throws {PikaError} `file_unreadable`, or `usage` with what is wrong in it.
 */
export async function readRig(given: string, { cwd }: Pick<Runtime, 'cwd'>): Promise<Rig> {
  const file = path.resolve(cwd, given);
  const wrong = (what: string) =>
    new PikaError('usage', `--rig: ${path.basename(file)}: ${what}`, {
      hint: 'Points are [x, y] from 0 to 1, from the top left of the prepared picture; skills/avatar.md shows a rig',
    });
  const { bytes } = await readRegularFile(file, {
    limit: largestRigBytes,
    refuse: () => wrong(`larger than ${largestRigBytes / 1024} KB`),
    within: fenceOf(cwd, file),
  });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw wrong('expected JSON');
  }
  const parsed = rigSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 4);
    throw wrong(issues.map((issue) => `${issue.path.join('.') || 'rig'}: ${issue.message}`).join('; '));
  }
  const found = contradictions(parsed.data);
  if (found.length > 0) throw wrong(found.join('; '));
  return parsed.data;
}

/** A rig, and what was reported about the face when it was made. */
export interface KnownFace {
  rig: Rig;
  /** Undefined if this picture was not judged. */
  warnings?: Warning[];
}

/**
 * The rig next to an avatar, if it was made for exactly this picture (`sha256` of the avatar file's bytes).
 * A missing, damaged or outdated rig counts as none.
 */
export async function findRig(
  avatar: string,
  sha256: string,
  { cwd }: Pick<Runtime, 'cwd'>,
): Promise<KnownFace | undefined> {
  try {
    const { rig: file } = companionsOf(avatar);
    const text = await readBoundedText(file, { maxBytes: largestRigBytes, within: fenceOf(cwd, file) });
    const { picture_sha256, warnings, ...rig } = rigFileSchema.parse(JSON.parse(text));
    if (contradictions(rig).length > 0) return undefined;
    if (picture_sha256 === undefined) return { rig };
    return picture_sha256 === sha256 ? { rig, warnings } : undefined;
  } catch {
    return undefined;
  }
}
