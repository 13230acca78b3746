import { appendFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../scripts/base/clock.ts';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import { replaceDeadGuards } from '../../scripts/meeting/guard/guards.ts';
import { goodJoin, meetLink, openScene } from './scene.ts';
import { eventually, forever, guardPid, guardProcesses, journalText, killGuard } from './watching.ts';

const threeSeconds = '0.05';

describe('the guard of a session', () => {
  test('closes it when the longest stay is over, and then ends', async () => {
    const scene = await openScene();
    // Long enough for the join to end on a busy machine.
    expect((await scene.run([...goodJoin, '--max-minutes', '0.2'])).exitCode).toBe(0);
    const pid = await guardPid(scene);
    await eventually(() => expect(scene.api.openSessions()).toEqual([]), 30_000);
    const [{ openedAt = 0, closedAt = 0 } = {}] = scene.api.sessions;
    expect(closedAt - openedAt).toBeGreaterThan(11_000);
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
    expect(await journalText(scene)).toContain('"event":"closed"');
  });

  test('closes it before it costs more than was allowed', async () => {
    const scene = await openScene();
    await scene.run([...goodJoin, '--max-cost', '0.014']);
    await eventually(() => expect(scene.api.openSessions()).toEqual([]));
  });

  test('closes it if no one admits the waiting bot', async () => {
    const scene = await openScene({ script: forever });
    const keep = ['--timeout-sec', '1', '--on-timeout', 'keep', '--admit-minutes', threeSeconds];
    expect((await scene.run([...goodJoin, ...keep])).exitCode).toBe(5);
    expect(scene.api.openSessions()).toHaveLength(1);
    await eventually(() => expect(scene.api.openSessions()).toEqual([]));
  });

  test('closes it when the joiner is killed right after the join was sent', async () => {
    const scene = await openScene({ script: forever });
    scene.api.fault('createSession', { kind: 'late', ms: 300 }, 1);
    const started = await scene.start(goodJoin);
    await scene.api.arrived('createSession');
    started.kill('SIGKILL');
    await started.ended;
    await eventually(() => {
      expect(scene.api.sessions).toHaveLength(1);
      expect(scene.api.openSessions()).toEqual([]);
    }, 5000);
  });

  test('closes it when the joiner is killed while it waits', async () => {
    const scene = await openScene({ script: forever });
    const started = await scene.start(goodJoin);
    await scene.api.arrived('session', 3);
    started.kill('SIGKILL');
    await eventually(() => expect(scene.api.openSessions()).toEqual([]), 5000);
  });

  test('closes it although the project was deleted meanwhile', async () => {
    const scene = await openScene();
    const project = path.join(scene.home, 'project');
    await mkdir(project);
    await scene.run([...goodJoin, '--max-minutes', threeSeconds], { cwd: project });
    await rm(project, { recursive: true });
    await eventually(() => expect(scene.api.openSessions()).toEqual([]));
  });

  test('keeps trying when the service does not close it at first', async () => {
    const scene = await openScene();
    await scene.run([...goodJoin, '--max-minutes', threeSeconds]);
    scene.api.fault('deleteSession', { kind: 'status', status: 401 }, 1);
    await eventually(() => expect(scene.api.openSessions()).toEqual([]));
  });

  test('lives on when the terminal closes, notices that the meeting has ended, and brings its notes', async () => {
    const scene = await openScene({ notes: { onRoute: { summary: 'All agreed.' } } });
    await scene.run(goodJoin);
    const pid = await guardPid(scene);
    process.kill(pid, 'SIGHUP');
    scene.api.sessions[0]?.become({ status: 'closed' });
    await eventually(async () => expect(await journalText(scene)).toContain('"event":"closed"'));
    await eventually(() => expect(isProcessAlive(pid)).toBe(false));
    expect(await readdir(path.join(scene.home, 'meetings'))).toContain('MEMORY.md');
  });

  test('is replaced by the next command if it has died', async () => {
    const scene = await openScene();
    await scene.run(goodJoin);
    const first = await killGuard(scene);
    expect((await scene.run(['sessions'])).line.sessions).toMatchObject([{ guard: 'dead' }]);
    await eventually(async () => expect(await guardPid(scene)).not.toBe(first));
    expect((await scene.run(['sessions'])).line.sessions).toMatchObject([{ guard: 'alive' }]);
  });

  test.skipIf(process.platform !== 'linux')(
    'is replaced once, however many verbs find it dead at the same time',
    async () => {
      const scene = await openScene();
      await scene.run(goodJoin);
      await killGuard(scene);
      const home = path.join(scene.home, '.pika');
      const taker = { home, clock: systemClock, random: Math.random, signal: new AbortController().signal };
      const verbs = Array.from({ length: 5 }, () => replaceDeadGuards(taker));
      await Promise.allSettled(verbs);
      const guards = await guardProcesses(scene);
      expect(guards).toHaveLength(1);
      expect((await scene.run(['sessions'])).line.sessions).toMatchObject([{ guard: 'alive' }]);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'gives way to the later one when it was silent so long that it seemed dead',
    async () => {
      const scene = await openScene();
      await scene.run([...goodJoin, '--max-minutes', '30']);
      const elder = await guardPid(scene);
      process.kill(elder, 'SIGSTOP');
      const [heartbeat = ''] = await scene.journalFiles('.guard');
      await writeFile(heartbeat, `${elder} ${os.uptime() - 600}`);
      await scene.run(['sessions']);
      const younger = await eventually(async () => {
        const pid = await guardPid(scene);
        expect(pid).not.toBe(elder);
        return pid;
      });
      process.kill(elder, 'SIGCONT');
      await eventually(() => expect(isProcessAlive(elder)).toBe(false));
      expect(await guardPid(scene)).toBe(younger);
      expect(isProcessAlive(younger)).toBe(true);
      expect(scene.api.openSessions()).toHaveLength(1);
    },
  );

  test('is not taken for dead where the clock of the files differs from that of the machine', async () => {
    const scene = await openScene();
    await scene.run(goodJoin);
    const pid = await guardPid(scene);
    const [heartbeat = ''] = await scene.journalFiles('.guard');
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    await utimes(heartbeat, yesterday, yesterday);
    expect((await scene.run(['sessions'])).line.sessions).toMatchObject([{ guard: 'alive' }]);
    expect(await guardPid(scene)).toBe(pid);
  });

  test('that replaces another leaves a joiner alone that is still at work', async () => {
    const scene = await openScene({ script: forever });
    const started = await scene.start([...goodJoin, '--timeout-sec', '20']);
    await scene.api.arrived('session', 3);
    const first = await killGuard(scene);
    await scene.run(['sessions']);
    await eventually(async () => expect(await guardPid(scene)).not.toBe(first));
    // As long as it takes a guard to look twice.
    await scene.api.arrived('session', scene.api.seen('session').length + 10);
    expect(scene.api.openSessions()).toHaveLength(1);
    started.kill('SIGKILL');
    await eventually(() => expect(scene.api.openSessions()).toEqual([]), 5000);
  });

  test.skipIf(process.platform !== 'linux')('takes at most 60 MB', async () => {
    const scene = await openScene();
    await scene.run(goodJoin);
    const pid = await guardPid(scene);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    expect(kilobytes / 1000).toBeLessThanOrEqual(60);
  });

  test('is not started with --no-guard, which warns', async () => {
    const scene = await openScene();
    const { line } = await scene.run([...goodJoin, '--no-guard']);
    expect(line).toMatchObject({ ok: true, warnings: [{ code: 'unguarded' }] });
    expect((await scene.run(['sessions'])).line.sessions).toMatchObject([{ guard: 'off' }]);
  });

  test.skipIf(process.platform !== 'linux')('that is not there is said, and nothing is sent', async () => {
    const scene = await openScene();
    scene.api.fault('balance', { kind: 'late', ms: 3000 }, 1);
    const started = await scene.start(goodJoin);
    const [pid] = await eventually(async () => {
      const found = await guardProcesses(scene);
      expect(found).toHaveLength(1);
      return found;
    });
    process.kill(Number(pid), 'SIGKILL');
    const { exitCode, line } = await scene.finish(started);
    expect([exitCode, line.error?.code, line.closed]).toEqual([1, 'internal_error', undefined]);
    expect(line.error?.hint).toContain('--no-guard');
    expect(scene.api.sessions).toEqual([]);
    expect((await scene.run(goodJoin)).line).toMatchObject({ ok: true });
  });

  test('does not stay behind when the join is refused on this machine', async () => {
    const scene = await openScene();
    await scene.run(['join', '--meet-url', meetLink, '--bot-name', 'Ada', '--image', '/nonexistent.png']);
    // The launcher keeps its translation there.
    const left = await readdir(path.join(scene.home, '.pika')).catch(() => []);
    expect(left.filter((name) => name !== 'cache')).toEqual([]);
  });
});

describe('sessions --sweep', () => {
  test('closes what is over its time although no guard was there', async () => {
    const scene = await openScene();
    await scene.run([...goodJoin, '--no-guard', '--max-minutes', threeSeconds]);
    expect((await scene.run(['sessions', '--sweep'])).line.swept).toEqual([]);
    await sleep(3000);
    const { line } = await scene.run(['sessions', '--sweep']);
    expect(line).toMatchObject({ ok: true, sessions: [], swept: [{ closed: true }] });
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('closes what a killed join has left behind', async () => {
    const scene = await openScene({ script: forever });
    const started = await scene.start([...goodJoin, '--no-guard']);
    await scene.api.arrived('session', 2);
    started.kill('SIGKILL');
    await started.ended;
    expect(scene.api.openSessions()).toHaveLength(1);
    const { line } = await scene.run(['sessions', '--sweep']);
    expect(line.swept).toMatchObject([{ closed: true, reason: expect.stringContaining('died') }]);
    expect(scene.api.openSessions()).toEqual([]);
  });

  test('leaves a session alone that is within its limits', async () => {
    const scene = await openScene();
    await scene.run(goodJoin);
    expect((await scene.run(['sessions', '--sweep'])).line.swept).toEqual([]);
    expect(scene.api.openSessions()).toHaveLength(1);
  });

  test('says what could not be closed', async () => {
    const scene = await openScene();
    await scene.run([...goodJoin, '--no-guard', '--max-minutes', threeSeconds]);
    scene.api.fault('deleteSession', { kind: 'status', status: 401 });
    await sleep(3000);
    const outcome = await scene.run(['sessions', '--sweep']);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.line).toMatchObject({ error: { code: 'close_failed' }, swept: [{ closed: false }] });
  });

  test('is not disturbed by torn or foreign lines in the journal', async () => {
    const scene = await openScene();
    await scene.run([...goodJoin, '--no-guard']);
    const directory = path.join(scene.home, '.pika', 'sessions');
    const [name = ''] = await readdir(directory);
    await appendFile(
      path.join(directory, name),
      '{"event":"from the future","at":"2030-01-01T00:00:00Z"}\n{"at":"20',
    );
    expect((await scene.run(['sessions', '--sweep'])).line).toMatchObject({
      ok: true,
      sessions: [{ live: true }],
    });
    expect((await scene.run(['leave'])).line).toMatchObject({ closed: true });
    expect((await scene.run(['sessions'])).line.sessions).toEqual([]);
  });
});
