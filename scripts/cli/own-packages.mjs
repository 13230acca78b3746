// Loads packages only from the skill's own folder. If one is missing there, Node looks in every parent folder: in a skill that was copied
// into a project it would find the project's packages, and a project must not decide what runs here.
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
 * The package folders above the skill. A folder that the skill itself was installed into counts as its own.
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
 * The first of the skill's packages that is in a parent folder instead of the skill's own.
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
 * Restricts this process or thread to the skill's own packages, including optional ones that a package would load.
 * @throws {Error} naming a package of the skill that would be loaded from elsewhere
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
  // Node 20 has no such hooks. An import cannot be optional, so only `require` has to be covered.
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
