import { existsSync, realpathSync, writeSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../base/clock.ts';
import { failureLine, toPikaError } from './envelope.ts';
import { readEnvironment, secretValues } from './environment.ts';
import { PikaError } from './errors.ts';
import { Redaction } from './redaction.ts';
import { type Host, homeOf, runVerb } from './run.ts';
import type { Verb } from './verb.ts';

const signals = {
  SIGINT: 'interrupted',
  SIGTERM: 'terminated',
  SIGHUP: 'terminated',
} as const;

/**
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, or by an error that nobody caught: the verb is then on its bounded way out, on which
 * it closes its session. Whatever comes later is ignored.
 */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(signals)) {
    // The launcher's own listener was for the time until now.
    process.removeAllListeners(name).on(name, () => {
      const hint = 'The verb was stopped from outside; run it again when it is wanted';
      controller.abort(new PikaError(code, `stopped by ${name}`, { hint }));
    });
  }
  for (const name of ['uncaughtException', 'unhandledRejection']) {
    process.on(name, (fault) => controller.abort(toPikaError(fault)));
  }
  return controller.signal;
}

function processHost(): Host {
  return {
    env: process.env,
    // The guard runs verbs from a folder outside the project, and names the project here.
    cwd: process.env.PIKA_WORKSPACE ?? process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interruption(),
  };
}

/** The line of a process that ends although its verb has not: what it waited for can never come. */
function lastWords(verb: Verb, signal: AbortSignal): void {
  const reason = signal.aborted ? signal.reason : new Error('the verb ended without a result');
  const error = toPikaError(reason);
  const redaction = new Redaction(secretValues(readEnvironment(process.env)));
  try {
    writeSync(process.stdout.fd, failureLine(verb.name, error, [], redaction));
  } catch {
    // Nobody reads any more.
  }
  process.exitCode = error.exitCode;
}

/** Runs a verb in this process and sets its exit code. */
export async function main(verb: Verb, argv: readonly string[]): Promise<void> {
  // A reader that goes away must not turn into a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const host = processHost();
  const onExit = () => lastWords(verb, host.signal);
  process.on('exit', onExit);
  process.exitCode = await runVerb(verb, argv, host);
  process.off('exit', onExit);
  await replaceDeadGuards();
}

/** Whatever verb runs, a live session whose guard has died gets a new one. What fails here must not change the verb's result. */
async function replaceDeadGuards(): Promise<void> {
  const home = homeOf(readEnvironment(process.env), process.cwd());
  if (!existsSync(path.join(home, 'sessions'))) return;
  const { signal } = new AbortController();
  try {
    const guards = await import('../meeting/guard/guards.ts');
    await guards.replaceDeadGuards({ home, clock: systemClock, random: Math.random, signal });
  } catch {
    // The next verb tries again.
  }
}

/** At the end of a verb's file: makes `npx tsx scripts/VERB.ts` work too, with or without the file's ending. */
export async function runIfMain(moduleUrl: string, verb: Verb): Promise<void> {
  const entry = process.argv[1];
  if (!entry) return;
  const isMain = [entry, `${entry}.ts`].some(
    (file) => existsSync(file) && pathToFileURL(realpathSync(file)).href === moduleUrl,
  );
  if (isMain) await main(verb, process.argv.slice(2));
}
