import { spawn } from 'node:child_process';
import { type ChildKind, childEnvironment, type Variables } from './child-environment.mjs';
import { findProgram, startFolder } from './programs.ts';

/** `spawn` options for every program other than Node: a safe working directory and its own environment. */
export function programOptions(kind: ChildKind = 'program', own: Variables = {}) {
  return { cwd: startFolder, env: childEnvironment(kind, own), windowsHide: true } as const;
}

/** The program is missing, failed, took too long or wrote too much. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly reason: 'missing' | 'failed' | 'late' | 'flooded';

  constructor(reason: ProgramError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ProgramLimits {
  /** Longest time without output, milliseconds. */
  silenceMs: number;
  /** Longest output, bytes. */
  outputBytes: number;
  signal: AbortSignal;
  kind?: ChildKind;
  /** Extra environment variables. */
  variables?: Variables;
}

const keptErrorText = 4000;

/**
 * Runs a program from PATH and returns what it writes to stdout.
 * @throws {ProgramError} if it is missing, fails, is silent for too long or writes too much; the signal's reason on abort.
 */
export function programText(name: string, args: readonly string[], limits: ProgramLimits): Promise<string> {
  limits.signal.throwIfAborted();
  const program = findProgram(name);
  if (!program) return Promise.reject(new ProgramError('missing', `${name} is not installed`));
  const options = programOptions(limits.kind, limits.variables);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    let bytes = 0;
    let errorText = '';
    let cause: unknown;
    const end = (error: unknown) => {
      cause ??= error;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end(new ProgramError('late', `${name} took too long`)), limits.silenceMs);
    const abort = () => end(limits.signal.reason);
    limits.signal.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      timer.refresh();
      parts.push(part);
      bytes += part.length;
      if (bytes > limits.outputBytes) end(new ProgramError('flooded', `${name} wrote too much`));
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      errorText = `${errorText}${part}`.slice(-keptErrorText);
    });
    child.once('error', end);
    child.once('close', (code) => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', abort);
      if (cause) reject(cause);
      else if (code === 0) resolve(Buffer.concat(parts).toString());
      else reject(new ProgramError('failed', errorText.trim() || `${name} exited with code ${code}`));
    });
  });
}
