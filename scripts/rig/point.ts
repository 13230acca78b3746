import { z } from 'zod';

/** Points are [x, y] as fractions of the picture's width and height, from the top left. Left and right are the viewer's. */
export const fraction = z.number().min(0).max(1);

/** A point in the picture. */
export const pointSchema = z.tuple([fraction, fraction]);
export type RigPoint = z.output<typeof pointSchema>;

/** The face without hair. */
export const boxSchema = z.object({ x: fraction, y: fraction, width: fraction, height: fraction });

export const sourceSchema = z.enum(['detector', 'hand']).default('hand');
