import { appendFileSync, renameSync, statSync } from 'node:fs';

const maxLogBytes = 1024 * 1024;

/** Writes one line: time, what happened, facts. Ids and numbers only: never a text, a token, a key or the briefing. */
export type Log = (event: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void;

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** A log file that keeps its last two megabytes at most: `file`, and the part before it as `file.1`. */
export function openLog(file: string): Log {
  return (event, facts = {}) => {
    const pairs = Object.entries(facts).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    try {
      if (sizeOf(file) > maxLogBytes) renameSync(file, `${file}.1`);
      appendFileSync(file, `${new Date().toISOString()} ${event}${pairs.join('')}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end a meeting.
    }
  };
}
