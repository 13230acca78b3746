import { expect, test } from 'vitest';
import { tellsOfPeople } from '../../scripts/context/privacy/people-matters.ts';
import { judgeOf } from '../../scripts/context/privacy/privacy-judge.ts';
import { withoutPrivateParts } from '../../scripts/context/privacy/private-parts.ts';

const forColleagues = judgeOf(false, tellsOfPeople);
const forOutsiders = judgeOf(true, tellsOfPeople);

const cases: readonly [name: string, text: string][] = [
  ['an item and what is nested in it', '- (private) DROP\n  - DROP\n\n  DROP\n- stays'],
  ['a numbered item', '1. private: DROP\n2. stays'],
  ['a box', '- [ ] private: DROP\n- [ ] stays'],
  [
    'a section with its subsections and its code',
    '## Private plans\nDROP\n### a\nDROP\n```\nDROP\n```\n## Next\nstays',
  ],
  ['a section down to a higher heading', '# T\n## Private\nDROP\n# U\nstays'],
  ['a section under an underlined heading', 'Private stuff\n-------------\nDROP\n\nOpen\n----\nstays'],
  ['a section under bold letters', '**Confidential**\n- DROP\n- DROP\n\n**Public**\n- stays'],
  ['a section under a label', 'Private:\n- DROP\nWork:\n- stays'],
  ['what follows a mark alone', 'Confidential.\n\nDROP\n\n## End\nstays'],
  ['a row by a column of flags', '| Name | Private |\n|---|---|\n| Ben stays | no |\n| DROP | yes |'],
  ['a column', '| Name | Confidential notes |\n|---|---|\n| Ben stays | DROP |'],
  ['a row by its cell', '| Name | Who |\n|---|---|\n| stays | all |\n| DROP | private |'],
  ['a block quote', '> **Private**\n> DROP\n\nstays'],
  ['a quoted paragraph', '> Private: DROP\n> DROP\n\nstays'],
  ['what stands between comments', '<!-- private -->\n- DROP\n<!-- /private -->\n- stays'],
  ['an item by a comment', '- DROP <!-- private -->\n- stays'],
  ['a sentence on its line', 'A stays.\nTalk with DROP on Friday, private.\nB stays.'],
  ['a paragraph that its end marks', 'DROP wants more.\nDROP leaves else. (confidential)\n\nstays'],
  ['a paragraph over lines', 'Talk with DROP on\nFriday, private.\n\nstays'],
  ['details', '## A\n<details><summary>Private</summary>\nDROP\n</details>\n\n## B\nstays'],
  ['a line to do', 'TODO: private: DROP\n\nstays'],
];

test.each(cases)('leaves out %s', (_name, given) => {
  const { text, parts } = withoutPrivateParts(given, forColleagues);
  expect(text).not.toContain('DROP');
  expect(text.match(/stays/g)).toEqual(given.match(/stays/g));
  expect(text.split('\n')).toHaveLength(given.split('\n').length);
  expect(parts.length).toBeGreaterThan(0);
  for (const { reason } of parts) expect(reason).toBe('marked_private');
});

test('says on which line each part starts, after front matter too', () => {
  const given = '---\ntitle: x\n---\n# Plan\n- stays\n- private: DROP\n  DROP\n';
  expect(withoutPrivateParts(given, forColleagues).parts).toEqual([
    { line: 6, lines: 2, reason: 'marked_private' },
  ]);
});

test('keeps an empty row where one was, so that the columns of the table keep their heads', () => {
  const given = '| Name | Password |\n|---|---|\n| a (private) | b |\n| c | d |';
  expect(withoutPrivateParts(given, forColleagues).text.split('\n')[2]).toBe('| |');
});

test('keeps from outsiders what is for colleagues, and what is said of people', () => {
  const given =
    '- internal only: the roadmap\n- stays\n\n## Salaries\n- Ben: 70\n\n## Plan\n- Priya is on sick leave\n';
  expect(withoutPrivateParts(given, forColleagues).parts).toEqual([]);
  const { text, parts } = withoutPrivateParts(given, forOutsiders);
  expect(text.replace(/\n+/g, '\n')).toBe('\n- stays\n## Plan\n');
  expect(parts).toEqual([
    { line: 1, lines: 1, reason: 'marked_internal' },
    { line: 4, lines: 2, reason: 'about_people' },
    { line: 8, lines: 1, reason: 'about_people' },
  ]);
});
