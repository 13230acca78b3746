import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { skillDirectory } from '../../scripts/cli/version.ts';

const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');

export interface VerbRun {
  verb: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface StartedVerb {
  child: ChildProcess;
  ended: Promise<VerbRun>;
}

/** Starts the real launcher with nothing but the given environment. */
export function startVerb(
  argv: readonly string[],
  cwd: string,
  env: Record<string, string>,
  entry = launcher,
): StartedVerb {
  const child = spawn(process.execPath, [entry, ...argv, '--quiet'], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]).then(
    ([stdout, stderr, [exitCode, signal]]) => ({ verb: argv[0] ?? '', exitCode, signal, stdout, stderr }),
  );
  return { child, ended };
}
