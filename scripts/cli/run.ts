import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../base/clock.ts';
import { failureLine, successLine, toPikaError } from './envelope.ts';
import { type Environment, readEnvironment, secretValues } from './environment.ts';
import { exitCodes } from './errors.ts';
import { HelpRequest, parseArguments } from './options.ts';
import { createProgress, type ProgressStyle } from './progress.ts';
import { Redaction } from './redaction.ts';
import type { Runtime, Warning } from './runtime.ts';
import type { Verb } from './verb.ts';

/** The process that runs a command, or a test's stand-in for it. */
export interface Host {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean; columns?: number };
  signal: AbortSignal;
  clock?: Clock;
  random?: () => number;
}

/** Absolute path of the package's state: `$PIKA_HOME`, or else `~/.pika`. */
export function homeOf(environment: Environment, cwd: string): string {
  return path.resolve(cwd, environment.PIKA_HOME ?? path.join(os.homedir(), '.pika'));
}

/** @returns whether someone read it. */
function write(stream: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => stream.write(text, (error) => resolve(!error)));
}

function progressStyle(shared: { quiet: boolean; progress: ProgressStyle }): ProgressStyle {
  return shared.quiet ? 'quiet' : shared.progress;
}

/**
 * Runs a command with its arguments. Always prints one JSON line on stdout, or the help text for `--help`.
 * @returns the exit code. Never throws.
 */
export async function runVerb(verb: Verb, argv: readonly string[], host: Host): Promise<number> {
  const environment = readEnvironment(host.env);
  const redaction = new Redaction(secretValues(environment));
  const warned: Warning[] = [];
  let progress = createProgress('quiet', host.stderr, verb.name, redaction);
  let debug = argv.includes('--debug');
  let runtime: Runtime | undefined;
  const tell = async (line: string, facts: object) => {
    const isTaken = await write(host.stdout, line);
    if (isTaken && runtime) await verb.taken?.({ ...facts }, runtime).catch(() => {});
  };
  try {
    const { options, shared } = parseArguments(verb, argv);
    debug = shared.debug;
    progress = createProgress(progressStyle(shared), host.stderr, verb.name, redaction);
    runtime = {
      environment,
      cwd: host.cwd,
      home: homeOf(environment, host.cwd),
      clock: host.clock ?? systemClock,
      random: host.random ?? Math.random,
      stdin: host.stdin,
      signal: host.signal,
      progress,
      redaction,
      warn(code, message) {
        const isSaid = warned.some((warning) => warning.code === code && warning.message === message);
        if (!isSaid) warned.push({ code, message });
      },
    };
    const result = await verb.run(options, runtime);
    progress.finish();
    await tell(successLine(verb.name, result, warned, redaction), result);
    return exitCodes.ok;
  } catch (thrown) {
    progress.finish();
    if (thrown instanceof HelpRequest) {
      await write(host.stdout, thrown.text);
      return exitCodes.ok;
    }
    const error = toPikaError(thrown);
    if (debug) await write(host.stderr, `${redaction.scrubLog(traceOf(error))}\n`);
    await tell(failureLine(verb.name, error, warned, redaction), error.known);
    return error.exitCode;
  }
}

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${traceOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
