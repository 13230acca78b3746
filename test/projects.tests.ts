import { expect, test } from 'vitest';
import { filesApart, filesWithProcesses, testFiles } from './projects.ts';

test('the tables of projects name files that are there, each once', () => {
  const named = [...filesWithProcesses, ...filesApart];
  expect(named.filter((file) => !testFiles().includes(file))).toEqual([]);
  expect(new Set(named).size).toBe(named.length);
});
