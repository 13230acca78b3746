import { describe, expect, test } from 'vitest';
import { groupErrors } from '../../scripts/context/facts/log-errors.ts';

describe('failing patterns of a log', () => {
  test('groups lines that differ in times, numbers and ids only', () => {
    const log = [
      '2026-11-19T10:00:01Z ERROR order 4711 failed for "ana"',
      '2026-11-19T10:00:02.123Z INFO all fine',
      '2026-11-19 10:00:03 ERROR order 4712 failed for "ben"',
      '[2026-11-19 10:00:04] Unhandled TypeError: x is undefined',
      '    at run (/srv/app.js:1:2)',
    ].join('\n');
    expect(groupErrors(log)).toEqual([
      { text: 'ERROR order 4711 failed for "ana"', count: 2, lastLine: 2 },
      { text: 'Unhandled TypeError: x is undefined', count: 1, lastLine: 3 },
    ]);
  });

  test('reads logs in JSON by their level', () => {
    const log = [
      JSON.stringify({ level: 'error', msg: 'no space left' }),
      JSON.stringify({ level: 50, msg: 'no space left' }),
      JSON.stringify({ level: 'info', msg: 'error page shown' }),
      JSON.stringify({ severity: 'ERROR', err: { message: 'socket hang up' } }),
      '{"level":"error", cut off',
    ].join('\n');
    expect(groupErrors(log).map(({ text, count }) => [text, count])).toEqual([
      ['error: no space left', 2],
      ['{"level":"error", cut off', 1],
      ['error: socket hang up', 1],
    ]);
  });

  test('is not misled by lines that only speak of errors', () => {
    expect(groupErrors('INFO 0 errors\ncompiled with no errors\nDEBUG error handler installed\n')).toEqual(
      [],
    );
  });

  test('counts nothing twice and puts the newest first among equals', () => {
    expect(groupErrors('error: a\nerror: b\n').map(({ text }) => text)).toEqual(['error: b', 'error: a']);
  });
});
