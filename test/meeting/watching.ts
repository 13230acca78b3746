import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, vi } from 'vitest';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { slowness } from '../machine-speed.ts';
import type { Scene } from './scene.ts';

/** A session that never becomes ready. */
export const forever = [{ status: 'created' }, { status: 'pending' }];

/** Waits for a condition, not for a time: the limit is longer on a busy machine. */
export const eventually = <T>(check: () => T | Promise<T>, timeout = 15_000) =>
  vi.waitFor(check, { timeout: timeout * slowness(), interval: 50 });

export async function journalText(scene: Scene): Promise<string> {
  const texts = (await scene.journalFiles()).map((file) => readFile(file, 'utf8'));
  return (await Promise.all(texts)).join('');
}

/** The number of the process that guards the scene's only session. */
export async function guardPid(scene: Scene): Promise<number> {
  return eventually(async () => {
    const [pid] = await scene.guardPids();
    if (!pid) throw new Error('no guard');
    return pid;
  });
}

export async function killGuard(scene: Scene): Promise<number> {
  const pid = await guardPid(scene);
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(isProcessAlive(pid)).toBe(false));
  return pid;
}

/** The processes that guard sessions of the scene, or are about to; as Linux shows them. */
export async function guardProcesses(scene: Scene): Promise<string[]> {
  const own = async (pid: string) => {
    const [args, env] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    return args?.includes('guard.mjs') && env?.includes(`PIKA_HOME=${path.join(scene.home, '.pika')}\0`);
  };
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const isOwn = await Promise.all(pids.map(own));
  return pids.filter((_pid, place) => isOwn[place]);
}
