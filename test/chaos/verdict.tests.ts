import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeDisk, judgeVerb } from './verdict.ts';

/** Writes and removes the file that it is given, for as long as it is let. */
const comesAndGoes = `
  const { writeFileSync, rmSync } = require('node:fs');
  process.stdout.write('begun');
  for (;;) { writeFileSync(process.argv[1], 'x'); rmSync(process.argv[1]); }`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'pika-verdict-'));
  mkdirSync(path.join(home, 'sessions'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));
const put = (name: string, text: string) => writeFileSync(path.join(home, 'sessions', name), text);

describe('What a broken join left on the disk', () => {
  test('is nothing to complain of when journals are whole and the key is nowhere', () => {
    put('a.jsonl', '{"state":"intent"}\n{"state":"closed"}\n');
    put('a.guard', 'pid 1');
    expect(judgeDisk(home, 'dk_canary')).toEqual({ torn_journal_files: 0, canary_seen: 0 });
  });

  test('is counted when a journal is torn or a file holds the key', () => {
    put('a.jsonl', '{"state":"intent"}\n{"sta');
    put('b.log', 'authorization: DevKey dk_canary');
    expect(judgeDisk(home, 'dk_canary')).toEqual({ torn_journal_files: 1, canary_seen: 1 });
  });

  test('may be on its way out while one looks', async () => {
    const guard = spawn(process.execPath, ['-e', comesAndGoes, path.join(home, 'sessions', 'a.guard')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(guard.stdout, 'data');
      for (let look = 0; look < 2000; look++) judgeDisk(home, 'dk_canary');
    } finally {
      guard.kill('SIGKILL');
      await once(guard, 'exit');
    }
  });
});

describe('What a broken join printed', () => {
  const run = { verb: 'join', exitCode: 0, signal: null, stdout: '{"ok":true}\n', stderr: '' };

  test.each([
    ['a line and its exit code', run, {}],
    ['two lines', { ...run, stdout: '{"ok":true}\n{}\n' }, { stdout_not_one_json_line: 1 }],
    ['a wrong exit code', { ...run, exitCode: 1 }, { wrong_exit_codes: 1 }],
    ['a stack trace', { ...run, stderr: 'Error\n    at f (a.ts:1:2)' }, { stack_traces: 1 }],
  ])('%s', (_name, ended, counts) => {
    const none = { stdout_not_one_json_line: 0, wrong_exit_codes: 0, stack_traces: 0 };
    expect(judgeVerb(ended)).toEqual({ ...none, ...counts });
  });
});
