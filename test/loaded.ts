import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { Command } from 'commander';

const command = new Command('npm run test:loaded --')
  .description('runs the tests beside processes that never rest, as on a machine that is busy')
  .option('--busy <n>', 'how many such processes', Number, 6)
  .option('--times <n>', 'how often the tests run', Number, 1)
  .argument('[files...]', 'the tests to run, instead of all')
  .parse();
const { busy, times } = command.opts<{ busy: number; times: number }>();
const vitest = path.join(
  path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

const restless = Array.from({ length: busy }, () =>
  spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' }),
);
const rest = (): void => {
  for (const child of restless) child.kill('SIGKILL');
};
process.on('exit', rest);
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => process.exit(1));

let failures = 0;
for (let round = 1; round <= times; round += 1) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [vitest, 'run', ...command.args], { stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  if (exitCode !== 0) failures += 1;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stderr.write(
    `run ${round} of ${times} beside ${busy} busy processes: ${seconds} s, exit ${exitCode}\n`,
  );
}
rest();
process.exitCode = failures === 0 ? 0 : 1;
