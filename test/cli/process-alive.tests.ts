import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { isProcessAlive } from '../../scripts/base/process-alive.mjs';

test('this process is alive', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
});

test('a process whose end was taken note of is not', async () => {
  const child = spawn(process.execPath, ['--eval', '']);
  await once(child, 'exit');
  expect(isProcessAlive(Number(child.pid))).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'nor is one that has ended and that nobody took note of',
  async () => {
    // The shell becomes another program, which knows nothing of the child that it inherits.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    onTestFinished(() => void parent.kill());
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    await expect.poll(() => isProcessAlive(Number(line))).toBe(false);
    expect(isProcessAlive(Number(parent.pid))).toBe(true);
  },
);
