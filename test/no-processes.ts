import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, expect } from 'vitest';

/** The programs that the files of `unit` have started, which they must not (test/projects.ts). */
const started: ChildProcess[] = [];
const watch = (message: unknown) => started.push((message as { process: ChildProcess }).process);

subscribe('child_process', watch);
afterAll(() => {
  unsubscribe('child_process', watch);
  const programs = started.splice(0).map(({ spawnargs }) => spawnargs?.join(' ').slice(0, 200));
  expect(programs, 'name this file in test/projects.ts: it starts programs').toEqual([]);
});
