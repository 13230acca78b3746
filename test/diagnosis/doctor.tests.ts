import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../scripts/diagnosis/check.ts';
import { type HostOptions, runHere } from '../cli/host.ts';
import { hostedApiForTest } from '../doubles/hosted-api-for-test.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { VirtualClock } from '../doubles/virtual-clock.ts';

/** What doctor says, by the name of the check. */
async function examine(argv: readonly string[], options: HostOptions = {}) {
  const { line, exitCode, stdout } = await runHere('doctor', argv, options);
  const checks = line.checks as Check[];
  const named = (name: string) => checks.find((check) => check.name === name);
  return { line, exitCode, stdout, names: checks.map(({ name }) => name), named };
}

describe('doctor', () => {
  test('checks everything on this machine exactly once', async () => {
    const { names, line, exitCode } = await examine([]);
    const machine = ['node', 'packages', 'ffmpeg', 'key', 'base_url', 'journal', 'clock'];
    expect(names.slice(0, machine.length)).toEqual(machine);
    expect(new Set(names).size).toBe(names.length);
    expect([line.healthy, exitCode]).toEqual([true, 0]);
  });

  test('counts every package that some command needs', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const count = Object.keys(manifest.dependencies).length;
    expect((await examine([])).named('packages')).toMatchObject({
      ok: true,
      message: `${count} packages are installed`,
    });
  });

  test.each([
    ['a base URL to which no key may go', { PIKA_API_BASE_URL: 'http://api.example.com' }, 'base_url', true],
    ['a key that cannot be one', { PIKA_DEV_KEY: 'two words' }, 'key', false],
    ['settings of the engine that mean nothing', { PIKA_EARS: 'both' }, 'engine', false],
  ])('says what is wrong with %s', async (_name, env, name, required) => {
    const { named, line, exitCode } = await examine([], { env });
    expect(named(name)).toMatchObject({ ok: false, required, hint: expect.stringMatching(/\w/) });
    expect([line.healthy, exitCode]).toEqual([!required, 0]);
  });

  test('says that the journal cannot be written', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'home'), 'a file in its place');
    const { named, line } = await examine([], { cwd, env: { PIKA_HOME: path.join(cwd, 'home') } });
    expect(named('journal')).toMatchObject({ ok: false, hint: expect.stringContaining('PIKA_HOME') });
    expect(line.healthy).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('says that other users can read the devkey file', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'devkey'), 'dk_of_a_test_123456', { mode: 0o644 });
    await chmod(cwd, 0o755);
    const open = await examine([], { cwd, env: { PIKA_HOME: cwd } });
    expect(open.named('key')).toMatchObject({ ok: false, hint: expect.stringContaining('chmod 600') });
    await chmod(path.join(cwd, 'devkey'), 0o600);
    const shut = await examine([], { cwd, env: { PIKA_HOME: cwd } });
    expect(shut.named('key')).toMatchObject({ ok: true });
  });

  test('says that the devkey file cannot be read', async () => {
    const cwd = await temporaryDirectory();
    await mkdir(path.join(cwd, 'devkey'));
    const { named } = await examine([], { cwd, env: { PIKA_HOME: cwd } });
    expect(named('key')).toMatchObject({ ok: false, message: expect.stringContaining('devkey') });
  });

  test('says that the clock is wrong', async () => {
    const clock = new VirtualClock();
    clock.advance(-400 * 24 * 3_600_000);
    expect((await examine([], { clock })).named('clock')).toMatchObject({ ok: false });
  });
});

describe('doctor --live', () => {
  test('says what is left and how good the line is', async () => {
    const api = await hostedApiForTest({ balance: 321 });
    const { named, line, stdout } = await examine(['--live'], {
      env: api.environment,
      clock: new VirtualClock(),
    });
    expect(named('service')).toMatchObject({ ok: true, message: 'the key works; 321 credits' });
    expect(named('line')?.message).toBe('round trip 0 ms, jitter 0 ms: good');
    expect(line.healthy).toBe(true);
    expect(stdout).not.toContain(api.key);
  });

  test('says that a join needs more than there is', async () => {
    const api = await hostedApiForTest({ balance: 99 });
    const { named, line } = await examine(['--live'], { env: api.environment });
    expect(named('service')).toMatchObject({
      ok: false,
      hint: expect.stringMatching(/^Buy credits: node .* topup$/),
    });
    expect(line.healthy).toBe(false);
  });

  test('says that the key is refused', async () => {
    const api = await hostedApiForTest();
    api.fault('balance', { kind: 'status', status: 401 });
    const { named, names } = await examine(['--live'], { env: api.environment });
    expect(named('service')).toMatchObject({ ok: false, message: expect.stringContaining('refused') });
    expect(names).not.toContain('line');
  });

  test('calls a slow line poor, but not unhealthy', async () => {
    const api = await hostedApiForTest();
    api.fault('balance', { kind: 'late', ms: 350 });
    const { named, line } = await examine(['--live'], { env: api.environment });
    expect(named('line')).toMatchObject({ ok: false, required: false });
    expect(named('line')?.message).toContain('poor');
    expect(line.healthy).toBe(true);
  });
});
