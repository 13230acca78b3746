import { z } from 'zod';
import { meshRigSchema } from './mesh-rig.ts';
import { pointRigSchema } from './point-rig.ts';

/**
 * Where the face is in an avatar, for the local engine to move it: a mesh found by the detector (version 2), or a few points made by
 * hand or by an agent that looked at the picture (version 1).
 */
export const rigSchema = z.discriminatedUnion('version', [pointRigSchema, meshRigSchema]);

export type Rig = z.output<typeof rigSchema>;
