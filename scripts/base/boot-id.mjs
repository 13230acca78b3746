// Plain JavaScript, since the guard asks it too (scripts/meeting/guard/guard-journal.mjs).
import { readFileSync } from 'node:fs';

/** @returns {string | null} */
function read() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() || null;
  } catch {
    return null;
  }
}

/** What this run of the machine is called, from its start to its end (random(4)); null where the system gives no name. */
export const bootId = read();
