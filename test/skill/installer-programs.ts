import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { findNativeNode } from '../doubles/native-node.ts';

/** Node 24 for the installers, most of which need a newer one than the skill itself. */
export const node24 = findNativeNode();

/** A process that has ended; `output` is what a person would have seen. */
export interface Ended {
  exitCode: number | null;
  stdout: string;
  output: string;
}

interface Where {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  limitMs?: number;
}

const longestRunMs = 150_000;

/** Runs a program to its end, without a terminal. */
export async function run(file: string, argv: readonly string[], where: Where): Promise<Ended> {
  const child = spawn(file, argv, {
    cwd: where.cwd,
    env: where.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: where.limitMs ?? longestRunMs,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  // Some colour their words on CI although no one looks.
  return { exitCode, stdout, output: stripVTControlCharacters(stdout + stderr) };
}

/** The npm that runs this, or the one of PATH. */
export function npm(argv: readonly string[], where: Where): Promise<Ended> {
  const script = process.env.npm_execpath;
  if (script?.endsWith('npm-cli.js')) return run(process.execPath, [script, ...argv], where);
  return run('npm', argv, where);
}

/** Where npm keeps packages and settings, for programs that are given another home. */
export async function npmEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await npm(['config', 'list', '--json'], { cwd: os.tmpdir() });
  const { cache, userconfig, registry } = JSON.parse(stdout);
  return { npm_config_cache: cache, npm_config_userconfig: userconfig, npm_config_registry: registry };
}

/** An installer from npm, or why it is not here. */
export type Installer = { run(argv: readonly string[], where: Where): Promise<Ended> } | { missing: string };

export interface Package {
  name: string;
  version: string;
  /** Its install script makes the program itself. */
  needsScripts?: boolean;
}

const cache = path.join(os.tmpdir(), 'pika-installers');
const installFlags = ['--no-fund', '--no-audit', '--loglevel=error', '--fetch-retries=1', '--omit=optional'];

async function install(
  { name, version, needsScripts }: Package,
  folder: string,
): Promise<string | undefined> {
  if (existsSync(folder)) return undefined;
  await mkdir(cache, { recursive: true });
  const half = await mkdtemp(path.join(cache, 'half-'));
  // Claude Code is itself an optional dependency of its package.
  const flags = needsScripts
    ? installFlags.filter((flag) => !flag.startsWith('--omit'))
    : [...installFlags, '--ignore-scripts'];
  const ended = await npm(['install', ...flags, '--prefix', half, `${name}@${version}`], { cwd: half });
  if (ended.exitCode === 0) await rename(half, folder).catch(() => {});
  await rm(half, { recursive: true, force: true });
  if (existsSync(folder)) return undefined;
  return `npm could not install ${name}@${version}: ${ended.output.trim().split('\n')[0] || 'no answer in time'}`;
}

/** Installs the package once on this machine, in a folder of the system's temporary one. */
export async function installer(wanted: Package): Promise<Installer> {
  if (!node24) return { missing: `no Node 24 to run ${wanted.name} (npm install node@24, see .ci/run)` };
  const folder = path.join(cache, `${wanted.name}-${wanted.version}`.replaceAll('/', '+'));
  const missing = await install(wanted, folder);
  if (missing) return { missing };
  const home = path.join(folder, 'node_modules', wanted.name);
  const { bin } = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8'));
  const program = path.join(home, Object.values<string>(bin)[0] ?? '');
  const isScript = /\.[cm]?js$/.test(program);
  return {
    run: (argv, where) =>
      isScript ? run(node24 as string, [program, ...argv], where) : run(program, argv, where),
  };
}
