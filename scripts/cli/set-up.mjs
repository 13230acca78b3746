// Plain JavaScript, since the launcher needs it where nothing else can be loaded (scripts/pika.mjs).

import { shellPath } from './shell-path.mjs';

/**
 * The command that installs the packages of the skill.
 * @param {string} skillDirectory
 */
export function setUpCommand(skillDirectory) {
  return `npm ci --omit=dev --ignore-scripts --prefix ${shellPath(skillDirectory)}`;
}

/** In the words of Node's loader, of sharp, and of esbuild, which tsx runs on: not installed, or installed for another system. */
const missing = [
  /^Cannot find package '([^']+)'/,
  // From a translation, which names the file.
  /^Cannot find module '.*[\\/]node_modules[\\/]((?:@[^\\/']+[\\/])?[^\\/']+)/,
  /^Could not load the "([^"]+)" module/,
  /The package "([^"]+)" could not be found, and is needed by esbuild/,
  /You installed (esbuild) for another platform/,
];

/**
 * The package that could not be loaded; nothing for any other error.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function missingPackage(error) {
  if (!(error instanceof Error)) return undefined;
  return missing.map((words) => words.exec(error.message)?.[1]).find(Boolean);
}
