import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { messageOf } from '../base/failure.ts';
import { isPikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';
import { setUpCommand } from '../cli/set-up.mjs';
import { dependencies, skillDirectory } from '../cli/version.ts';
import { Journal } from '../meeting/journal/journal.ts';
import { isLive, isUnknown } from '../meeting/journal/session.ts';
import { findKey, getKeyHint, hostedBase, isKeyFileExposed } from '../service/endpoint.ts';
import { hostedBaseUrl } from '../service/wire.ts';
import { type Check, failed, passed } from './check.ts';

function checkNode(): Check {
  return passed('node', `Node ${process.versions.node} on ${process.platform} ${process.arch}`);
}

function isInstalled(name: string): boolean {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(path.join(folder, name, 'package.json')));
}

/** Its native part is built for one system; a folder copied from another machine has the wrong one. */
async function isSharpUsable(): Promise<boolean> {
  return import('sharp').then(
    () => true,
    () => false,
  );
}

async function checkPackages(): Promise<Check> {
  const missing = dependencies.filter((name) => !isInstalled(name));
  if (!missing.includes('sharp') && !(await isSharpUsable())) missing.push('sharp for this system');
  if (missing.length === 0) return passed('packages', `${dependencies.length} packages are installed`);
  return failed('packages', `missing: ${missing.join(', ')}`, `Run: ${setUpCommand(skillDirectory)}`);
}

async function checkFfmpeg(runtime: Runtime): Promise<Check> {
  const { findFfmpeg } = await import('../voice/sample/ffmpeg.ts');
  const found = await findFfmpeg(runtime);
  if (found) return passed('ffmpeg', `ffmpeg ${found.version}`, false);
  const { ffmpegInstallHint } = await import('../voice/sample/ffmpeg-install.ts');
  return failed('ffmpeg', 'not found; only clone-voice needs it', ffmpegInstallHint(), false);
}

function checkKey(runtime: Runtime): Check {
  const hint = `${getKeyHint}; rehearsals on this machine do not need one`;
  try {
    const found = findKey(runtime.environment, runtime.home);
    if (found?.source === 'devkey file' && isKeyFileExposed(runtime.home)) {
      const file = path.join(runtime.home, 'devkey');
      return failed('key', `other users on this machine can read ${file}`, `Run: chmod 600 "${file}"`, false);
    }
    if (found) return passed('key', `found in ${found.source}`, false);
    return failed('key', 'no developer key found', hint, false);
  } catch (error) {
    if (!isPikaError(error)) throw error;
    return failed('key', error.message, error.hint, false);
  }
}

function checkBaseUrl(runtime: Runtime): Check {
  try {
    const { href } = hostedBase(runtime.environment);
    const isDefault = href === `${hostedBaseUrl}/`;
    return passed('base_url', isDefault ? href : `${href} (from PIKA_API_BASE_URL)`);
  } catch (error) {
    if (!isPikaError(error)) throw error;
    return failed('base_url', error.message, error.hint);
  }
}

async function checkJournal(runtime: Runtime): Promise<Check> {
  const journal = new Journal(runtime.home);
  try {
    await mkdir(journal.directory, { recursive: true, mode: 0o700 });
    await access(journal.directory, constants.W_OK);
  } catch (error) {
    const reason = messageOf(error);
    return failed('journal', `not writable: ${reason}`, `Make ${runtime.home} writable, or set PIKA_HOME`);
  }
  const records = await journal.list();
  const live = records.filter(isLive).length;
  const unknown = records.filter((record) => isUnknown(record, runtime.clock.now())).length;
  const counts = `${records.length} sessions, ${live} live${unknown ? `, ${unknown} whose answer was lost` : ''}`;
  return passed('journal', `${journal.directory}: ${counts}`);
}

/** A clock that is behind this release is wrong, and so are all durations and limits. */
const earliestPlausible = Date.UTC(2026, 0, 1);

function checkClock(runtime: Runtime): Check {
  const now = new Date(runtime.clock.now());
  if (now.getTime() >= earliestPlausible) return passed('clock', now.toISOString());
  return failed('clock', `${now.toISOString()} is in the past`, 'Set the clock on this machine', false);
}

/** Checks what is installed on this machine. Makes no network calls. */
export async function checkMachine(runtime: Runtime): Promise<Check[]> {
  return [
    checkNode(),
    await checkPackages(),
    await checkFfmpeg(runtime),
    checkKey(runtime),
    checkBaseUrl(runtime),
    await checkJournal(runtime),
    checkClock(runtime),
  ];
}
