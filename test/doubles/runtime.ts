import { Readable } from 'node:stream';
import { type Clock, systemClock } from '../../scripts/base/clock.ts';
import { readEnvironment, secretValues } from '../../scripts/cli/environment.ts';
import { Redaction } from '../../scripts/cli/redaction.ts';
import type { Runtime, Warning } from '../../scripts/cli/runtime.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export interface TestRuntimeOptions {
  env?: Readonly<Record<string, string | undefined>>;
  clock?: Clock;
  /** 0 <= x < 1, for every draw. */
  random?: number;
  signal?: AbortSignal;
  stdin?: string;
}

/** A runtime whose warnings and progress can be read. */
export interface TestRuntime extends Runtime {
  readonly warnings: Warning[];
  readonly steps: string[];
}

/** A runtime in a new temporary folder, which is both the user's project and (below it) the package's home. */
export async function createTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const cwd = await temporaryDirectory();
  const environment = readEnvironment(options.env ?? {});
  const warnings: Warning[] = [];
  const steps: string[] = [];
  return {
    environment,
    cwd,
    home: `${cwd}/.pika`,
    clock: options.clock ?? systemClock,
    random: () => options.random ?? 0.5,
    stdin: Readable.from([options.stdin ?? '']),
    signal: options.signal ?? new AbortController().signal,
    progress: { step: (message) => steps.push(message), finish() {} },
    redaction: new Redaction(secretValues(environment)),
    warn: (code, message) => warnings.push({ code, message }),
    warnings,
    steps,
  };
}
