// Plain JavaScript, since the guard asks it too (scripts/meeting/guard/guard.mjs).
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * The state letter of proc(5). A process that has ended keeps its number until its parent has asked for its end; in a container whose
 * first process never asks, for ever.
 * @param {number} pid
 */
function hasEnded(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it stands in parentheses and may hold any character, parentheses too.
    return /^[ZXx]/.test(line.slice(line.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/**
 * Whether a process of this machine is running. Its number may have passed to another program since it was written down.
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
