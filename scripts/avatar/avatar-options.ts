import { z } from 'zod';
import { frames } from './picture/frame.ts';

/** Options of both avatar verbs. */
export const avatarOptions = {
  frame: z.enum(frames).default('keep').describe('show head and shoulders; missing sides are filled'),
  preview: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'where to save the preview (default: next to the output)', placeholder: 'PATH' }),
  botName: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .default('Your agent (AI)')
    .meta({ description: 'name on the tiles in the preview', placeholder: 'NAME' }),
  force: z.boolean().default(false).describe('replace existing files'),
};
