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
 * Aborted by the first SIGINT, SIGTERM or SIGHUP, or by an uncaught error: the command then closes its session and exits within bounded
 * time. Later signals are ignored.
 */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const [name, code] of Object.entries(signals)) {
    // Replaces the launcher's listener.
    process.removeAllListeners(name).on(name, () => {
      const hint = 'The command was stopped from outside; run it again if you still need it';
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
    // The guard runs commands from a folder outside the project and passes the project here.
    cwd: process.env.PIKA_WORKSPACE ?? process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interruption(),
  };
}

/** Prints the result line if the process exits before its command has: what it waited for can never happen. */
function lastWords(verb: Verb, signal: AbortSignal): void {
  const reason = signal.aborted ? signal.reason : new Error('the command exited without a result');
  const error = toPikaError(reason);
  const redaction = new Redaction(secretValues(readEnvironment(process.env)));
  try {
    writeSync(process.stdout.fd, failureLine(verb.name, error, [], redaction));
  } catch {
    // The reader has closed the pipe.
  }
  process.exitCode = error.exitCode;
}

/** Runs a command in this process and sets its exit code. */
export async function main(verb: Verb, argv: readonly string[]): Promise<void> {
  // A closed pipe must not cause a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const host = processHost();
  const onExit = () => lastWords(verb, host.signal);
  process.on('exit', onExit);
  process.exitCode = await runVerb(verb, argv, host);
  process.off('exit', onExit);
}
