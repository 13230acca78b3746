// The first module of every process and thread that the engine starts; typescript-process.ts says why.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
import { importTypescript } from '../../cli/typescript.mjs';

const target = fileURLToPath(isMainThread ? process.argv[2] : workerData.module);
// The module sees the argv it would have if Node had been started with it.
if (isMainThread) process.argv.splice(1, 2, target);
await importTypescript(target, { mayTranslate: isMainThread });
