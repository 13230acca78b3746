import { describe, expect, test } from 'vitest';
import { SentenceStream, splitSentences } from '../../scripts/engine/sentences.ts';

describe('splitting text into what is said in one breath', () => {
  test.each([
    ['One sentence.', ['One sentence.']],
    ['Hello there. How are you? Fine!', ['Hello there.', 'How are you?', 'Fine!']],
    ['Dr. Smith and Mrs. Jones agree. So do I.', ['Dr. Smith and Mrs. Jones agree.', 'So do I.']],
    ['Take some, e.g. Monday. Or not.', ['Take some, e.g. Monday.', 'Or not.']],
    ['J. R. Miller signed it.', ['J. R. Miller signed it.']],
    ['It costs 3.50 dollars. Really.', ['It costs 3.50 dollars.', 'Really.']],
    ['No. That is wrong.', ['No.', 'That is wrong.']],
    ['first line\nsecond line', ['first line second line']],
    ['  \n ', []],
    ['... !!! —', []],
  ])('%j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  test('a sentence too long for one breath is said in parts, and loses nothing', () => {
    const clause = 'and then we looked at the next of the many points on the list, ';
    const text = `First we met, ${clause.repeat(12)}and went home.`;
    const parts = splitSentences(text);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(220);
    expect(parts.join(' ')).toBe(text);
  });

  test('a word without end is cut', () => {
    const parts = splitSentences('a'.repeat(1000));
    expect(parts.join('')).toBe('a'.repeat(1000));
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(220);
  });

  test.each([
    ['A short one, with a clause.', ['A short one, with a clause.']],
    [
      'After the review on Monday we talked about the release, and we agreed that the tests come first. Fine, so be it.',
      [
        'After the review on Monday we talked about the release,',
        'and we agreed that the tests come first.',
        'Fine, so be it.',
      ],
    ],
    [
      'The two failing tests should be repaired before anybody writes a single new feature for the whole week',
      [
        'The two failing tests should be repaired',
        'before anybody writes a single new feature for the whole week',
      ],
    ],
    [
      'Yes, the sum of 1,250,000 dollars was paid in full on the last day of the month as agreed by everyone',
      [
        'Yes, the sum of 1,250,000 dollars was paid in full on the last day of the month as agreed by everyone',
      ],
    ],
  ])('%j is begun with its first clause', (text, parts) => {
    expect(splitSentences(text, 'en', { isQuick: true })).toEqual(parts);
    expect(splitSentences(text, 'en').join(' ')).toBe(parts.join(' '));
  });

  test('a language that nobody knows is split like English', () => {
    expect(splitSentences('One. Two.', 'not a language')).toEqual(['One.', 'Two.']);
  });

  test('Japanese has its own full stops', () => {
    expect(splitSentences('こんにちは。元気ですか。', 'ja')).toEqual(['こんにちは。', '元気ですか。']);
  });
});

describe('a text that is still being written', () => {
  test('returns each sentence as soon as the next starts, the last at the end', () => {
    const stream = new SentenceStream();
    expect(stream.push('It costs 3.5')).toEqual([]);
    expect(stream.push(' euros. Is that')).toEqual(['It costs 3.5 euros.']);
    expect(stream.push(' fine? Yes')).toEqual(['Is that fine?']);
    expect(stream.end()).toEqual(['Yes']);
    expect(stream.end()).toEqual([]);
  });

  test('is not cut at an abbreviation, however its pieces come', () => {
    const text = 'Ask Dr. Smith, e.g. on Monday. It costs 3.50 dollars. Fine.';
    for (const size of [1, 2, 5, 100]) {
      const stream = new SentenceStream();
      const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
      const sentences = [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
      expect(sentences).toEqual(['Ask Dr. Smith, e.g. on Monday.', 'It costs 3.50 dollars.', 'Fine.']);
    }
  });
});
