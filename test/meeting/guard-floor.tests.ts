import { spawn } from 'node:child_process';
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import type { VerbProcessOptions } from '../doubles/run-verb.ts';
import { copySkill } from '../doubles/skill-copy.ts';
import { goodJoin, openScene, type Scene } from './scene.ts';
import { eventually, guardPid, journalText, killGuard } from './watching.ts';

const sessionRoutes = ['session', 'deleteSession', 'sessionNotes'] as const;

const closedInTime = (scene: Scene) =>
  eventually(() => {
    expect(scene.api.sessions).toHaveLength(1);
    expect(scene.api.openSessions().map(({ id }) => id)).toEqual([]);
  }, 60_000);

/** The key is where a person puts it: in a file below the home. */
async function withKeyFile(scene: Scene): Promise<Record<string, undefined>> {
  const home = path.join(scene.home, '.pika');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(path.join(home, 'devkey'), scene.api.key, { mode: 0o600 });
  return { PIKA_DEV_KEY: undefined };
}

/** Someone wanted to leave a while ago and could not: the guard has to close now, without a time to wait for. */
async function askToClose(scene: Scene): Promise<void> {
  const at = new Date(Date.now() - 600_000).toISOString();
  const [file = ''] = await scene.journalFiles();
  await appendFile(file, `\n${JSON.stringify({ at, event: 'closing', reason: 'leave' })}\n`);
}

/** A guard that is watched beyond the life of what names test. */
async function joinedWithGuard(scene: Scene, options: VerbProcessOptions = {}): Promise<number> {
  const { line } = await (options.entry || options.node
    ? scene.run(goodJoin, options)
    : scene.joinHere(goodJoin, { env: options.env }));
  expect(line).toMatchObject({ ok: true });
  const pid = await guardPid(scene);
  onTestFinished(() => {
    // Its heartbeat, by which a scene finds it, may be gone.
    if (isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

describe('a guard closes with what it holds in memory', () => {
  test('when the home is deleted, with the key in it', async () => {
    const scene = await openScene();
    const env = await withKeyFile(scene);
    const pid = await joinedWithGuard(scene, { env });
    await rm(path.join(scene.home, '.pika'), { recursive: true });
    await closedInTime(scene);
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
  });

  test('when the home is deleted while the service is down, for as long as that takes', async () => {
    const scene = await openScene();
    const pid = await joinedWithGuard(scene);
    for (const route of sessionRoutes) scene.api.fault(route, { kind: 'status', status: 503 });
    await rm(path.join(scene.home, '.pika'), { recursive: true });
    await scene.api.arrived('deleteSession', 4);
    expect(isProcessAlive(pid)).toBe(true);
    scene.api.heal();
    await closedInTime(scene);
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
  });

  test.each([
    ['the folder of the skill is', ''],
    ['its packages are', 'node_modules'],
    ['its scripts are', 'scripts'],
  ])('when %s gone', async (_name, part) => {
    const scene = await openScene();
    const skill = path.join(scene.home, 'skill');
    const entry = await copySkill(skill);
    await joinedWithGuard(scene, { entry });
    await rm(path.join(skill, part), { recursive: true });
    expect(scene.api.openSessions()).toHaveLength(1);
    await askToClose(scene);
    await closedInTime(scene);
  });

  test.skipIf(process.platform === 'win32')('when node itself is deleted', async () => {
    const scene = await openScene();
    const node = path.join(scene.home, 'node');
    await writeFile(node, await readFile(process.execPath));
    await chmod(node, 0o755);
    await joinedWithGuard(scene, { node });
    await rm(node);
    await askToClose(scene);
    await closedInTime(scene);
  });

  test('when every file that it could read is deleted at once', async () => {
    const scene = await openScene();
    const env = await withKeyFile(scene);
    const skill = path.join(scene.home, 'skill');
    const entry = await copySkill(skill);
    await joinedWithGuard(scene, { entry, env });
    await rm(scene.home, { recursive: true });
    await closedInTime(scene);
    await mkdir(scene.home);
  });
});

describe('a guard believes only a positive answer', () => {
  test('and goes on through a service that answers 404 for a while', async () => {
    const scene = await openScene();
    const pid = await joinedWithGuard(scene);
    const fault = { kind: 'status', status: 404, body: '<h1>404 Not Found</h1>' } as const;
    for (const route of sessionRoutes) scene.api.fault(route, fault);
    await rm(path.join(scene.home, '.pika'), { recursive: true });
    await scene.api.arrived('deleteSession', 4);
    expect(isProcessAlive(pid)).toBe(true);
    scene.api.heal();
    await closedInTime(scene);
  });

  test('and not a false answer to a DELETE', async () => {
    const scene = await openScene();
    const pid = await joinedWithGuard(scene);
    scene.api.fault('deleteSession', { kind: 'lie' }, 2);
    await askToClose(scene);
    await scene.api.arrived('deleteSession', 2);
    expect(isProcessAlive(pid)).toBe(true);
    await closedInTime(scene);
  });

  test('nor that of another account, when its own key is missing', async () => {
    const scene = await openScene();
    const env = await withKeyFile(scene);
    await joinedWithGuard(scene, { env });
    await writeFile(path.join(scene.home, '.pika', 'devkey'), scene.api.addKey('another account'));
    await killGuard(scene);
    await askToClose(scene);
    await scene.start(['sessions'], { env }).then((started) => started.outcome());
    await scene.api.arrived('deleteSession');
    await sleep(2000);
    expect(await journalText(scene)).not.toContain('"event":"closed"');
    expect(scene.api.openSessions()).toHaveLength(1);
    await writeFile(path.join(scene.home, '.pika', 'devkey'), scene.api.key);
    await scene.runHere(['leave'], { env });
    await closedInTime(scene);
  });
});

describe('a guard waits for a slow service', () => {
  test('whose DELETE takes 8 s and rolls back when its caller hangs up', async () => {
    const scene = await openScene();
    await joinedWithGuard(scene);
    scene.api.fault('deleteSession', { kind: 'slow', ms: 8000 });
    await askToClose(scene);
    await closedInTime(scene);
    expect(scene.api.seen('deleteSession')).toHaveLength(1);
  });

  test('and starts no program while it is away', async () => {
    const scene = await openScene();
    const skill = path.join(scene.home, 'skill');
    const entry = await copySkill(skill);
    await joinedWithGuard(scene, { entry });
    const trace = path.join(scene.home, 'started');
    await writeFile(
      entry,
      `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(trace)}, 'x');`,
    );
    for (const route of sessionRoutes) scene.api.fault(route, { kind: 'reset' });
    await askToClose(scene);
    await scene.api.arrived('deleteSession', 4);
    await expect(readFile(trace)).rejects.toThrow();
  });
});

describe('a guard whose key was replaced', () => {
  test('says so, and gives way to one with the key that works now', async () => {
    const scene = await openScene();
    await joinedWithGuard(scene);
    scene.api.revokeKey(scene.api.key);
    await askToClose(scene);
    const shown = async () => {
      const { line } = await scene.runHere(['sessions']);
      return line.sessions as { guard_problem: string }[];
    };
    await eventually(async () => expect(await shown()).toMatchObject([{ guard_problem: 'key_refused' }]));
    expect(scene.api.openSessions()).toHaveLength(1);
    const env = { PIKA_DEV_KEY: scene.api.addKey() };
    await scene.start(['sessions'], { env }).then((started) => started.outcome());
    await closedInTime(scene);
  });
});

describe('a heartbeat file', () => {
  test('that names a living stranger makes no guard leave its session', async () => {
    const scene = await openScene();
    const pid = await joinedWithGuard(scene);
    const [heartbeat = ''] = await scene.journalFiles('.guard');
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    onTestFinished(() => {
      stranger.kill();
    });
    await writeFile(heartbeat, `${stranger.pid} ${os.uptime()}`);
    await sleep(4000);
    expect(isProcessAlive(pid)).toBe(true);
    await askToClose(scene);
    await closedInTime(scene);
  });

  test.skipIf(process.platform === 'win32')(
    'of a guard that was stopped is called silent, and dead later',
    async () => {
      const scene = await openScene();
      const pid = await joinedWithGuard(scene);
      process.kill(pid, 'SIGSTOP');
      const [heartbeat = ''] = await scene.journalFiles('.guard');
      const shown = async () => (await scene.runHere(['sessions'])).line.sessions;
      for (const [seconds, guard] of [
        [0, 'alive'],
        [20, 'silent'],
        [200, 'dead'],
      ] as const) {
        await writeFile(heartbeat, `${pid} ${os.uptime() - seconds}`);
        expect(await shown()).toMatchObject([{ guard }]);
      }
    },
  );
});
