import { writeSync } from 'node:fs';
import process from 'node:process';
import { failureLine, toPikaError } from './envelope.ts';
import { readEnvironment, secretValues } from './environment.ts';
import { PikaError } from './errors.ts';
import { Redaction } from './redaction.ts';
import { type Host, runVerb } from './run.ts';
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
}
