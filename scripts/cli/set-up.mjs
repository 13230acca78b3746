// Plain JavaScript, since the launcher (scripts/pika.mjs) needs it when nothing else can be loaded.

import { shellPath } from './shell-path.mjs';

/**
 * The command that installs the skill's packages.
 * @param {string} skillDirectory
 */
export function setUpCommand(skillDirectory) {
  return `npm ci --omit=dev --ignore-scripts --prefix ${shellPath(skillDirectory)}`;
}

/** Messages of Node's loader, of sharp, and of esbuild (used by tsx) for a package that is missing or built for another system. */
const missing = [
  /^Cannot find package '([^']+)'/,
  // From compiled code, which imports by path.
  /^Cannot find module '.*[\\/]node_modules[\\/]((?:@[^\\/']+[\\/])?[^\\/']+)/,
  /^Could not load the "([^"]+)" module/,
  /The package "([^"]+)" could not be found, and is needed by esbuild/,
  /You installed (esbuild) for another platform/,
];

/**
 * The name of the package that could not be loaded; undefined for any other error.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function missingPackage(error) {
  if (!(error instanceof Error)) return undefined;
  return missing.map((words) => words.exec(error.message)?.[1]).find(Boolean);
}
