import os from 'node:os';
import path from 'node:path';
import { fillCodeCache } from './doubles/code-cache.ts';

/** Where what tests start finds compiled code. Commands are given homes of their own. */
export const sharedHome = path.join(os.tmpdir(), `pika-tests-${os.userInfo().username}`);

/** Runs once, before the first test. */
export function setup(): void {
  fillCodeCache(sharedHome);
}
