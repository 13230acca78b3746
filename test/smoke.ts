import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { isProcessAlive } from '../scripts/base/process-alive.mjs';
import { startHostedApi } from './doubles/hosted-api.ts';

// Runs on every supported Node by itself: `node --test test/smoke.ts`. Where Node strips types the whole way is native.

const skill = path.resolve(import.meta.dirname, '..');
const launcher = path.join(skill, 'scripts', 'pika.mjs');
const portrait = path.join(skill, 'test', 'fixtures', 'portraits', 'portrait.jpg');

let home: string;
let api: Awaited<ReturnType<typeof startHostedApi>>;

before(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'pika-smoke-'));
  api = await startHostedApi();
});

/** Without its home and the service, a guard would try to close its session forever. */
async function endGuards(): Promise<void> {
  const folder = path.join(home, 'sessions');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.guard')) continue;
    const beat = await readFile(path.join(folder, name), 'utf8').catch(() => '');
    const pid = Number.parseInt(beat, 10);
    if (pid > 0 && isProcessAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

after(async () => {
  await endGuards();
  await api.close();
  await rm(home, { recursive: true, force: true });
});

/** Exit code and streams of the launcher. */
function run(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { PATH, SystemRoot, TEMP } = process.env;
  const env = { PATH, SystemRoot, TEMP, HOME: home, PIKA_HOME: home, ...api.environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [launcher, ...argv], { cwd: home, env }, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

async function line(...argv: string[]) {
  const { exitCode, stdout, stderr } = await run(...argv);
  assert.match(stdout, /^[^\n]+\n$/, stderr);
  assert.doesNotMatch(stderr, /warning/i);
  return { exitCode, ...JSON.parse(stdout) };
}

test('the overview lists the commands', async () => {
  const { exitCode, stdout, stderr } = await run('--help');
  assert.equal(exitCode, 0);
  assert.equal(stderr, '');
  for (const verb of ['join', 'leave', 'status']) assert.match(stdout, new RegExp(`^ {2}${verb} `, 'm'));
});

test('a dry run plans', async () => {
  const planned = await line(
    'join',
    '--dry-run',
    '--meet-url',
    'https://zoom.us/j/123456789',
    '--bot-name',
    'Ada',
    '--image',
    portrait,
  );
  assert.equal(planned.exitCode, 0, JSON.stringify(planned));
  assert.equal(planned.status, 'planned');
  assert.deepEqual(
    api.requests.map(({ route }) => route),
    ['balance'],
  );
});

test('a session is joined, looked at, listed and left', async () => {
  const joined = await line(
    'join',
    '--meet-url',
    'https://meet.google.com/abc-defg-hij',
    '--bot-name',
    'Ada',
    '--image',
    portrait,
  );
  assert.equal(joined.exitCode, 0, JSON.stringify(joined));
  assert.equal(joined.status, 'ready');
  assert.equal((await line('status')).status, 'ready');
  assert.equal((await line('sessions')).sessions.length, 1);
  assert.equal((await line('leave')).closed, true);
  assert.deepEqual(api.openSessions(), []);
});

test('a mistake is one JSON line with exit code 2', async () => {
  const refused = await line('join', '--bot-nam', 'Ada');
  assert.equal(refused.exitCode, 2);
  assert.equal(refused.error.code, 'usage');
});
