import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { codeOf, firstLineOf, isMissing, messageOf } from '../../scripts/base/failure.ts';

test('anything that was thrown has a message', () => {
  expect(messageOf(new Error('broken'))).toBe('broken');
  expect(messageOf(new TypeError())).toBe('TypeError');
  expect(messageOf('a string')).toBe('a string');
  expect(firstLineOf(new Error('broken\nwith a report'))).toBe('broken');
});

test('a missing file is told from one that cannot be read', async () => {
  const failure = (file: string) => readFile(file).catch((error: unknown) => error);
  expect(isMissing(await failure('/nowhere/at/all'))).toBe(true);
  expect(isMissing(await failure(`${import.meta.filename}/below`))).toBe(true);
  expect(isMissing(await failure(import.meta.dirname))).toBe(false);
  expect(codeOf(await failure(import.meta.dirname))).toBe('EISDIR');
  expect(codeOf('ENOENT')).toBe('');
});
