import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { skillDirectory } from '../scripts/cli/version.ts';
import { fillCodeCache } from './doubles/code-cache.ts';
import { bundlePerformer } from './doubles/performer-bundle.ts';

/** Of this clone: another would find its code out of date. */
const clone = createHash('sha256').update(skillDirectory).digest('hex').slice(0, 8);

/** Where what tests start finds compiled code. Commands are given homes of their own. */
export const sharedHome = path.join(os.tmpdir(), `pika-tests-${os.userInfo().username}-${clone}`);

/** Runs once, before the first test. */
export async function setup(): Promise<void> {
  fillCodeCache(sharedHome);
  await bundlePerformer(sharedHome);
}
