import { describe, expect, test } from 'vitest';
import { cutShort, heardWords } from '../../scripts/engine/heard-words.ts';

const text = 'The quick answer is short, and the long one takes a while.';

describe('what was heard of a text', () => {
  test.each([
    [0, ''],
    [0.13, ''],
    [0.7, 'The quick'],
    [2, 'The quick answer is short,'],
    [3.2, 'The quick answer is short, and the long'],
    [4.5, text],
  ])('after %f of 4.5 seconds: %j', (seconds, heard) => {
    const spans = [
      { start: 0, end: 1.8 },
      { start: 2, end: 4.5 },
    ];
    const parts = heardWords(text, seconds, spans, true);
    expect(parts.heard).toBe(heard);
    const joined = `${parts.heard}${parts.rest}`.replaceAll(' ', '');
    expect(joined).toBe(text.replaceAll(' ', ''));
  });

  test('a pause that is not in the text costs no words', () => {
    const spans = [
      { start: 0, end: 1 },
      { start: 5, end: 6 },
    ];
    expect(heardWords('one two three four', 4, spans, true).heard).toBe('one two');
  });

  test('sound that is still being synthesized is not taken for all of it', () => {
    const spans = [{ start: 0, end: 0.5 }];
    expect(heardWords(text, 0.5, spans, true).rest).toBe('');
    expect(heardWords(text, 0.5, spans, false).rest).not.toBe('');
  });

  test('Japanese is cut between words', () => {
    const { heard, rest } = heardWords('今日はいい天気です', 0.6, [{ start: 0, end: 1.2 }], true);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard + rest).toBe('今日はいい天気です');
  });

  test('a mark shows that there was more', () => {
    expect(cutShort('The quick')).toBe('The quick …');
    expect(cutShort('')).toBe('');
  });
});
