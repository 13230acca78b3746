// Packages are taken from the skill's own folder. Node looks for one that is missing there in every folder above: where the skill was
// copied into a project, that would be the project's, which decides nothing about what runs.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const skill = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string} folder */
function real(folder) {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * The folders of packages above the skill. One that the skill itself was installed into is its own.
 * @returns {string[]}
 */
function foreignFolders() {
  const own = new Set([real(path.join(skill, 'node_modules'))]);
  const found = [];
  let isWithin = false;
  for (let folder = path.dirname(skill); ; folder = path.dirname(folder)) {
    if (path.basename(folder) === 'node_modules' && !isWithin) {
      isWithin = true;
      own.add(real(folder));
    }
    const packages = path.join(folder, 'node_modules');
    if (path.basename(folder) !== 'node_modules' && existsSync(packages)) found.push(real(packages));
    if (folder === path.dirname(folder)) break;
  }
  return found.filter((folder) => !own.has(folder));
}

/** @param {string} name */
function notFound(name) {
  return Object.assign(new Error(`Cannot find package '${name}' in the folder of the skill`), {
    code: 'MODULE_NOT_FOUND',
  });
}

/**
 * The first of the skill's packages that is not in its folder but in one above.
 * @param {readonly string[]} foreign
 */
function foreignDependency(foreign) {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(path.join(skill, 'package.json'), 'utf8'),
  );
  const isIn = (/** @type {string} */ folder, /** @type {string} */ name) =>
    existsSync(path.join(folder, ...name.split('/')));
  return Object.keys({ ...dependencies, ...optionalDependencies }).find(
    (name) => !isIn(path.join(skill, 'node_modules'), name) && foreign.some((folder) => isIn(folder, name)),
  );
}

/**
 * Keeps this process or thread to the skill's own packages, those that a package would load if they were there included.
 * @throws {Error} naming a package of the skill that would come from elsewhere
 */
export function keepToOwnPackages() {
  const foreign = foreignFolders();
  if (foreign.length === 0) return;
  const isForeign = (/** @type {string} */ file) =>
    foreign.some((folder) => file.startsWith(`${folder}${path.sep}`));
  const missing = foreignDependency(foreign);
  if (missing) throw notFound(missing);
  if (module.registerHooks) {
    module.registerHooks({
      resolve(name, context, next) {
        const found = next(name, context);
        if (found.url.startsWith('file:') && isForeign(fileURLToPath(found.url))) throw notFound(name);
        return found;
      },
    });
    return;
  }
  // Node 20 has no such hooks. Nothing that is imported can be optional, so that what is required is left.
  const resolver = /** @type {{ _resolveFilename(name: string, ...rest: unknown[]): string }} */ (
    /** @type {unknown} */ (module)
  );
  const resolve = resolver._resolveFilename;
  resolver._resolveFilename = function (name, ...rest) {
    const found = resolve.call(this, name, ...rest);
    if (path.isAbsolute(found) && isForeign(found)) throw notFound(name);
    return found;
  };
}
