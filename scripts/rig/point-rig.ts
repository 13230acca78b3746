import { z } from 'zod';

/**
 * Where the face is in an avatar, for the local engine to move it. Found by the detector, or made by hand or by an agent that
 * looked at the picture. Points are [x, y] as fractions of the picture's width and height (0 to 1, from the top left). Left and
 * right are the viewer's.
 */
const fraction = z.number().min(0).max(1);
const point = z.tuple([fraction, fraction]);

const eye = z.object({
  outer: point.describe('corner toward the ear'),
  inner: point.describe('corner toward the nose'),
  upper: point.describe('middle of the upper lid'),
  lower: point.describe('middle of the lower lid'),
});

export const rigSchema = z.object({
  version: z.literal(1),
  source: z.enum(['detector', 'hand']).default('hand'),
  face: z.object({ x: fraction, y: fraction, width: fraction, height: fraction }),
  left_eye: eye,
  right_eye: eye,
  nose: point.describe('where the nose meets the upper lip'),
  mouth: z.object({
    left: point.describe('left corner'),
    right: point.describe('right corner'),
    upper: point.describe('top of the upper lip, middle'),
    lower: point.describe('bottom of the lower lip, middle'),
    seam: point.describe('where the lips meet, middle; for an open mouth, the lower edge of the upper lip'),
    open: z
      .number()
      .min(0)
      .max(2)
      .default(0)
      .describe('gap between the lips, as a share of half the mouth width'),
  }),
  chin: point.describe('lowest point of the chin'),
  jaw: z.object({ left: point, right: point }).describe('edges of the face at mouth height'),
  landmarks: z
    .array(point)
    .length(68)
    .optional()
    .describe('the 68 points of the detector (iBUG 300-W order)'),
});

export type Rig = z.output<typeof rigSchema>;
export type RigPoint = z.output<typeof point>;
