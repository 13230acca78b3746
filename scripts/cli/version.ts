import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The skill's folder, which contains SKILL.md and package.json. */
export const skillDirectory = path.resolve(import.meta.dirname, '..', '..');

const manifest: { version: string; dependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(skillDirectory, 'package.json'), 'utf8'),
);

/** This package's version. */
export const version = manifest.version;

/** The packages that the commands need. */
export const dependencies: readonly string[] = Object.keys(manifest.dependencies);
