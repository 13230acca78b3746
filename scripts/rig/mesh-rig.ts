import { z } from 'zod';
import { lipPoints, meshSize } from './face-mesh.ts';
import { boxSchema, sourceSchema } from './point.ts';

/** A face may reach beyond the picture: fractions below 0 and above 1 are allowed. */
const coordinate = z.number().min(-1).max(2);
const point = z.tuple([coordinate, coordinate]);
const meshPoint = z.tuple([coordinate, coordinate, z.number().min(-2).max(2)]);
const lipLine = z
  .array(point)
  .length(lipPoints)
  .describe('from the left corner to the right one, both included');
const toothLine = z.array(point).min(2).max(64).describe('from left to right');
const iris = z
  .array(point)
  .length(5)
  .describe('center, then the rim toward the nose, above, toward the ear, and below');
const degrees = z.number().min(-90).max(90);

/**
 * Version 2: the dense mesh of the detector. All x and y are fractions of the picture's width and height, from the top left; left
 * and right are the viewer's.
 */
export const meshRigSchema = z.object({
  version: z.literal(2),
  source: sourceSchema,
  face: boxSchema,
  mesh: z
    .array(meshPoint)
    .length(meshSize)
    .describe(
      "MediaPipe's canonical face, [x, y, z]: z is the depth as a fraction of the picture's width, negative toward the viewer. " +
        'Lids and lips have the position that the picture shows, as exactly as the detector can tell',
    ),
  left_iris: iris,
  right_iris: iris,
  lips: z
    .object({
      outer: z.object({ upper: lipLine, lower: lipLine }).describe('where red meets skin'),
      inner: z
        .object({ upper: lipLine, lower: lipLine })
        .describe('edges of the opening; for closed lips both are the line on which they meet'),
    })
    .describe(
      'refined on the picture; point by point these are lips.* of face-mesh.ts, and they win over the mesh',
    ),
  teeth: z
    .object({
      upper: toothLine.optional().describe('lower edge of the upper teeth'),
      lower: toothLine.optional().describe('upper edge of the lower teeth'),
    })
    .default({})
    .describe('edges that the picture shows between the lips'),
  head: z.object({
    outline: z.array(point).min(8).max(96).describe('the head with its hair, clockwise from the crown'),
    pose: z
      .object({ yaw: degrees, pitch: degrees, roll: degrees })
      .describe('degrees: to the right, downward, clockwise; 0 looks at the camera'),
  }),
});

export type MeshRig = z.output<typeof meshRigSchema>;
/** A point of a mesh rig. It may be outside the picture. */
export type MeshPoint = z.output<typeof meshPoint>;
