import os from 'node:os';
import process from 'node:process';

const rounds = 20_000_000;
/** Milliseconds that the rounds take on an idle core of a laptop of 2022. */
const usualMs = 25;
const maxSlowness = 6;

/** Measuring is work too: what was found holds for a while. */
const heldMs = 10_000;

let found: { ms: number; at: number } | undefined;

function measuredMs(): number {
  const startedAt = performance.now();
  if (found && startedAt - found.at < heldMs) return found.ms;
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) sum = (sum + round * 31) | 0;
  const at = performance.now();
  found = { ms: at - startedAt + (sum === 1 ? 1 : 0), at };
  return found.ms;
}

/**
 * How many times slower than an idle laptop this machine is now, from 1 on: by a little arithmetic, and by how many processes wait for each
 * core. The limits of tests grow with it, so that a busy machine makes them late and not red.
 */
export function slowness(): number {
  const waiting = (os.loadavg()[0] ?? 0) / os.availableParallelism();
  return Math.min(maxSlowness, Math.max(1, measuredMs() / usualMs, waiting));
}

/**
 * Starts to count the processor time of this process, in milliseconds: a test of what a text costs does not depend on what else the machine
 * is doing.
 */
export function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
