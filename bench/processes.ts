import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { promisify } from 'node:util';
import { cachedNode, findNativeNode } from '../test/doubles/native-node.ts';

export interface Command {
  program: string;
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

/** Run time of a whole process in milliseconds. @throws if it fails. */
export async function timeProcess({ program, argv, env, cwd }: Command): Promise<number> {
  const { PATH, SystemRoot, TEMP } = process.env;
  const startedAt = performance.now();
  const child = spawn(program, argv, {
    cwd,
    env: { PATH, SystemRoot, TEMP, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const elapsedMs = performance.now() - startedAt;
  if (exitCode !== 0)
    throw new Error(`${program} ${argv.join(' ')} exited with code ${exitCode}: ${complaint}`);
  return elapsedMs;
}

/** Whether a program runs successfully. */
export async function works(program: string, argv: readonly string[]): Promise<boolean> {
  try {
    await timeProcess({ program, argv });
    return true;
  } catch {
    return false;
  }
}

/**
 * A Node 24: PIKA_BENCH_NODE24, the running one, or the npm package `node`, which is installed once into the temporary folder.
 * @throws if it cannot be installed.
 */
export async function nativeNode(): Promise<string> {
  const found = findNativeNode();
  if (found) return found;
  const file = cachedNode(24);
  const prefix = path.resolve(file, '..', '..', '..', '..');
  await mkdir(prefix, { recursive: true });
  process.stderr.write(`installing node@24 into ${prefix}\n`);
  await promisify(execFile)('npm', ['install', '--no-fund', '--no-audit', '--prefix', prefix, 'node@24'], {
    shell: process.platform === 'win32',
  });
  return file;
}
