import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { systemClock } from './base/clock.ts';
import { readEnvironment } from './cli/environment.ts';
import { main } from './cli/main.ts';
import { homeOf } from './cli/run.ts';
import type { Verb } from './cli/verb.ts';

/** Whatever command runs, a live session whose guard has died gets a new one. What fails here must not change the command's result. */
async function replaceDeadGuards(): Promise<void> {
  const home = homeOf(readEnvironment(process.env), process.cwd());
  if (!existsSync(path.join(home, 'sessions'))) return;
  const { signal } = new AbortController();
  try {
    const guards = await import('./meeting/guard/guards.ts');
    await guards.replaceDeadGuards({ home, clock: systemClock, random: Math.random, signal });
  } catch {
    // The next command tries again.
  }
}

/** Runs a command in this process, sets its exit code, and looks after the guards. */
export async function runProcess(verb: Verb, argv: readonly string[]): Promise<void> {
  await main(verb, argv);
  await replaceDeadGuards();
}

/** At the end of a command's file: makes `npx tsx scripts/VERB.ts` work too, with or without the file's ending. */
export async function runIfMain(moduleUrl: string, verb: Verb): Promise<void> {
  const entry = process.argv[1];
  if (!entry) return;
  const isMain = [entry, `${entry}.ts`].some(
    (file) => existsSync(file) && pathToFileURL(realpathSync(file)).href === moduleUrl,
  );
  if (isMain) await runProcess(verb, process.argv.slice(2));
}
