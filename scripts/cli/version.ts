import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the skill: where SKILL.md and package.json lie. */
export const skillDirectory = path.resolve(import.meta.dirname, '..', '..');

const manifest: { version: string; dependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(skillDirectory, 'package.json'), 'utf8'),
);

/** This package's version. */
export const version = manifest.version;

/** The packages that some verb needs. */
export const dependencies: readonly string[] = Object.keys(manifest.dependencies);
