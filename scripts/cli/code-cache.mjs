// Where compiled code may be cached. Code read from the cache is run, so the cache is in $PIKA_HOME or nowhere: never in a folder that
// another user can write to (the system's temporary folder, where Node and tsx would keep it) or that may have come with a project.
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** @param {string} folder */
function* ancestors(folder) {
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    yield above;
    if (above === path.dirname(above)) return;
  }
}

/**
 * @param {string} folder
 * @param {number} forbidden bits of the mode
 */
function isOurs(folder, forbidden) {
  const { uid, mode } = lstatSync(folder);
  return uid === process.getuid?.() && (mode & forbidden) === 0;
}

/**
 * Whether no other user can replace the folder.
 * @param {string} folder
 */
function isFixed(folder) {
  const { uid, mode } = statSync(folder);
  const isSticky = (mode & 0o1000) !== 0;
  return (uid === 0 || uid === process.getuid?.()) && ((mode & 0o022) === 0 || isSticky);
}

/**
 * @param {string} home
 * @param {string} cwd
 */
function mayComeWithProject(home, cwd) {
  const between = path.relative(cwd, home);
  // Guards and engines run in the root folder, which contains every home and is not a project.
  const isProject = cwd !== path.parse(cwd).root;
  if (isProject && !between.startsWith('..') && !path.isAbsolute(between)) return true;
  return [home, ...ancestors(home)].some((folder) => existsSync(path.join(folder, '.git')));
}

/**
 * The folder for cached code; created if missing.
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @param {string} [cwd]
 * @returns {string | undefined} undefined if no folder is safe: then code is compiled on every run
 */
export function codeCache(env = process.env, cwd = process.cwd()) {
  const usual = path.join(os.homedir(), '.pika');
  const wanted = path.resolve(cwd, env.PIKA_HOME?.trim() || usual);
  try {
    if (wanted !== usual && mayComeWithProject(wanted, cwd)) return undefined;
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    const home = realpathSync(wanted);
    const cache = path.join(home, 'cache');
    if (!existsSync(cache)) mkdirSync(cache, { mode: 0o700 });
    if (!lstatSync(cache).isDirectory()) return undefined;
    // Windows protects a user's profile by other means.
    if (!process.getuid) return cache;
    if (!isOurs(home, 0o022) || !isOurs(cache, 0o077)) return undefined;
    return [...ancestors(home)].every(isFixed) ? cache : undefined;
  } catch {
    return undefined;
  }
}

/** Keep what another process is about to finish or has just started to use. */
const freshMs = 60_000;

/**
 * Removes the least recently touched entries. Never fails.
 * @param {string} folder
 * @param {number} kept number of entries to keep
 */
export function removeOldest(folder, kept) {
  try {
    const names = readdirSync(folder);
    if (names.length <= kept) return;
    const aged = names.map((name) => ({ name, at: statSync(path.join(folder, name)).mtimeMs }));
    aged.sort((a, b) => b.at - a.at);
    const old = aged.slice(kept).filter(({ at }) => Date.now() - at > freshMs);
    for (const { name } of old) rmSync(path.join(folder, name), { recursive: true, force: true });
  } catch {
    // Another process removes them too.
  }
}
