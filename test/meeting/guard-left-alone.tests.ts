import { execFile, spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { launcher } from '../doubles/run-verb.ts';
import { goodJoin, openScene, type Scene } from './scene.ts';
import { eventually, forever, guardPid } from './watching.ts';

const closedSoon = (scene: Scene) =>
  eventually(() => {
    expect(scene.api.sessions).toHaveLength(1);
    expect(scene.api.openSessions()).toEqual([]);
  });

/** Every process below one, as those find them who end a whole tree. */
async function descendants(root: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) for (const [pid = 0, ppid] of rows) if (ppid === parent) found.push(pid);
  return found.slice(1);
}

describe('a session whose joiner has died is closed by its guard', () => {
  test.skipIf(process.platform === 'win32')('when the joiner was killed with all its processes', async () => {
    const scene = await openScene({ script: forever });
    const started = await scene.start(goodJoin);
    await scene.api.arrived('session', 2);
    const tree = [...(await descendants(started.pid)), started.pid];
    for (const pid of tree) process.kill(pid, 'SIGKILL');
    await closedSoon(scene);
  });

  test('when its id could not be written down', async () => {
    const scene = await openScene({ script: forever });
    scene.api.fault('createSession', { kind: 'late', ms: 1500 }, 1);
    const started = await scene.start(goodJoin);
    await scene.api.arrived('createSession');
    const [file = ''] = await scene.journalFiles();
    await rm(file);
    await mkdir(file);
    started.kill('SIGKILL');
    await closedSoon(scene);
  });

  test('if no one read the output of the join', async () => {
    const scene = await openScene();
    const env = {
      ...process.env,
      ...scene.api.environment,
      HOME: scene.home,
      PIKA_HOME: `${scene.home}/.pika`,
    };
    const child = spawn(process.execPath, [launcher, ...goodJoin], {
      cwd: scene.home,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.destroy();
    await closedSoon(scene);
  });
});

describe('a session that runs is closed by its guard', () => {
  test('when it fails in the middle of the meeting: the service bills on', async () => {
    const scene = await openScene();
    await scene.joinHere(goodJoin);
    scene.api.sessions[0]?.become({ status: 'error', error_message: 'Worker disconnected unexpectedly' });
    await closedSoon(scene);
  });

  test('if an attempt to leave has failed', async () => {
    const scene = await openScene();
    await scene.joinHere(goodJoin);
    const at = new Date(Date.now() - 60_000).toISOString();
    const [file = ''] = await scene.journalFiles();
    await appendFile(file, `${JSON.stringify({ at, event: 'closing', reason: 'leave' })}\n`);
    await closedSoon(scene);
  });

  test('if the journal is deleted, since then nothing else knows it', async () => {
    const scene = await openScene();
    await scene.joinHere(goodJoin);
    await rm(scene.sessionsFolder, { recursive: true });
    await closedSoon(scene);
  });

  test('or given up if it is local and nothing is left of it', async () => {
    const scene = await openScene();
    await scene.joinHere(goodJoin);
    for (const route of ['session', 'deleteSession'] as const) {
      scene.api.fault(route, { kind: 'status', status: 401 });
    }
    const pid = await guardPid(scene);
    const [file = ''] = await scene.journalFiles();
    const local = (await readFile(file, 'utf8')).replace('"engine":"pika"', '"engine":"local"');
    const at = new Date(Date.now() - 60_000).toISOString();
    await writeFile(file, `${local}\n${JSON.stringify({ at, event: 'closing', reason: 'leave' })}\n`);
    // No engine runs: by then the first attempt to leave has failed.
    await sleep(2500);
    expect(isProcessAlive(pid)).toBe(true);
    await rm(scene.sessionsFolder, { recursive: true });
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
  });

  test.skipIf(process.platform === 'win32')('when the guard is told to end, as at a shutdown', async () => {
    const scene = await openScene();
    await scene.joinHere(goodJoin);
    const pid = await guardPid(scene);
    process.kill(pid, 'SIGTERM');
    await closedSoon(scene);
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
  });
});
