import { z } from 'zod';

const place = z.object({
  path: z.string(),
  line: z.number().nullable().describe('null: a whole file, or a source without lines'),
  count: z.number().describe('lines, or entries'),
  reason: z.enum(['marked_private', 'marked_internal', 'about_people']),
});

/** Something that was left out of a briefing: where it is and why, never what it says. */
export type LeftOut = z.output<typeof place>;

/** Why a part of a file is not told; what it says is not. */
export type LeftReason = LeftOut['reason'];

export const maxListed = 50;

/** The places as a result tells them. */
export const leftOutList = z
  .array(place)
  .describe(`private parts that were left out: where and why, the first ${maxListed}; never what they say`);

/** The places, those of one reason in one source without lines counted together. */
export function sumLeft(left: readonly LeftOut[]): LeftOut[] {
  const sums = new Map<string, LeftOut>();
  for (const one of left) {
    const key = JSON.stringify([one.path, one.line, one.reason]);
    const known = sums.get(key);
    sums.set(key, { ...one, count: one.count + (known?.count ?? 0) });
  }
  return [...sums.values()];
}
