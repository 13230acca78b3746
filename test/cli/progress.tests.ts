import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PikaError } from '../../scripts/cli/errors.ts';
import { createProgress, type ProgressStyle } from '../../scripts/cli/progress.ts';
import { Redaction } from '../../scripts/cli/redaction.ts';
import type { Verb } from '../../scripts/cli/verb.ts';
import { Paper, runHere } from './host.ts';

function progress(style: ProgressStyle, stderr: Paper) {
  return createProgress(style, stderr, 'join', new Redaction());
}

describe('on a terminal', () => {
  test('one line is rewritten and cleared at the end', () => {
    const paper = new Paper(80);
    const shown = progress('auto', paper);
    shown.step('looking');
    shown.step('half way', 0.5);
    expect(paper.text).toBe('\r\u001b[2K… looking\r\u001b[2K██████████░░░░░░░░░░ 50% half way');
    shown.finish();
    shown.finish();
    expect(paper.text.endsWith('half way\r\u001b[2K')).toBe(true);
    expect(paper.text).not.toContain('\n');
  });

  test('the line never wraps', () => {
    const paper = new Paper(30);
    progress('auto', paper).step('x'.repeat(200), 0.1);
    expect(paper.text.replace('\r\u001b[2K', '')).toHaveLength(29);
  });

  test.each([
    [-1, '0%'],
    [0, '0%'],
    [1, '100%'],
    [1.7, '100%'],
    [Number.NaN, '0%'],
  ])('a fraction of %d is shown as %s', (fraction, shown) => {
    const paper = new Paper(80);
    progress('auto', paper).step('at it', fraction);
    expect(paper.text).toMatch(new RegExp(`^\\r\\u001b\\[2K[█░]{20} ${shown} at it$`));
  });

  test.each(['plain', 'json', 'quiet'] as const)('%s holds there too', (style) => {
    const paper = new Paper(80);
    const shown = progress(style, paper);
    shown.step('at it');
    shown.finish();
    expect(paper.text).not.toContain('\r');
  });
});

describe('elsewhere', () => {
  test('every step is a line, once', () => {
    const paper = new Paper();
    const shown = progress('auto', paper);
    for (const fraction of [0.1, 0.2, 0.3]) shown.step('waiting', fraction);
    shown.step('done');
    shown.finish();
    expect(paper.text).toBe('waiting\ndone\n');
  });

  test('json is one object a line, with the fraction where it is known', () => {
    const paper = new Paper();
    const shown = progress('json', paper);
    shown.step('a "quoted"\nword', 0.25);
    shown.step('done');
    shown.finish();
    const lines = paper.text.trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text))).toEqual([
      { event: 'progress', command: 'join', message: 'a "quoted"\nword', fraction: 0.25 },
      { event: 'progress', command: 'join', message: 'done' },
    ]);
  });

  test('quiet says nothing', () => {
    const paper = new Paper();
    progress('quiet', paper).step('at it');
    expect(paper.text).toBe('');
  });
});

const canary = 'dk_canary0123456789';
const passcode = 'open "sesame"\\42';
const proxy = 'http://user:hunter22@proxy.example:3128';
const signed = 'https://bucket.example/notes.md?X-Amz-Date=20260101&X-Amz-Signature=0123456789abcdef';

/** A command that lets secrets out wherever it can. */
const leaky: Verb = {
  name: 'leaky',
  summary: 'lets secrets out',
  examples: ['leaky', 'leaky'],
  options: z.object({ fail: z.boolean().default(false) }),
  result: z.object({ text: z.string() }),
  async run({ fail }, runtime) {
    runtime.redaction.add(passcode);
    const secrets = `${canary} ${passcode} ${proxy} hunter22 dk_unknownkey99`;
    runtime.progress.step(`sent ${secrets} to ${signed}`, 0.5);
    runtime.warn('leak', secrets);
    if (!fail) return { text: secrets };
    const cause = new Error(`cause ${secrets} at ${signed}`);
    throw new PikaError('network_failed', secrets, { hint: secrets, cause, known: { text: secrets } });
  },
};

describe('secrets', () => {
  const env = { PIKA_DEV_KEY: canary, HTTPS_PROXY: proxy };

  test.each([
    ['plain', ['--progress', 'plain']],
    ['json', ['--progress', 'json']],
    ['a failure', ['--fail']],
    ['a failure with its traces', ['--fail', '--debug']],
    ['a terminal', []],
  ])('are printed nowhere: %s', async (name, argv) => {
    const stderr = new Paper(name === 'a terminal' ? 500 : undefined);
    const outcome = await runHere(leaky, argv, { env, stderr });
    const all = outcome.stdout + outcome.stderr;
    expect(outcome.stderr).toContain('sent [redacted]');
    if (argv.includes('--debug')) expect(outcome.stderr).toContain('caused by Error: cause [redacted]');
    for (const secret of [
      canary,
      passcode,
      JSON.stringify(passcode).slice(1, -1),
      'hunter22',
      'unknownkey99',
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(outcome.stderr).toContain('https://bucket.example/notes.md?[redacted]');
  });

  test('break neither the numbers nor the names of the line', async () => {
    const counting: Verb = {
      ...leaky,
      result: z.object({ size_bytes: z.number(), status: z.string(), told: z.string() }),
      run: async () => ({ size_bytes: 12345678, status: 'fine', told: 'the code is 345678' }),
    };
    const passcodes = { PIKA_MEETING_PASSWORD: '345678', PIKA_TOKEN: 'status' };
    const { line } = await runHere(counting, [], { env: passcodes });
    expect(line).toMatchObject({ size_bytes: 12345678, status: 'fine', told: 'the code is [redacted]' });
  });

  test('stay whole in innocent text', () => {
    const redaction = new Redaction(['12345']);
    expect(redaction.scrub('12345 of 123456')).toBe('12345 of 123456');
    expect(redaction.scrub('https://zoom.us/j/1?pwd=x')).toBe('https://zoom.us/j/1?pwd=x');
  });
});

describe('stdout', () => {
  const printing: Verb = {
    ...leaky,
    async run(_options, runtime) {
      for (const fraction of [0, 0.5, 1]) runtime.progress.step(`step ${fraction}`, fraction);
      return { text: 'two\nlines\u2028' };
    },
  };

  test.each([
    [['--progress', 'auto']],
    [['--progress', 'plain']],
    [['--progress', 'json']],
    [['--quiet']],
    [['--debug']],
  ])('holds one line with %j', async (argv) => {
    const { line, exitCode } = await runHere(printing, argv);
    expect(line).toEqual({ ok: true, command: 'leaky', text: 'two\nlines\u2028', warnings: [] });
    expect(exitCode).toBe(0);
  });

  test('--quiet wins over --progress', async () => {
    expect((await runHere(printing, ['--quiet', '--progress', 'json'])).stderr).toBe('');
  });
});
