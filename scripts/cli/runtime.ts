import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { Environment } from './environment.ts';
import type { Progress } from './progress.ts';
import type { Redaction } from './redaction.ts';

export interface Warning {
  code: string;
  message: string;
}

/** Everything a command uses outside its own code, so that a test can run it without a process. */
export interface Runtime {
  readonly environment: Environment;
  /** The user's project: base of relative paths, and parent of `identity/`, `life/` and `meetings/`. */
  readonly cwd: string;
  /** Absolute path of the package's state, `$PIKA_HOME` or `~/.pika`. */
  readonly home: string;
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly stdin: Readable;
  /** Aborted on SIGINT, SIGTERM and SIGHUP; its reason is a PikaError `interrupted` or `terminated`. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly redaction: Redaction;
  /** Tells the caller something that does not stop the command. Codes are snake_case and stable. */
  warn(code: string, message: string): void;
}
