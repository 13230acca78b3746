import type { Writable } from 'node:stream';
import { clamp } from '../base/numbers.ts';
import type { Redaction } from './redaction.ts';

export const progressStyles = ['auto', 'plain', 'json', 'quiet'] as const;
export type ProgressStyle = (typeof progressStyles)[number];

/** Progress for people, on stderr. */
export interface Progress {
  /** Reports the current step, with `fraction` (0 to 1) if known. */
  step(message: string, fraction?: number): void;
  /** Finishes the line that is being rewritten, if any. */
  finish(): void;
}

interface Terminal {
  isTTY?: boolean;
  columns?: number;
}

const barWidth = 20;

function bar(fraction: number): string {
  const part = clamp(fraction || 0, 0, 1);
  const filled = Math.round(part * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.round(part * 100)}%`;
}

function terminalProgress(stderr: Writable, columns: number): Progress {
  let open = false;
  return {
    step(message, fraction) {
      const line = fraction === undefined ? `… ${message}` : `${bar(fraction)} ${message}`;
      stderr.write(`\r\x1b[2K${line.slice(0, columns - 1)}`);
      open = true;
    },
    finish() {
      if (open) stderr.write('\r\x1b[2K');
      open = false;
    },
  };
}

function plainProgress(stderr: Writable): Progress {
  let last = '';
  return {
    step(message) {
      if (message !== last) stderr.write(`${message}\n`);
      last = message;
    },
    finish() {},
  };
}

function jsonProgress(stderr: Writable, verb: string): Progress {
  return {
    step(message, fraction) {
      stderr.write(`${JSON.stringify({ event: 'progress', command: verb, message, fraction })}\n`);
    },
    finish() {},
  };
}

const silent: Progress = { step() {}, finish() {} };

/** Progress in the requested style; `auto` rewrites one line on a terminal and prints plain lines elsewhere. Scrubs every message. */
export function createProgress(
  style: ProgressStyle,
  stderr: Writable & Terminal,
  verb: string,
  redaction: Redaction,
): Progress {
  const chosen = style === 'auto' ? (stderr.isTTY ? 'terminal' : 'plain') : style;
  const styles = {
    terminal: () => terminalProgress(stderr, stderr.columns ?? 80),
    plain: () => plainProgress(stderr),
    json: () => jsonProgress(stderr, verb),
    quiet: () => silent,
  };
  const progress = styles[chosen]();
  return {
    step: (message, fraction) => progress.step(redaction.scrubLog(message), fraction),
    finish: () => progress.finish(),
  };
}
