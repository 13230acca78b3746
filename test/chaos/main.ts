import os from 'node:os';
import process from 'node:process';
import { Command } from 'commander';
import { fillCodeCache } from '../doubles/code-cache.ts';
import { sharedHome } from '../shared-home.ts';
import { type RunReport, runOnce } from './run-once.ts';
import { add, type Counts, noCounts } from './verdict.ts';

const command = new Command('npm run chaos --')
  .description('joins and leaves under random faults and kills; everything that is counted must be zero')
  .option('--runs <n>', 'how many runs', Number, 100)
  .option('--seed <n>', 'seed of the first run; the others follow', Number, 1)
  .option('--jobs <n>', 'runs at the same time', Number, 3 * os.availableParallelism())
  .parse();
const { runs, seed, jobs } = command.opts<{ runs: number; seed: number; jobs: number }>();

let next = seed;
let counts: Counts = noCounts;
let unknowable = 0;
let done = 0;
const failed: RunReport[] = [];

async function work(): Promise<void> {
  while (next < seed + runs) {
    const report = await runOnce(next++);
    counts = add(counts, report.counts);
    unknowable += report.unknowable;
    if (report.faults.length > 0) failed.push(report);
    done += 1;
    if (done % 25 === 0) process.stderr.write(`${done} of ${runs} runs, ${failed.length} with a fault\n`);
  }
}

fillCodeCache(sharedHome);
const startedAt = performance.now();
await Promise.all(Array.from({ length: jobs }, work));
for (const { plan, counts: found, faults } of failed) {
  process.stderr.write(
    `\nseed ${plan.seed}: ${JSON.stringify(found)}\n${JSON.stringify(plan)}\n${faults.join('\n')}\n`,
  );
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${JSON.stringify({ runs, seed, seconds, ...counts, unknowable_and_declared: unknowable })}\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
