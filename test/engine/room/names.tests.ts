import { describe, expect, test } from 'vitest';
import { initialsOf, withoutMark } from '../../../scripts/engine/room/page/page-elements.js';

describe('the initials of a name', () => {
  test.each([
    ['Sam', 'S'],
    ['Sam Carter', 'SC'],
    ['sam van der carter', 'SC'],
    ['Ada (AI)', 'A'],
    ['👩‍💻 Ana', 'A'],
    ['👩‍💻', '👩‍💻'],
    ['🇩🇪 🎉', '🇩🇪'],
    ['👍🏽', '👍🏽'],
    ['e\u0301a b', 'E\u0301B'],
    ['مريم حسن', 'مح'],
    ['(guest)', 'G'],
    ['...', '.'],
    ['', '?'],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

test('an avatar is named without its mark', () => {
  expect(['Ada (AI)', 'Ada (bot)', 'Ada', 'Ada (guest)'].map(withoutMark)).toEqual([
    'Ada',
    'Ada',
    'Ada',
    'Ada (guest)',
  ]);
});
