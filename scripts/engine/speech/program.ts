import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProgram } from '../../base/programs.ts';
import { programOptions } from '../../base/run-program.ts';

const keptErrorText = 500;

/** Sound comes by stdout or a file. espeak-ng would otherwise look for a sound server, and leave files of that in the home. */
const silent = { PULSE_SERVER: 'none' };

interface ProgramRun {
  /** Given on stdin, so that what is said never stands in the list of processes. */
  input?: string;
  signal: AbortSignal;
  /** What the program gets beyond the environment of every program. */
  variables?: Readonly<Record<string, string>>;
}

/**
 * Runs a program and yields what it writes to stdout. An abort kills it at once.
 * @throws {Error} when it can't be started or fails; on an abort the signal's reason.
 */
export async function* runProgram(
  command: string,
  args: readonly string[],
  run: ProgramRun,
): AsyncIterable<Buffer> {
  run.signal.throwIfAborted();
  const program = findProgram(command);
  if (!program) throw new Error(`${command} is not installed`);
  const options = programOptions('program', { ...silent, ...run.variables });
  const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  run.signal.addEventListener('abort', kill, { once: true });
  const outcome = outcomeOf(child, command);
  // A program may end without reading all of its input.
  child.stdin.on('error', () => {});
  child.stdin.end(run.input ?? '');
  try {
    for await (const part of child.stdout) yield part as Buffer;
    const problem = await outcome;
    run.signal.throwIfAborted();
    if (problem) throw problem;
  } catch (error) {
    throw run.signal.aborted ? run.signal.reason : error;
  } finally {
    run.signal.removeEventListener('abort', kill);
    kill();
  }
}

/** Everything that a program writes to stdout. @throws as `runProgram`. */
export async function programOutput(
  command: string,
  args: readonly string[],
  run: ProgramRun,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of runProgram(command, args, run)) parts.push(part);
  return Buffer.concat(parts);
}

async function outcomeOf(child: ChildProcess, command: string): Promise<Error | undefined> {
  let errorText = '';
  child.stderr?.on('data', (part: Buffer) => {
    errorText = `${errorText}${part}`.slice(-keptErrorText);
  });
  try {
    const [code, signal] = await once(child, 'close');
    if (code === 0) return undefined;
    const lastLine = errorText.trim().split('\n').at(-1) ?? '';
    return new Error(`${command} ended with ${signal ?? code}${lastLine ? `: ${lastLine}` : ''}`);
  } catch (error) {
    return error as Error;
  }
}

/** Whether a program of that name can be run. */
export async function isOnPath(command: string): Promise<boolean> {
  return findProgram(command) !== undefined;
}
