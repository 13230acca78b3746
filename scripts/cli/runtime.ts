import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { Environment } from './environment.ts';
import type { Progress } from './progress.ts';
import type { Redaction } from './redaction.ts';

export interface Warning {
  code: string;
  message: string;
}

/** Everything that a verb touches outside its own code, so that a test can drive it without a process. */
export interface Runtime {
  readonly environment: Environment;
  /** Where relative paths start and where `identity/`, `life/` and `meetings/` lie: the user's project. */
  readonly cwd: string;
  /** The state of this package, `$PIKA_HOME` or `~/.pika`, absolute. */
  readonly home: string;
  readonly clock: Clock;
  /** 0 <= x < 1. */
  readonly random: () => number;
  readonly stdin: Readable;
  /** Aborted on SIGINT, SIGTERM and SIGHUP; its reason is a PikaError `interrupted` or `terminated`. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly redaction: Redaction;
  /** Something the caller should know although the verb goes on. Codes are snake_case and stable. */
  warn(code: string, message: string): void;
}
