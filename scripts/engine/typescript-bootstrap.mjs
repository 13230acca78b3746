// The first module of every process and thread that the engine starts; typescript-process.ts says why.
import module from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';

// Node refuses to strip types below node_modules.
const isNative =
  Boolean(process.features.typescript) &&
  !fileURLToPath(import.meta.url)
    .split(path.sep)
    .includes('node_modules');

module.enableCompileCache?.();
if (!isNative) (await import('tsx/esm/api')).register();

const target = isMainThread ? process.argv[2] : workerData.module;
// The module sees the argv that it would have, had Node been started with it.
if (isMainThread) process.argv.splice(1, 2, fileURLToPath(target));
await import(target);
