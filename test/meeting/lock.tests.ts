import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { PikaError } from '../../scripts/cli/errors.ts';
import { withLock } from '../../scripts/meeting/journal/lock.ts';
import { failure } from '../doubles/client-calls.ts';
import { startVerbProcess } from '../doubles/run-verb.ts';
import { createTestRuntime } from '../doubles/runtime.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';
import { slowness } from '../machine-speed.ts';

const patience = { timeout: 20_000 * slowness() };
const root = path.resolve(import.meta.dirname, '..', '..');
const inside = (...parts: string[]) => pathToFileURL(path.join(root, ...parts)).href;

/** Starts a process that runs `body` with `withLock`, `runtime`, `append` and `sleep` at hand. */
async function startLocker(home: string, body: string) {
  const entry = path.join(await temporaryDirectory(), 'locker.mjs');
  await writeFile(
    entry,
    `import { appendFileSync, existsSync } from 'node:fs';
     import { setTimeout as sleep } from 'node:timers/promises';
     import { withLock } from '${inside('scripts', 'meeting', 'journal', 'lock.ts')}';
     import { systemClock } from '${inside('scripts', 'base', 'clock.ts')}';
     const home = ${JSON.stringify(home)};
     const signal = new AbortController().signal;
     const runtime = { home, clock: systemClock, random: Math.random, signal };
     const append = (text) => appendFileSync(home + '/log', text + '\\n');
     ${body}`,
  );
  const loader = inside('node_modules', 'tsx', 'dist', 'loader.mjs');
  return startVerbProcess([], { entry, home, env: { NODE_OPTIONS: `--import=${loader}` } });
}

describe('the lock', () => {
  test('is held by one of two processes at a time, twenty times over', async () => {
    const home = await temporaryDirectory();
    const body = `
      append('here');
      while (!existsSync(home + '/go')) await sleep(5);
      for (let round = 0; round < 20; round += 1) {
        await withLock('join', 20_000, runtime, async () => {
          append('in ' + process.pid);
          await sleep(2);
          append('out ' + process.pid);
        });
      }`;
    const lockers = await Promise.all([startLocker(home, body), startLocker(home, body)]);
    const log = () => readFile(path.join(home, 'log'), 'utf8').catch(() => '');
    await expect.poll(log, patience).toBe('here\nhere\n');
    await writeFile(path.join(home, 'go'), '');
    for (const { ended } of lockers) expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
    const steps = (await log()).trim().split('\n').slice(2);
    expect(steps).toHaveLength(80);
    for (let at = 0; at < steps.length; at += 2) {
      expect(steps[at]).toMatch(/^in /);
      expect(steps[at + 1]).toBe(steps[at]?.replace('in', 'out'));
    }
    expect(new Set(steps.map((step) => step.split(' ')[1])).size).toBe(2);
    expect(await readdir(path.join(home, 'locks'))).toEqual([]);
  });

  test('is held by one of three processes at a time when every holder dies over it', async () => {
    const home = await temporaryDirectory();
    // The holder leaves the lock of a process that is no more, as if it had been killed.
    const body = `
      const { readdirSync, renameSync, unlinkSync, writeFileSync } = await import('node:fs');
      append('here');
      while (!existsSync(home + '/go')) await sleep(1);
      for (let round = 0; round < 40; round += 1) {
        await withLock('join', 20_000, runtime, async () => {
          writeFileSync(home + '/inside', '', { flag: 'wx' });
          const name = readdirSync(home + '/locks').find((file) => /^[0-9a-f]+$/.test(file));
          writeFileSync(home + '/dead' + process.pid, '999999999 dead-' + process.pid + '-' + round + ' 0');
          unlinkSync(home + '/inside');
          renameSync(home + '/dead' + process.pid, home + '/locks/' + name);
        });
      }`;
    const lockers = await Promise.all([1, 2, 3].map(() => startLocker(home, body)));
    const log = () => readFile(path.join(home, 'log'), 'utf8').catch(() => '');
    await expect.poll(log, patience).toBe('here\nhere\nhere\n');
    await writeFile(path.join(home, 'go'), '');
    for (const { ended } of lockers) expect(await ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('of a process that was killed is taken over at once', async () => {
    const home = await temporaryDirectory();
    const body =
      "await withLock('join', 1000, runtime, async () => { append('held'); await sleep(60_000); });";
    const locker = await startLocker(home, body);
    await expect
      .poll(() => readFile(path.join(home, 'log'), 'utf8').catch(() => ''), patience)
      .toBe('held\n');
    const runtime = { ...(await createTestRuntime()), home };
    const clock = new VirtualClock();
    const held = failure(withLock('join', 500, { ...runtime, clock }, async () => 1));
    expect(await held).toMatchObject({ code: 'wait_timeout', exitCode: 5 });
    locker.kill('SIGKILL');
    await locker.ended;
    expect(await withLock('join', 500, { ...runtime, clock }, async () => 2)).toBe(2);
    expect(await readdir(path.join(home, 'locks'))).toEqual([]);
  });

  test('of another name does not wait', async () => {
    const runtime = await createTestRuntime();
    const both = withLock('one', 100, runtime, () => withLock('two', 100, runtime, async () => 'both'));
    expect(await both).toBe('both');
  });

  test('is given back when the work fails', async () => {
    const runtime = await createTestRuntime();
    const work = withLock('join', 100, runtime, () => Promise.reject(new Error('oh')));
    await expect(work).rejects.toThrow('oh');
    expect(await withLock('join', 100, runtime, async () => 'again')).toBe('again');
  });

  test('is not waited for after an interruption', async () => {
    const stop = new AbortController();
    const runtime = await createTestRuntime({ signal: stop.signal });
    const waiting = withLock('join', 60_000, runtime, async () => {
      const second = withLock('join', 60_000, runtime, async () => 'never').catch((error: unknown) => error);
      stop.abort(new PikaError('interrupted', 'stopped', { hint: '' }));
      return second;
    });
    expect(await waiting).toMatchObject({ code: 'interrupted' });
  });

  test('that cannot be written says so', async () => {
    const runtime = await createTestRuntime();
    await writeFile(path.join(runtime.cwd, 'taken'), '');
    const home = path.join(runtime.cwd, 'taken');
    const error = await failure(withLock('join', 100, { ...runtime, home }, async () => 1));
    expect(error).toMatchObject({ code: 'home_unwritable', exitCode: 1 });
  });

  test.each([
    ['holds rubbish', 'rubbish'],
    ['is empty', ''],
    ['names a process that lives', `${process.pid} token`],
  ])('that %s is waited for, and taken over once no join could hold it any more', async (_name, text) => {
    const runtime = await createTestRuntime();
    const directory = path.join(runtime.home, 'locks');
    let file = '';
    await withLock('join', 100, runtime, async () => {
      const [name = ''] = await readdir(directory);
      file = path.join(directory, name);
    });
    await writeFile(file, text);
    const error = await failure(withLock('join', 100, runtime, async () => 1));
    expect(error.code).toBe('wait_timeout');
    const longAgo = new Date(Date.now() - 11 * 60_000);
    await utimes(file, longAgo, longAgo);
    expect(await withLock('join', 100, runtime, async () => 2)).toBe(2);
    expect(await readdir(directory)).toEqual([]);
  });
});
