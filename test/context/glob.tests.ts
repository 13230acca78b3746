import { describe, expect, test } from 'vitest';
import { literalFolder } from '../../scripts/context/files/glob.ts';
import { globMatcher, pathMatcher } from '../../scripts/context/files/path-matcher.ts';

describe('globs', () => {
  test.each([
    ['*.log', 'app.log', true],
    ['*.log', 'logs/app.log', false],
    ['**/*.log', 'app.log', true],
    ['**/*.log', 'a/b/app.log', true],
    ['logs/**', 'logs/a/b.txt', true],
    ['logs/*.{log,err}', 'logs/app.err', true],
    ['logs/*.{log,err}', 'logs/app.out', false],
    ['a?c.md', 'abc.md', true],
    ['a?c.md', 'a/c.md', false],
    ['notes (old).md', 'notes (old).md', true],
    ['a+b.md', 'aab.md', false],
    ['{unbalanced.md', '{unbalanced.md', true],
    ['a.md', 'axmd', false],
    ['notes [1].md', 'notes [1].md', true],
    ['!a.md', 'b.md', false],
    ['@(a|b).md', 'a.md', false],
    ['.*', '.hidden', true],
    ['*', '.hidden', true],
  ])('%s on %s: %s', (glob, path, matches) => {
    expect(globMatcher(glob)(path)).toBe(matches);
  });

  test('cover everything below a folder that they name', () => {
    const matches = pathMatcher(['memory/', 'private*']);
    expect(matches('memory/2026-01-01.md')).toBe(true);
    expect(matches('private-notes/a/b.md')).toBe(true);
    expect(matches('memory.md')).toBe(false);
  });

  test('know the folder that all matches are in', () => {
    expect(literalFolder('a/b/*.log')).toBe('a/b');
    expect(literalFolder('a/**/b/*.log')).toBe('a');
    expect(literalFolder('*.log')).toBe('');
  });
});
