import { z } from 'zod';

/** One thing that was looked at. */
export const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  required: z.boolean().describe('without it no meeting can be joined at all'),
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
