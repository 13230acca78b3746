import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Clock } from '../../scripts/base/clock.ts';
import { runVerb } from '../../scripts/cli/run.ts';
import type { Verb } from '../../scripts/cli/verb.ts';
import { loadVerb, type VerbName } from '../../scripts/verbs.ts';
import type { VerbOutcome } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';

/** A stream that keeps what is written to it; with `columns` it passes for a terminal. */
export class Paper extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns?: number) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface HostOptions {
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  stdin?: string;
  /** Instead of the paper that is read afterwards. */
  stdout?: Writable;
  stderr?: Paper;
  signal?: AbortSignal;
  clock?: Clock;
}

export interface Printed {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command within this process, as `main` would. */
export async function print(
  verb: Verb | VerbName,
  argv: readonly string[],
  options: HostOptions = {},
): Promise<Printed> {
  const cwd = options.cwd ?? (await temporaryDirectory());
  const stdout = new Paper();
  const stderr = options.stderr ?? new Paper();
  const exitCode = await runVerb(typeof verb === 'string' ? await loadVerb(verb) : verb, argv, {
    env: { PIKA_HOME: path.join(cwd, '.pika'), ...options.env },
    cwd,
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    stdout: options.stdout ?? stdout,
    stderr,
    signal: options.signal ?? new AbortController().signal,
    clock: options.clock,
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** The same for a run that prints a line. @throws unless stdout is exactly one line of JSON. */
export async function runHere(
  verb: Verb | VerbName,
  argv: readonly string[],
  options: HostOptions = {},
): Promise<Printed & { line: VerbOutcome['line'] }> {
  const printed = await print(verb, argv, options);
  if (!/^[^\n]+\n$/.test(printed.stdout)) throw new Error(`not exactly one line: ${printed.stdout}`);
  return { ...printed, line: JSON.parse(printed.stdout) };
}
