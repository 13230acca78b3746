import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostedApiForTest } from './hosted-api-for-test.ts';
import { runVerbProcess, startVerbProcess } from './run-verb.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A program that stands where the launcher would. */
async function program(source: string): Promise<string> {
  const file = path.join(await temporaryDirectory(), 'program.mjs');
  await writeFile(file, source);
  return file;
}

describe('running a command', () => {
  test('gives the line, the exit code and what people see', async () => {
    const { line, exitCode, stderr } = await runVerbProcess(['schema', 'schema']);
    expect(line).toMatchObject({ ok: true, command: 'schema', verb: 'schema', warnings: [] });
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
  });

  test('reaches the stand-in with its key', async () => {
    const api = await hostedApiForTest({ balance: 321 });
    const { line, exitCode } = await runVerbProcess(['balance'], { env: api.environment });
    expect(line).toMatchObject({ ok: true, balance: 321 });
    expect(exitCode).toBe(0);
    expect(api.seen('balance')).toHaveLength(1);
  });

  test('passes on nothing of the environment but what it is given', async () => {
    const print = 'console.log(JSON.stringify({ names: Object.keys(process.env), home: process.env.HOME }))';
    const home = await temporaryDirectory();
    const { line } = await runVerbProcess([], {
      entry: await program(print),
      home,
      env: { PIKA_ENGINE: 'pika' },
    });
    expect(line.home).toBe(home);
    expect(line.names).toEqual(expect.arrayContaining(['PATH', 'PIKA_HOME', 'PIKA_ENGINE']));
    expect(line.names).not.toContain('VITEST');
  });

  test('hands over stdin', async () => {
    const echo =
      'let t = ""; for await (const c of process.stdin) t += c; console.log(JSON.stringify({ t }))';
    const { line } = await runVerbProcess([], { entry: await program(echo), stdin: 'Passcode: 123' });
    expect(line.t).toBe('Passcode: 123');
  });

  test.each([
    ['nothing', ''],
    ['two lines', 'console.log("{}"); console.log("{}")'],
    ['no JSON', 'console.log("hello")'],
    ['a line without its end', 'process.stdout.write("{}")'],
  ])('fails when stdout holds %s', async (_, source) => {
    await expect(runVerbProcess([], { entry: await program(source) })).rejects.toThrow(/stdout is not/);
  });

  test('fails when the key is printed', async () => {
    const entry = await program('console.error(process.env.PIKA_DEV_KEY); console.log("{}")');
    const run = runVerbProcess([], { entry, env: { PIKA_DEV_KEY: 'dk_something' } });
    await expect(run).rejects.toThrow('the key was printed');
  });

  test('sends a signal when something has happened', async () => {
    const api = await hostedApiForTest();
    api.fault('balance', { kind: 'hang' });
    const { line, exitCode } = await runVerbProcess(['balance'], {
      env: api.environment,
      signalAfter: { signal: 'SIGINT', when: api.arrived('balance') },
    });
    expect([line.error?.code, exitCode]).toEqual(['interrupted', 130]);
  });

  test('a process that goes on can be killed by the test', async () => {
    const entry = await program('setInterval(() => {}, 1000)');
    const verb = await startVerbProcess([], { entry });
    expect(verb.pid).toBeGreaterThan(0);
    verb.kill('SIGKILL');
    expect(await verb.ended).toMatchObject({ exitCode: null, signal: 'SIGKILL', stdout: '' });
  });
});
