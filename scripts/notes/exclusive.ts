import { isPikaError, PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { withLock } from '../meeting/journal/lock.ts';

const limitMs = 15_000;

/**
 * Runs `work` while no other process on this machine works on the same `what`.
 * @param what names it in words: `the memory of meetings`. @param where tells several of them apart.
 * @throws {PikaError} `wait_timeout`, `home_unwritable`; whatever `work` throws.
 */
export async function exclusively<T>(
  what: string,
  where: string,
  runtime: Runtime,
  work: () => Promise<T>,
): Promise<T> {
  let isHeld = false;
  try {
    return await withLock(`${what} ${where}`, limitMs, runtime, () => {
      isHeld = true;
      return work();
    });
  } catch (error) {
    if (isHeld || !isPikaError(error, 'wait_timeout')) throw error;
    const hint = 'Wait until it has finished, then run this again';
    throw new PikaError('wait_timeout', `another process is working on ${what}`, { hint, cause: error });
  }
}
