import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the skill: where SKILL.md and package.json lie. */
export const skillDirectory = path.resolve(import.meta.dirname, '..', '..');

/** This package's version, from package.json. */
export const version: string = JSON.parse(
  readFileSync(path.join(skillDirectory, 'package.json'), 'utf8'),
).version;
