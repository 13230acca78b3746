import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, vi } from 'vitest';
import { isProcessAlive } from '../../scripts/cli/process-alive.mjs';
import { openScene, type Scene } from './scene.ts';

/** A session that never becomes ready. */
export const forever = [{ status: 'created' }, { status: 'pending' }];

/** Waits for a condition, not for a time. */
export const eventually = <T>(check: () => T | Promise<T>, timeout = 15_000) =>
  vi.waitFor(check, { timeout, interval: 50 });

export const sessionsFolder = (scene: Scene): string => path.join(scene.home, '.pika', 'sessions');

/** The files of the journal whose names end so, whole paths. */
export async function journalFiles(scene: Scene, ending = '.jsonl'): Promise<string[]> {
  const directory = sessionsFolder(scene);
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => name.endsWith(ending)).map((name) => path.join(directory, name));
}

export async function journalText(scene: Scene): Promise<string> {
  const texts = (await journalFiles(scene)).map((file) => readFile(file, 'utf8'));
  return (await Promise.all(texts)).join('');
}

async function guardPids(scene: Scene): Promise<number[]> {
  const texts = (await journalFiles(scene, '.guard')).map((file) => readFile(file, 'utf8').catch(() => ''));
  return (await Promise.all(texts)).map((text) => Number.parseInt(text, 10)).filter((pid) => pid > 0);
}

/** The number of the process that guards the scene's only session. */
export async function guardPid(scene: Scene): Promise<number> {
  return eventually(async () => {
    const [pid] = await guardPids(scene);
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

/** A scene whose guards end with the test, so that none outlives the service that it watches. */
export async function openGuardedScene(options?: Parameters<typeof openScene>[0]): Promise<Scene> {
  const scene = await openScene(options);
  onTestFinished(async () => {
    for (const pid of await guardPids(scene)) if (isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return scene;
}
