import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
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
 * Gives a home that a test has made the compiled code of the home that all tests share (PIKA_HOME of this process): a command that compiles
 * it anew takes a second of processor time.
 */
export function seedCodeCache(pikaHome: string): void {
  const shared = process.env.PIKA_HOME;
  if (!shared || existsSync(pikaHome)) return;
  const from = translationsIn(path.join(shared, 'cache'));
  if (!existsSync(path.join(from, 'manifest.json'))) return;
  const to = translationsIn(path.join(pikaHome, 'cache'));
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  cpSync(from, to, { recursive: true });
}
