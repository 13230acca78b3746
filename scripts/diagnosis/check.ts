import { z } from 'zod';

/** The result of one check. */
export const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  required: z.boolean().describe('no meeting can be joined without it'),
  message: z.string(),
  hint: z.string().nullable(),
});
export type Check = z.output<typeof check>;

export const passed = (name: string, message: string, required = true): Check => ({
  name,
  ok: true,
  required,
  message,
  hint: null,
});

export const failed = (name: string, message: string, hint: string, required = true): Check => ({
  name,
  ok: false,
  required,
  message,
  hint,
});
