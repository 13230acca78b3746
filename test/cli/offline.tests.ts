import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadVerb, type VerbName, verbs } from '../../scripts/verbs.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { avatar, meetLink } from '../meeting/scene.ts';
import { print, runHere } from './host.ts';

/** A base URL behind which nothing listens any more. */
async function unreachable(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

const env = { PIKA_API_BASE_URL: await unreachable() };

describe('without a key and without a network', () => {
  test('help and schema work for every command', async () => {
    for (const name of Object.keys(verbs) as VerbName[]) {
      expect((await print(name, ['--help'], { env })).exitCode).toBe(0);
      expect((await runHere('schema', [name], { env })).line).toMatchObject({ ok: true, verb: name });
    }
  });

  test('doctor works, says that the key is missing and where to get one, and does not call that unhealthy', async () => {
    const { line, exitCode, stderr } = await runHere('doctor', [], { env });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ ok: true, healthy: true });
    const checks = line.checks as { name: string; ok: boolean; hint: string | null }[];
    expect(checks.find(({ name }) => name === 'key')).toMatchObject({
      ok: false,
      required: false,
      hint: expect.stringContaining('https://'),
    });
    for (const { name, ok } of checks) expect(stderr).toContain(`${ok ? '✓' : '✗'} ${name}: `);
  });

  test('doctor --live says that the service cannot be reached', async () => {
    const { line } = await runHere('doctor', ['--live'], {
      env: { ...env, PIKA_DEV_KEY: 'dk_canary_offline' },
    });
    const checks = line.checks as { name: string; ok: boolean }[];
    expect(checks.find(({ name }) => name === 'service')).toMatchObject({ ok: false });
  });

  test('a dry run plans the join', async () => {
    const argv = ['--dry-run', '--meet-url', meetLink, '--bot-name', 'Ada', '--image', avatar];
    const { line, exitCode } = await runHere('join', argv, { env });
    expect(exitCode).toBe(0);
    expect(line).toMatchObject({ status: 'planned', engine: null, session_id: null });
  });

  test.each([
    [
      'join',
      ['--meet-url', meetLink, '--bot-name', 'Ada', '--image', avatar],
      /https:\/\/.*PIKA_DEV_KEY.* rehearse, or join --engine local/,
    ],
    ['balance', [], /https:\/\/.*PIKA_DEV_KEY$/],
    ['topup', [], /https:\/\/.*PIKA_DEV_KEY$/],
    ['status', ['--session-id', 'a1'], /PIKA_DEV_KEY to the key that .* joined with.*--engine local/],
    ['leave', ['--session-id', 'a1'], /PIKA_DEV_KEY to the key that .* joined with.*--engine local/],
    [
      'clone-voice',
      ['--audio', 'me.wav', '--name', 'Ada', '--speaker-consent', 'own'],
      /https:\/\/.*PIKA_DEV_KEY.*--dry-run.*--engine local/,
    ],
  ] as [VerbName, string[], RegExp][])(
    '%s says that the key is missing, and what works without one',
    async (name, argv, hint) => {
      const { line, exitCode } = await runHere(name, argv, { env });
      expect(exitCode).toBe(1);
      expect(line.error?.code).toBe('key_missing');
      expect(line.error?.hint).toMatch(hint);
    },
  );

  test('a key without a network is a remote failure that may pass', async () => {
    const { line, exitCode } = await runHere('status', ['--session-id', 'a1'], {
      env: { ...env, PIKA_DEV_KEY: 'dk_canary_offline' },
    });
    expect(exitCode).toBe(3);
    expect(line.error).toMatchObject({ code: 'network_failed', retryable: true });
    expect(line.error?.message).toContain('ECONNREFUSED');
  });
});

describe('where the key comes from', () => {
  test.each([
    ['PIKA_DEV_KEY', { PIKA_DEV_KEY: 'dk_canary_one', PIKA_TOKEN: 'dk_canary_two' }],
    ['PIKA_TOKEN', { PIKA_TOKEN: 'dk_canary_two', PIKA_DEV_KEY: ' ' }],
    ['devkey file', {}],
  ])('doctor names %s and never the key', async (source, keys) => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'devkey'), 'dk_canary_file\n');
    const { stdout, stderr } = await runHere('doctor', [], { cwd, env: { ...keys, PIKA_HOME: cwd } });
    expect(stdout).toContain(`found in ${source}`);
    expect(stdout + stderr).not.toMatch(/canary/);
  });
});

describe('a key that cannot be one', () => {
  test.each([
    ['of two lines', 'PIKA_DEV_KEY', { PIKA_DEV_KEY: 'canary_one\ncanary_two' }],
    ['in other letters', 'PIKA_TOKEN', { PIKA_TOKEN: 'canary…' }],
  ])('is called that, and printed nowhere: %s', async (_name, source, keys) => {
    const { exitCode, line, stdout } = await runHere('balance', [], { env: { ...env, ...keys } });
    expect([exitCode, line.error?.code]).toEqual([2, 'usage']);
    expect(line.error?.message).toContain(source);
    expect(stdout).not.toContain('canary');
  });

  test('is called that also in a file as PowerShell writes it', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(path.join(cwd, 'devkey'), '\ufeffdk_canary_file\r\n', 'utf16le');
    const { exitCode, line } = await runHere('balance', [], { cwd, env: { ...env, PIKA_HOME: cwd } });
    expect([exitCode, line.error?.code]).toEqual([2, 'usage']);
    expect(line.error?.hint).toContain('UTF-8');
  });

  test('is told from a file that cannot be read', async () => {
    const cwd = await temporaryDirectory();
    await mkdir(path.join(cwd, 'devkey'));
    const { exitCode, line } = await runHere('balance', [], { cwd, env: { ...env, PIKA_HOME: cwd } });
    expect([exitCode, line.error?.code]).toEqual([2, 'file_unreadable']);
  });
});

describe('a base URL that would give the key away', () => {
  test.each([
    'http://api.example.com',
    'ftp://127.0.0.1',
    'https://user:password@api.example.com',
    'http://localhost.example.com',
    'not a url',
  ])('%s is refused', async (url) => {
    const { line, exitCode } = await runHere('balance', [], {
      env: { PIKA_API_BASE_URL: url, PIKA_DEV_KEY: 'dk_canary_base' },
    });
    expect(exitCode).toBe(2);
    expect(line.error).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('PIKA_API_BASE_URL'),
    });
  });
});

describe('a command by itself', () => {
  test.each(Object.keys(verbs) as VerbName[])(
    '%s has the same name in its file and in the table',
    async (name) => {
      expect((await loadVerb(name)).name).toBe(name);
    },
  );
});
