import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

const program = process.platform === 'win32' ? 'node.exe' : 'node';

/** Where `npm install node@MAJOR` of the CI and the benchmark keeps a Node of that version. */
export function cachedNode(major: 22 | 24): string {
  return path.join(os.tmpdir(), `pika-node-${major}`, 'node_modules', 'node', 'bin', program);
}

/** A Node 24, which runs TypeScript natively: PIKA_BENCH_NODE24, the running one, or the cached one. */
export function findNativeNode(): string | undefined {
  const isNative = Number(process.versions.node.split('.')[0]) >= 24;
  const candidates = [process.env.PIKA_BENCH_NODE24, isNative ? process.execPath : undefined, cachedNode(24)];
  return candidates.find((file) => file !== undefined && existsSync(file));
}

/** Every Node that is here: the running one, and those that the CI and the benchmark keep. */
export function findNodes(): { node: string; version: string; isNative: boolean }[] {
  const kept = [cachedNode(22), findNativeNode()].filter((file) => file !== undefined && existsSync(file));
  const ask = "process.versions.node + ' ' + Boolean(process.features.typescript)";
  return [...new Set([process.execPath, ...(kept as string[])])].map((node) => {
    const [version = '', isNative] = execFileSync(node, ['-p', ask], { encoding: 'utf8' }).trim().split(' ');
    return { node, version, isNative: isNative === 'true' };
  });
}
