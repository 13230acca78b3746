import path from 'node:path';
import { expect, test } from 'vitest';
import { measurePrivacy } from '../../bench/privacy.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** Published documents hold nothing private: what is left out of them is left out wrongly. */
const maxPer1000Lines = { internal: 0.1, external: 0.5 };

test.each(['internal', 'external'] as const)('published documents stay whole, for %s', async (audience) => {
  const { precision, left } = await measurePrivacy(path.join(skillDirectory, 'node_modules'), audience);
  expect(precision.lines).toBeGreaterThan(20_000);
  const told = left.map(({ file, line, text }) => `${file}:${line}: ${text.slice(0, 80)}`).join('\n');
  expect(precision.per_1000_lines, told).toBeLessThanOrEqual(maxPer1000Lines[audience]);
});
