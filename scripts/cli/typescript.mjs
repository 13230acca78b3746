// How TypeScript is run. Node does it itself since 22.18. On older versions the code is compiled once into the cache in $PIKA_HOME and runs
// from there; without a safe cache, tsx compiles it on every run. Loader hooks would need no second copy, but on Node 20 they run in a
// separate thread, which doubles Node's own start-up time. Measured on Node 20, `leave` without a session: 337 ms through tsx, 140 ms
// compiled; bundling the packages too would save about 10 ms more.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { codeCache, removeOldest } from './code-cache.mjs';
import { keepToOwnPackages } from './own-packages.mjs';

export const scripts = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const installed = path.join(path.dirname(scripts), 'node_modules', '.package-lock.json');

/**
 * Describes a build, in `manifest.json` next to its folder.
 * @typedef {object} Manifest
 * @property {string} build the name of its folder
 * @property {string} packages `packagesState()` at that time: the build contains the packages' paths
 * @property {string[]} missing packages that were not installed
 * @property {[file: string, hash: string][]} files every source file, relative to scripts/, with the hash of its content
 * @property {Record<string, number[]>} uses the files that an entry, a command, or any command (`*`) can load: indexes into `files`
 */

/** The skill as users get it holds every TypeScript module as plain JavaScript of the same name (tools/skill). */
const isPlain = existsSync(path.join(scripts, 'program.mjs'));

// Node refuses to strip types below node_modules.
const isNative = Boolean(process.features.typescript) && !scripts.split(path.sep).includes('node_modules');

const dayMs = 86_400_000;
const keptCompileCaches = 3;

/** @param {string | Uint8Array} content */
export const hashOf = (content) => createHash('sha256').update(content).digest('base64url').slice(0, 22);

/** Identifies the last npm install in the skill's folder. */
export function packagesState() {
  try {
    const { size, mtimeMs } = statSync(installed);
    return `${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}

/**
 * The folder of this skill's builds for this Node version.
 * @param {string} cache
 */
export const translationsIn = (cache) => path.join(cache, 'code', hashOf(`${scripts}\0${process.version}`));

/** @param {string} name */
function isInstalled(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @returns {Manifest | undefined}
 */
function readManifest(folder) {
  try {
    const file = path.join(folder, 'manifest.json');
    const { uid, mtimeMs } = lstatSync(file);
    if (process.getuid && uid !== process.getuid()) return undefined;
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    // Builds that have not been used for long are removed.
    if (Date.now() - mtimeMs > dayMs)
      for (const used of [file, folder]) utimesSync(used, new Date(), new Date());
    return manifest;
  } catch {
    return undefined;
  }
}

/**
 * The compiled module, if every source file it can load is unchanged.
 * @param {string} cache
 * @param {string} entry relative to scripts/
 * @param {string} use the entry, or the command in the table
 */
function translated(cache, entry, use) {
  const folder = translationsIn(cache);
  const manifest = readManifest(folder);
  try {
    if (manifest?.packages !== packagesState() || manifest.missing.some(isInstalled)) return undefined;
    const places = manifest.uses[use] ?? manifest.uses['*'] ?? [];
    for (const place of places) {
      const [file, hash] = /** @type {[string, string]} */ (manifest.files[place]);
      if (hashOf(readFileSync(path.join(scripts, file))) !== hash) return undefined;
    }
    const found = path.join(folder, manifest.build, `${entry.slice(0, -'.ts'.length)}.mjs`);
    return statSync(found).isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Imports a compiled module. A build that a crash left incomplete is removed.
 * @param {string} file
 * @param {string} cache
 * @returns {Promise<any>} undefined if it cannot be loaded
 */
async function importTranslation(file, cache) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const isBroken =
      error instanceof SyntaxError || /** @type {any} */ (error)?.code === 'ERR_MODULE_NOT_FOUND';
    if (!isBroken) throw error;
    rmSync(translationsIn(cache), { recursive: true, force: true });
    return undefined;
  }
}

/** Never throws: if the build fails, tsx will say why. @param {string} cache */
async function translate(cache) {
  const [{ spawnSync }, { childEnvironment }] = await Promise.all([
    import('node:child_process'),
    import('../base/child-environment.mjs'),
  ]);
  const translator = fileURLToPath(new URL('./translate.mjs', import.meta.url));
  spawnSync(process.execPath, [translator, translationsIn(cache)], {
    cwd: scripts,
    env: childEnvironment('program'),
    stdio: 'ignore',
    windowsHide: true,
    timeout: 60_000,
  });
}

async function registerTsx() {
  // Its cache would be in the system's temporary folder, and its tsconfig.json that of the current directory.
  Object.assign(process.env, { TSX_DISABLE_CACHE: '1' });
  // Every command loads these: once tsx is registered, their hundred files would take twice as long.
  await Promise.all([import('zod'), import('commander')]);
  (await import('tsx/esm/api')).register({ tsconfig: false });
}

/**
 * Imports a TypeScript module of this package. Ignores everything in the current directory.
 * @param {string} file absolute
 * @param {object} [options]
 * @param {string} [options.verb] the command to be loaded; any command may be loaded if the table does not have it
 * @param {boolean} [options.mayTranslate] whether to build if there is no build
 * @returns {Promise<any>}
 */
export async function importTypescript(file, { verb, mayTranslate = false } = {}) {
  keepToOwnPackages();
  const cache = codeCache();
  if (cache && module.enableCompileCache) {
    const compiled = path.join(cache, 'node');
    module.enableCompileCache(compiled);
    removeOldest(compiled, keptCompileCaches);
  }
  if (isPlain) return import(pathToFileURL(file.replace(/\.ts$/, '.mjs')).href);
  const { href } = pathToFileURL(file);
  if (isNative) return import(href);
  if (cache) {
    const entry = path.relative(scripts, file).split(path.sep).join('/');
    const find = () => translated(cache, entry, verb ?? entry);
    const isOurs = !entry.startsWith('../');
    let found = find();
    if (!found && mayTranslate && isOurs) {
      await translate(cache);
      found = find();
    }
    const loaded = found && (await importTranslation(found, cache));
    if (loaded) return loaded;
  }
  await registerTsx();
  return import(href);
}
