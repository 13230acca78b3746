import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, messageOf } from '../base/failure.ts';
import { writeWhole } from '../base/whole-file.ts';
import { PikaError } from '../cli/errors.ts';
import type { Runtime } from '../cli/runtime.ts';

const folderName = 'briefings';
const ownName = /^briefing-\d{8}T\d{6}-[0-9a-z]{8}(?:-\d+)?\.md$/;
const maxTries = 100;
/** No session lasts this long: what is older was never joined with, or its session's end was never seen. */
const longestLifeMs = 7 * 24 * 60 * 60 * 1000;

async function removeOld(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!ownName.test(name)) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found && nowMs - found.mtimeMs > longestLifeMs) await rm(file, { force: true });
  }
}

/** Makes an empty file of a name that no one else has. */
async function reserve(folder: string, runtime: Runtime): Promise<string> {
  const stamp = new Date(runtime.clock.now()).toISOString().replace(/[-:]|\..*/g, '');
  const random = Math.floor(runtime.random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
  for (let attempt = 0; attempt < maxTries; attempt += 1) {
    const file = path.join(folder, `briefing-${stamp}-${random}${attempt === 0 ? '' : `-${attempt}`}.md`);
    try {
      await (await open(file, 'wx', 0o600)).close();
      return file;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new Error(`${maxTries} briefings of this second already exist`);
}

/**
 * Keeps a briefing in a file of its own below `$PIKA_HOME/briefings`, readable by the user only. The caller deletes it when the session
 * has ended; forgotten ones go after a week.
 * @returns the absolute path.
 * @throws {PikaError} `home_unwritable`.
 */
export async function writeBriefing(text: string, runtime: Runtime): Promise<string> {
  const folder = path.join(runtime.home, folderName);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeOld(folder, runtime.clock.now());
    const file = await reserve(folder, runtime);
    await writeWhole(file, text, 0o600);
    return file;
  } catch (cause) {
    const reason = messageOf(cause);
    throw new PikaError('home_unwritable', `the briefing cannot be written: ${reason}`, {
      hint: `Make ${folder} writable, or point PIKA_HOME elsewhere`,
      cause,
    });
  }
}

/** Whether the file is one that `writeBriefing` wrote in this home, by its place and name. */
export function isOwnBriefing(file: string, home: string): boolean {
  return ownName.test(path.basename(file)) && path.dirname(file) === path.join(home, folderName);
}

/**
 * Deletes a briefing that `writeBriefing` wrote. Any other file, such as one that the user wrote and named in a flag, is left alone.
 * @returns whether the path was one of ours.
 */
export async function deleteBriefing(file: string): Promise<boolean> {
  const isOwn = ownName.test(path.basename(file)) && path.basename(path.dirname(file)) === folderName;
  if (isOwn) await rm(file, { force: true });
  return isOwn;
}

const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** Where the hash of what was written to a file of the user's choice is kept. */
function recordOf(file: string, home: string): string {
  return path.join(home, folderName, `output-${hashOf(file).slice(0, 32)}.sha256`);
}

/** Keeps in mind what was written to a file that the user named, so that the next briefing may replace it. */
export async function rememberOutput(file: string, text: string, home: string): Promise<void> {
  await mkdir(path.join(home, folderName), { recursive: true, mode: 0o700 });
  await writeWhole(recordOf(file, home), hashOf(text), 0o600);
}

/** Whether a file still is what this user's last briefing wrote there: nothing is lost when it is replaced. */
export async function isUnchangedOutput(file: string, home: string): Promise<boolean> {
  const known = await readFile(recordOf(file, home), 'utf8').catch(() => undefined);
  if (known === undefined) return false;
  const content = await readFile(file).catch(() => undefined);
  return content !== undefined && hashOf(content) === known;
}
