import { describe, expect, test } from 'vitest';
import { nearest } from '../../scripts/cli/nearest.ts';

const names = ['join', 'leave', 'status', 'sessions', 'prepare-avatar', 'topup'];

describe('the nearest name', () => {
  test.each([
    ['a letter left out', 'jon', 'join'],
    ['a letter too many', 'leavee', 'leave'],
    ['another letter', 'jain', 'join'],
    ['two letters swapped', 'jion', 'join'],
    ['two mistakes in a long word', 'sesion', 'sessions'],
    ['capital letters', 'LEAVE', 'leave'],
    ['a hyphen', 'top-up', 'topup'],
    ['the beginning', 'prepare', 'prepare-avatar'],
    ['a short beginning', 'stat', 'status'],
    ['the end', 'avatar', 'prepare-avatar'],
  ])('sees through %s', (_name, typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });

  test.each([
    ['nothing', ''],
    ['one letter', 'j'],
    ['another word', 'xyzzy'],
    ['a word with a few letters in common', 'jumping'],
    ['a very long word', 'leave'.repeat(10_000)],
  ])('does not guess at %s', (_name, typed) => {
    expect(nearest(typed, names)).toBeUndefined();
  });
});
