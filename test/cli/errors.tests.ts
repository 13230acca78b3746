import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ErrorCode, errorCodes, exitCodes, PikaError } from '../../scripts/cli/errors.ts';
import type { Verb } from '../../scripts/cli/verb.ts';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { launcher, runVerbProcess } from '../doubles/run-verb.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { runHere } from './host.ts';

function throwing(error: unknown): Verb {
  return {
    name: 'throwing',
    summary: 'throws',
    examples: ['throwing', 'throwing'],
    options: z.object({}),
    result: z.object({}),
    run: () => Promise.reject(error),
  };
}

/** The numbers that agents and the reference client's users rely on. */
const promised: Record<string, readonly ErrorCode[]> = {
  1: ['deps_missing', 'node_unsupported', 'key_missing', 'program_missing', 'internal_error'],
  2: ['usage', 'link_invalid', 'link_unsupported', 'image_invalid', 'consent_missing', 'session_ambiguous'],
  3: ['network_failed', 'key_refused', 'service_failed', 'answer_unexpected', 'close_failed'],
  4: ['session_failed', 'session_denied', 'session_closed', 'session_unknown', 'unsupported_by_engine'],
  5: ['join_timeout', 'wait_timeout'],
  6: ['credits_short', 'payment_timeout'],
  130: ['interrupted'],
  143: ['terminated'],
};

describe('a typed failure', () => {
  test.each(Object.keys(errorCodes) as ErrorCode[])('%s leads to the exit code of its row', async (code) => {
    const error = new PikaError(code, 'what was wrong', { hint: 'what to do', known: { session_id: 'a1' } });
    const { exitCode, line } = await runHere(throwing(error), []);
    expect(exitCode).toBe(exitCodes[errorCodes[code].exit]);
    expect(line).toEqual({
      ok: false,
      command: 'throwing',
      session_id: 'a1',
      error: { code, message: 'what was wrong', hint: 'what to do', retryable: errorCodes[code].retryable },
      warnings: [],
    });
  });

  test.each(Object.entries(promised))('exit %s is that of the codes it was promised for', (exit, codes) => {
    for (const code of codes) expect(new PikaError(code, '', { hint: '' }).exitCode).toBe(Number(exit));
  });

  test('shows its trace and causes on stderr with --debug only', async () => {
    const cause = new Error('the socket closed');
    const error = new PikaError('network_failed', 'no answer', { hint: 'again', cause });
    expect((await runHere(throwing(error), [])).stderr).toBe('');
    const { stderr } = await runHere(throwing(error), ['--debug']);
    expect(stderr).toMatch(/PikaError: no answer\n +at .*\ncaused by Error: the socket closed\n +at /s);
  });
});

describe('an unexpected error', () => {
  test.each([
    [
      'an error',
      new TypeError('x is not a function\n  with more lines'),
      'unexpected error: x is not a function',
    ],
    ['a text', 'boom', 'unexpected error: boom'],
    ['nothing', undefined, 'unexpected error: undefined'],
    ['an object without a prototype', Object.create(null), /^unexpected error: /],
  ])('is an internal_error without a trace: %s', async (_name, thrown, message) => {
    const { exitCode, line, stderr } = await runHere(throwing(thrown), []);
    expect(exitCode).toBe(1);
    expect(line.error?.code).toBe('internal_error');
    expect(line.error?.message).toMatch(message);
    expect(stderr).toBe('');
  });

  test('asks for --debug, which shows where it happened', async () => {
    const { line, stderr } = await runHere(throwing(new TypeError('oh')), ['--debug']);
    expect(line.error?.hint).toContain('--debug');
    expect(stderr).toMatch(/TypeError: oh\n +at /);
  });

  test('is told from a package that is installed for another system', async () => {
    const error = new Error(
      'Could not load the "sharp" module using the linux-x64 runtime\nPossible solutions',
    );
    const { line, exitCode } = await runHere(throwing(error), []);
    expect(line.error).toMatchObject({ code: 'deps_missing', hint: expect.stringContaining('npm ci') });
    expect(exitCode).toBe(1);
  });
});

/** A program that runs a command whose body is `body`, as the launcher would. */
async function programOf(body: string): Promise<{ entry: string; env: Record<string, string> }> {
  const inside = (...parts: string[]) => pathToFileURL(path.join(skillDirectory, ...parts)).href;
  const entry = path.join(await temporaryDirectory(), 'program.mjs');
  await writeFile(
    entry,
    `import { main } from '${inside('scripts', 'cli', 'main.ts')}';
     import { z } from '${inside('node_modules', 'zod', 'index.js')}';
     const run = async (options, runtime) => { ${body} };
     const verb = { name: 'odd', summary: '', examples: ['', ''], options: z.object({}), result: z.object({}), run };
     await main(verb, process.argv.slice(2));`,
  );
  return { entry, env: { NODE_OPTIONS: `--import=${inside('node_modules', 'tsx', 'dist', 'loader.mjs')}` } };
}

describe('there is always one line', () => {
  test.each([
    [
      'throws where nobody waits',
      "setTimeout(() => { throw new Error('late') }); await new Promise(() => {})",
    ],
    ['rejects where nobody waits', "Promise.reject(new Error('late')); await new Promise(() => {})"],
    ['waits for what never comes', 'await new Promise(() => {})'],
    ['ends the process', 'process.exit(0)'],
  ])('when a command %s', async (_name, body) => {
    const { line, exitCode, stderr } = await runVerbProcess([], await programOf(body));
    expect(line).toMatchObject({ ok: false, command: 'odd', error: { code: 'internal_error' } });
    expect(exitCode).toBe(1);
    expect(stderr).toBe('');
  });

  test('an uncaught error stops the command like an interruption, so that it can close its session', async () => {
    const body = `
      setTimeout(() => { throw new Error('late') }, 10);
      try { await runtime.clock.sleep(60_000, runtime.signal); }
      finally { process.stderr.write('closing\\n'); }`;
    const { line, stderr, exitCode } = await runVerbProcess([], await programOf(body));
    expect(line.error).toMatchObject({ code: 'internal_error', message: 'unexpected error: late' });
    expect(stderr).toBe('closing\n');
    expect(exitCode).toBe(1);
  });

  test('a reader that goes away causes no trace', async () => {
    const child = spawn(process.execPath, [launcher, 'schema', 'join'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect([stderr, exitCode]).toEqual(['', 0]);
  });
});
