import { z } from 'zod';
import { boxSchema, pointSchema as point, sourceSchema } from './point.ts';

const eye = z.object({
  outer: point.describe('corner toward the ear'),
  inner: point.describe('corner toward the nose'),
  upper: point.describe('middle of the upper lid'),
  lower: point.describe('middle of the lower lid'),
});

/** Version 1: some twenty points, which a person or an agent that looks at the picture can write down. */
export const pointRigSchema = z.object({
  version: z.literal(1),
  source: sourceSchema,
  face: boxSchema,
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
  landmarks: z.array(point).length(68).optional().describe('68 points in iBUG 300-W order'),
});

export type PointRig = z.output<typeof pointRigSchema>;
