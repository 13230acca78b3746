import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { median } from '../scripts/base/numbers.ts';
import { skillDirectory } from '../scripts/cli/version.ts';
import { nativeNode, timeProcess } from './processes.ts';

export interface ProfileRow {
  name: string;
  median_ms: number;
  min_ms: number;
  runs: number;
  target_ms: null;
}

const inSkill = (...parts: string[]) => pathToFileURL(path.join(skillDirectory, ...parts)).href;
const zod = `await import('${inSkill('node_modules', 'zod', 'index.js')}');`;
const commander = `await import('${inSkill('node_modules', 'commander', 'esm.mjs')}');`;
const cache = (folder: string) =>
  `(await import('node:module')).default.enableCompileCache(${JSON.stringify(folder)});`;
const tsx = `(await import('${inSkill('node_modules', 'tsx', 'dist', 'esm', 'api', 'index.mjs')}')).register();`;
const leave = `await import('${inSkill('scripts', 'leave.ts')}');`;

/** The parts of the start-up of `leave`, each in a separate process; the figures include Node itself. */
function pieces(folder: string): Record<string, { way: 'native' | 'tsx'; source: string }> {
  const cached = cache(folder);
  return {
    'node itself': { way: 'native', source: '' },
    'commander, compile cache': { way: 'native', source: cached + commander },
    'zod, no compile cache': { way: 'native', source: zod },
    'zod, compile cache': { way: 'native', source: cached + zod },
    "zod's core alone (a lighter validator), compile cache": {
      way: 'native',
      source: `${cached} await import('${inSkill('node_modules', 'zod', 'v4', 'core', 'index.js')}');`,
    },
    'undici, compile cache': {
      way: 'native',
      source: `${cached} await import('${inSkill('node_modules', 'undici', 'index.js')}');`,
    },
    "Node's own fetch": { way: 'native', source: "await fetch('data:text/plain,x');" },
    "leave's modules, no compile cache": { way: 'native', source: leave },
    "leave's modules, compile cache": { way: 'native', source: cached + leave },
    'node itself (tsx)': { way: 'tsx', source: '' },
    'registering tsx': { way: 'tsx', source: tsx },
    "leave's modules, all through tsx": { way: 'tsx', source: tsx + leave },
    "leave's modules, packages before tsx": { way: 'tsx', source: zod + commander + tsx + leave },
  };
}

/** Where the start-up time of `leave` goes; the parts alternate. */
export async function profileStartUp(runs: number): Promise<ProfileRow[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pika-profile-'));
  const programs = { native: await nativeNode(), tsx: process.execPath };
  const times = new Map<string, number[]>();
  try {
    const files = Object.entries(pieces(path.join(folder, 'cache'))).map(
      ([name, { way, source }], index) => ({
        name: `start-up of leave: ${name}`,
        program: programs[way],
        source,
        file: path.join(folder, `${index}.mjs`),
      }),
    );
    for (const { file, source } of files) await writeFile(file, source);
    for (let round = 0; round <= runs; round += 1) {
      for (const { name, program, file } of files) {
        const ms = await timeProcess({ program, argv: [file], cwd: folder });
        if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return [...times].map(([name, ms]) => ({
    name,
    median_ms: Math.round(median(ms) ?? Number.NaN),
    min_ms: Math.round(Math.min(...ms)),
    runs: ms.length,
    target_ms: null,
  }));
}
