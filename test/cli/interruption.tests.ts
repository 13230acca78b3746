import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { launcher } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { goodJoin } from '../meeting/scene.ts';

test.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a command that reads a pipe which no one closes', async (signal, exit) => {
  const home = await temporaryDirectory();
  const argv = [...goodJoin, '--system-prompt-file', '-', '--engine', 'pika', '--dry-run'];
  const child = spawn(process.execPath, [launcher, ...argv, '--progress', 'plain'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  // More than a pipe holds: taken, it shows that the command reads.
  await new Promise((resolve) => child.stdin.write('x'.repeat(512 * 1024), resolve));
  child.kill(signal);
  const [[exitCode], stdout] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
  expect(exitCode).toBe(exit);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { message: `stopped by ${signal}` } });
});
