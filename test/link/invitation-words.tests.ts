import { describe, expect, test } from 'vitest';
import { numberLabels, passcodeLabels } from '../../scripts/link/invitation-words.ts';
import { findMeetingNumbers } from '../../scripts/link/meeting-number.ts';
import { findPasscode } from '../../scripts/link/passcode.ts';

const number = '82345678901';
const invitation = (line: string) => `Join: https://zoom.us/j/${number}\n${line}\n`;

describe('the words of invitations', () => {
  test.each(passcodeLabels.map(({ example: [line, code] }) => [line, code]))('%s', (line, code) => {
    expect(findPasscode(invitation(line), number)).toBe(code);
  });

  test.each(passcodeLabels.flatMap(({ labels }) => labels))('%s stands before a passcode', (label) => {
    expect(findPasscode(invitation(`${label}: k3Xw9`), number)).toBe('k3Xw9');
  });

  test.each(numberLabels.map(({ example: [line, found] }) => [line, found]))('%s', (line, found) => {
    expect(findMeetingNumbers(line)).toEqual([found]);
  });

  test('have an example whose label is one of the row', () => {
    for (const { labels, example, language } of [...passcodeLabels, ...numberLabels]) {
      const [line] = example;
      expect(
        labels.some((label) => new RegExp(label, 'iu').test(line)),
        language,
      ).toBe(true);
    }
  });

  test('are one row a language', () => {
    for (const table of [passcodeLabels, numberLabels]) {
      const languages = table.map(({ language }) => language);
      expect(languages).toEqual([...new Set(languages)]);
    }
  });
});
