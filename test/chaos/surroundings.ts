import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { seedCodeCache } from '../doubles/code-cache.ts';
import { sharedHome } from '../shared-home.ts';
import type { Plan } from './plan.ts';

/** The folder that a run's verbs take as PIKA_HOME, and what they find in their environment. */
export interface Place {
  pikaHome: string;
  env: Record<string, string>;
  /** Makes the machine sound again, so that the sweep can do its work. */
  mend(): void;
}

const isRoot = process.getuid?.() === 0;
/** Room for a few journal lines, then ENOSPC. */
const tinyDisk = 'size=8k';

function sound(home: string): Place {
  const pikaHome = path.join(home, '.pika');
  // Compiling the code anew would be half of a run's work.
  seedCodeCache(pikaHome, sharedHome);
  mkdirSync(pikaHome, { recursive: true });
  return { pikaHome, env: {}, mend() {} };
}

function readOnlyHome(home: string): Place {
  const place = sound(home);
  // Root may write anywhere; a file in the folder's place stops root too.
  const sessions = path.join(place.pikaHome, 'sessions');
  writeFileSync(sessions, '');
  chmodSync(place.pikaHome, 0o500);
  const mend = () => {
    chmodSync(place.pikaHome, 0o700);
    rmSync(sessions, { force: true });
  };
  return { ...place, mend };
}

function fullDisk(home: string): Place {
  const place = sound(home);
  if (!isRoot || process.platform !== 'linux') return readOnlyHome(home);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', tinyDisk, 'tmpfs', place.pikaHome], { stdio: 'ignore' });
  } catch {
    return readOnlyHome(home);
  }
  const filler = path.join(place.pikaHome, 'filler');
  try {
    writeFileSync(filler, Buffer.alloc(64 * 1024));
  } catch {
    // The disk is as full as it was meant to be.
  }
  return {
    ...place,
    mend: () => rmSync(filler, { force: true }),
  };
}

function clockJump(home: string, { clockJumpMs }: Plan): Place {
  const preload = pathToFileURL(path.join(import.meta.dirname, '../../tools/injected/clock-jump.mjs')).href;
  const env = { NODE_OPTIONS: `--import=${preload}`, CHAOS_CLOCK_JUMP_MS: String(Math.round(clockJumpMs)) };
  return { ...sound(home), env };
}

const places = { sound, readOnlyHome, fullDisk, clockJump };

/** Prepares the machine of a run. */
export function preparePlace(home: string, plan: Plan): Place {
  return places[plan.surrounding](home, plan);
}

/** Takes a run's folder away, a mounted disk included. */
export function removePlace(home: string): void {
  const pikaHome = path.join(home, '.pika');
  if (isRoot && process.platform === 'linux') {
    try {
      execFileSync('umount', [pikaHome], { stdio: 'ignore' });
    } catch {
      // Nothing was mounted.
    }
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
