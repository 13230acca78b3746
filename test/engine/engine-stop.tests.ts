import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, unlink, writeFile } from 'node:fs/promises';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../scripts/base/clock.ts';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';
import type { EngineFile } from '../../scripts/service/local/wire.ts';
import { runHere } from '../cli/host.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { until } from './engine-scene.ts';

/** A home in which a process that does nothing stands for an engine, and this test for its server. */
class Home {
  readonly workspace: string;
  readonly engine: ChildProcess;

  private constructor(workspace: string, engine: ChildProcess) {
    this.workspace = workspace;
    this.engine = engine;
  }

  static async open(): Promise<Home> {
    const engine = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 60_000)'], { stdio: 'ignore' });
    await once(engine, 'spawn');
    onTestFinished(() => void engine.kill('SIGKILL'));
    const home = new Home(await temporaryDirectory(), engine);
    await mkdir(path.join(home.workspace, '.pika'));
    return home;
  }

  get pid(): number {
    return Number(this.engine.pid);
  }

  #file(name: string): string {
    return path.join(this.workspace, '.pika', name);
  }

  /** The engine took its lock some seconds ago. */
  async lock(seconds: number): Promise<void> {
    await writeFile(this.#file('engine.lock'), `${this.pid} its-token ${os.uptime() - seconds}`);
  }

  unlock(): Promise<void> {
    return unlink(this.#file('engine.lock'));
  }

  async publish(base_url: string): Promise<void> {
    const facts: EngineFile = {
      pid: this.pid,
      base_url,
      token: 'a-token-that-is-long-enough',
      version: '0.1.0',
      started_at: new Date().toISOString(),
      settings: '',
      on_demand: true,
    };
    await writeFile(this.#file('engine.json'), JSON.stringify(facts), { mode: 0o600 });
  }

  run(action: 'stop' | 'status', clock = systemClock): ReturnType<typeof runHere> {
    return runHere('engine', [action], { cwd: this.workspace, env: {}, clock });
  }
}

async function serve(listener: RequestListener): Promise<string> {
  const server = http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An address where nothing listens. */
async function closedAddress(): Promise<string> {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/`;
}

const capabilities = (pid: number, base_url: string) => ({
  engine: 'local',
  version: '0.1.0',
  pid,
  label: 'animated portrait (local preview)',
  settings: '',
  brain: 'agent',
  base_url,
  started_at: new Date().toISOString(),
  live_sessions: 0,
  guests: 0,
  idle_minutes: 10,
});

/** A clock on which the first wait takes a minute. */
function hastyClock(): typeof systemClock {
  let aheadMs = 0;
  return {
    ...systemClock,
    monotonic: () => systemClock.monotonic() + aheadMs,
    sleep: async (ms, signal) => {
      aheadMs = 60_000;
      await systemClock.sleep(ms, signal);
    },
  };
}

describe('engine stop', () => {
  test('kills an engine that takes the request and does not exit', async () => {
    const home = await Home.open();
    let base_url = '';
    base_url = await serve((_request, response) =>
      response.end(JSON.stringify(capabilities(home.pid, base_url))),
    );
    await home.publish(base_url);
    const { line } = await home.run('stop', hastyClock());
    expect(line).toMatchObject({ ok: true, running: false, stop_reason: 'asked' });
    expect(isProcessAlive(home.pid)).toBe(false);
  });

  test('waits for an engine that is starting', async () => {
    const home = await Home.open();
    await home.lock(1);
    let isOver = false;
    const stopping = home.run('stop').finally(() => {
      isOver = true;
    });
    let requests = 0;
    let base_url = '';
    base_url = await serve((request, response) => {
      requests += 1;
      if (request.method === 'POST') home.engine.kill();
      response.end(JSON.stringify(capabilities(home.pid, base_url)));
    });
    expect(isOver).toBe(false);
    await home.publish(base_url);
    expect((await stopping).line).toMatchObject({ running: false, stop_reason: 'asked' });
    expect(requests).toBeGreaterThanOrEqual(2);
    expect(isProcessAlive(home.pid)).toBe(false);
  });

  test('waits for an engine that no longer listens until it releases its lock', async () => {
    const home = await Home.open();
    await home.lock(1000);
    await home.publish(await closedAddress());
    let looks = 0;
    const clock = {
      ...systemClock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        looks += 1;
        if (looks === 3) await home.unlock();
        await systemClock.sleep(ms, signal);
      },
    };
    expect((await home.run('stop', clock)).line).toMatchObject({ running: false, stop_reason: null });
    expect(looks).toBe(3);
  });

  test('does not wait for the lock of an engine that has died', async () => {
    const home = await Home.open();
    await home.lock(1);
    await home.publish(await closedAddress());
    home.engine.kill('SIGKILL');
    await until('its end', () => !isProcessAlive(home.pid) || undefined);
    const clock = { ...systemClock, sleep: () => Promise.reject(new Error('waited')) };
    expect((await home.run('stop', clock)).line).toMatchObject({ ok: true, running: false });
  });

  test.each(['stop', 'status'] as const)(
    'or status: a busy engine is never reported as stopped by %s',
    async (action) => {
      const home = await Home.open();
      await home.publish(await serve(() => {}));
      const { exitCode, line } = await home.run(action);
      expect(exitCode).toBe(1);
      expect(line.error).toMatchObject({
        code: 'engine_unavailable',
        message: `the engine (process ${home.pid}) is running and does not answer`,
      });
      expect(isProcessAlive(home.pid)).toBe(true);
    },
  );

  test('recognizes another program at its address', async () => {
    const home = await Home.open();
    await home.publish(await serve((_request, response) => response.writeHead(404).end('not found')));
    expect((await home.run('stop')).line).toMatchObject({ ok: true, running: false });
    expect(isProcessAlive(home.pid)).toBe(true);
  });
});
