import { z } from 'zod';
import { frames } from './picture/frame.ts';

/** Options that both avatar verbs have. */
export const avatarOptions = {
  frame: z
    .enum(frames)
    .default('keep')
    .describe('crop around the head with shoulders, never through the face'),
  preview: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'where the preview goes (default beside the output)', placeholder: 'PATH' }),
  botName: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .default('Your agent (AI)')
    .meta({ description: 'name on the tiles of the preview', placeholder: 'NAME' }),
  force: z.boolean().default(false).describe('replace files that exist'),
};
