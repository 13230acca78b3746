import { describe, expect, test } from 'vitest';
import { moodOfText } from '../../scripts/engine/session/mood-of-text.ts';
import { moodWords } from '../../scripts/engine/session/mood-words.ts';

describe('the mood of a text', () => {
  test.each(moodWords)('is $mood in $language: $example', ({ mood, example }) => {
    expect(moodOfText(example)).toBe(mood);
  });

  test.each(moodWords)('is not told by what only seems $mood in $language: $nearMiss', ({ nearMiss }) => {
    expect(moodOfText(nearMiss)).toBe('neutral');
  });

  test.each([
    ['', 'neutral'],
    ['The release goes out on Thursday.', 'neutral'],
    ['Thank you. Unfortunately the build is red.', 'serious'],
    ['Congratulations! Sorry for the delay.', 'neutral'],
    ['Thanks, everybody: we did it!', 'excited'],
    ['I’m afraid it is late.', 'serious'],
    [`${'The build is green. '.repeat(20)}Thank you.`, 'neutral'],
  ])('%j is %s', (text, mood) => {
    expect(moodOfText(text)).toBe(mood);
  });
});
