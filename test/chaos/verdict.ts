import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type ErrorCode, errorCodes, exitCodes } from '../../scripts/cli/errors.ts';
import type { VerbRun } from './verb-run.ts';

/** What must all be zero. */
export interface Counts {
  open_sessions: number;
  torn_journal_files: number;
  stdout_not_one_json_line: number;
  wrong_exit_codes: number;
  canary_seen: number;
  double_sessions: number;
  /** A verb said that a session is closed which is open. */
  untrue_closed: number;
  stack_traces: number;
}

export const noCounts: Counts = {
  open_sessions: 0,
  torn_journal_files: 0,
  stdout_not_one_json_line: 0,
  wrong_exit_codes: 0,
  canary_seen: 0,
  double_sessions: 0,
  untrue_closed: 0,
  stack_traces: 0,
};

export type Line = Record<string, unknown> & { ok: boolean; error?: { code: ErrorCode } };

/** The one line of a verb; undefined when it is not that. */
export function lineOf({ stdout }: VerbRun): Line | undefined {
  if (!/^[^\n]+\n$/.test(stdout)) return undefined;
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** How many of the open sessions a verb has called closed. */
export function untrueClosed(runs: readonly VerbRun[], openIds: ReadonlySet<string>): number {
  return runs.filter((run) => {
    const line = lineOf(run);
    return line?.closed === true && openIds.has(String(line.session_id));
  }).length;
}

function isRightExit({ exitCode }: VerbRun, line: Line): boolean {
  if (line.ok) return exitCode === exitCodes.ok;
  const row = line.error && errorCodes[line.error.code];
  return row !== undefined && exitCode === exitCodes[row.exit];
}

/** What one verb that was not killed did wrong. */
export function judgeVerb(run: VerbRun): Partial<Counts> {
  const line = lineOf(run);
  const hasTrace = /\n\s+at .+:\d+:\d+/.test(run.stderr + run.stdout);
  return {
    stdout_not_one_json_line: line ? 0 : 1,
    wrong_exit_codes: line && !isRightExit(run, line) ? 1 : 0,
    stack_traces: hasTrace ? 1 : 0,
  };
}

/** @returns what the file holds; nothing of one that is gone by now: a guard that has done its work takes its file away. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function isTorn(file: string): boolean {
  const lines = textOf(file).split('\n').filter(Boolean);
  return lines.some((line) => {
    try {
      JSON.parse(line);
      return false;
    } catch {
      return true;
    }
  });
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(directory, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** What lies on the disk that should not. */
export function judgeDisk(home: string, canary: string): Partial<Counts> {
  const files = filesBelow(home);
  const journals = files.filter((file) => file.endsWith('.jsonl'));
  return {
    torn_journal_files: journals.filter(isTorn).length,
    canary_seen: files.filter((file) => textOf(file).includes(canary)).length,
  };
}

export function add(a: Counts, b: Partial<Counts>): Counts {
  const sum = { ...a };
  for (const [name, value] of Object.entries(b)) sum[name as keyof Counts] += value;
  return sum;
}
