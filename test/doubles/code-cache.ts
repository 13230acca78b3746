import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { translationsIn } from '../../scripts/cli/typescript.mjs';
import { skillDirectory } from '../../scripts/cli/version.ts';

/** Compiles the skill into the home that the tests share, where this Node does not run TypeScript itself. */
export function fillCodeCache(sharedHome: string): void {
  if ('typescript' in process.features && process.features.typescript) return;
  mkdirSync(sharedHome, { recursive: true, mode: 0o700 });
  const launcher = path.join(skillDirectory, 'scripts', 'pika.mjs');
  const env = { ...process.env, PIKA_HOME: sharedHome };
  spawnSync(process.execPath, [launcher, '--version'], { cwd: skillDirectory, env, stdio: 'ignore' });
}

/**
 * Lends a home that a test has made the compiled code of the home that all tests share (PIKA_HOME of this process), behind a link: a command
 * that compiles it anew takes a second of processor time, and a copy of its files a third of one.
 */
export function seedCodeCache(pikaHome: string, shared = process.env.PIKA_HOME): void {
  if (!shared || existsSync(pikaHome)) return;
  const code = translationsIn(path.join(shared, 'cache'));
  if (!existsSync(path.join(code, 'manifest.json'))) return;
  const lent = translationsIn(path.join(pikaHome, 'cache'));
  mkdirSync(path.dirname(lent), { recursive: true, mode: 0o700 });
  symlinkSync(code, lent, 'junction');
}
