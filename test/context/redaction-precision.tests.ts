import path from 'node:path';
import { expect, test } from 'vitest';
import { judgeFolder } from '../../bench/redaction.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** Packages of the installed ones whose documents speak of passwords, tokens, addresses, dates and versions most. */
const packages = ['commander', 'nodemailer', 'undici', 'simple-git', 'ipaddr.js', 'debug'];
const maxFalsePer1000Lines = 0.3;

test.each(['internal', 'external'] as const)(
  'ordinary project texts keep all but secrets, for %s',
  async (audience) => {
    const results = await Promise.all(
      packages.map((name) => judgeFolder(path.join(skillDirectory, 'node_modules', name), audience)),
    );
    const lines = results.reduce((sum, { precision }) => sum + precision.lines, 0);
    const wrong = results.flatMap(({ judged }) => judged.filter(({ isTrue }) => !isTrue));
    expect(lines).toBeGreaterThan(1000);
    const told = wrong.map(({ file, kind, found }) => `${file}: ${kind}: ${found.slice(0, 60)}`).join('\n');
    expect((1000 * wrong.length) / lines, told).toBeLessThanOrEqual(maxFalsePer1000Lines);
  },
);
