// Plain JavaScript, since the guard asks it too (scripts/meeting/guard/guard.mjs).
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * The state letter of proc(5). A dead process keeps its ID until its parent has waited for it: forever in a container whose first
 * process never waits.
 * @param {number} pid
 */
function hasEnded(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it is in parentheses and may contain any character, including parentheses.
    return /^[ZXx]/.test(line.slice(line.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/**
 * Whether a process on this machine is running. Its ID may belong to another program by now.
 * @param {number} pid
 * @returns {boolean}
 */
export function isProcessAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return process.platform !== 'linux' || !hasEnded(pid);
}
