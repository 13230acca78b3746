import { z } from 'zod';
import type { AvatarFiles } from './avatar-files.ts';
import type { PreparedAvatar } from './prepare.ts';
import { verdicts } from './verdict.ts';

const pixels = z.number().int();

const face = z.object({
  score: z.number().describe('confidence of the detector, 0 to 1'),
  box: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }).describe('pixels of the avatar'),
  center: z.object({ x: pixels, y: pixels }),
  tilt_deg: z.number().describe("degrees toward the viewer's right"),
  turn: z.number().describe("-1 to 1; 0 is frontal, positive is turned to the viewer's right"),
  mouth: z.enum(['closed', 'open']),
  mouth_gap: z.number().describe('gap between the lips, as a share of half the mouth width'),
  eyes: z.enum(['open', 'closed']),
});

/** The result of both avatar verbs. */
export const avatarResult = z.object({
  path: z.string().describe('the avatar, a PNG file'),
  preview_path: z.string().describe('a picture to show to the user'),
  rig_path: z.string().nullable().describe('position of the face, for the local engine; null without a face'),
  written: z.boolean().describe('false in a dry run'),
  width: pixels,
  height: pixels,
  size_bytes: z.number().int(),
  sha256: z.string(),
  source: z.object({
    name: z.string(),
    format: z.string(),
    width: pixels,
    height: pixels,
    size_bytes: z.number().int(),
  }),
  changes: z.array(z.string()).describe('changes made to the picture'),
  faces: z.array(face).describe('largest first'),
  quality: z.object({
    measured_on: z.enum(['face', 'picture']),
    sharpness: z.number().describe('looks blurred below 0.08'),
    brightness: z.number().describe('from 0 (black) to 1 (white)'),
    contrast: z.number().describe('0 to 0.5'),
  }),
  verdict: z.enum(verdicts),
});

/** The printed facts of a prepared avatar. */
export function describeAvatar(
  avatar: PreparedAvatar,
  files: AvatarFiles,
  written: boolean,
): z.input<typeof avatarResult> {
  const { width, height, sha256, source, changes, faces, quality, verdict } = avatar;
  return {
    path: files.avatar,
    preview_path: files.preview,
    rig_path: avatar.rig ? files.rig : null,
    written,
    width,
    height,
    size_bytes: avatar.bytes.byteLength,
    sha256,
    source,
    changes,
    faces,
    quality,
    verdict,
  };
}
