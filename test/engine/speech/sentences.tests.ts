import { describe, expect, test } from 'vitest';
import { asciiText, plainText } from '../../../scripts/engine/speech/plain-text.ts';
import { splitSentences } from '../../../scripts/engine/speech/sentences.ts';

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

  test('a language that nobody knows is split like English', () => {
    expect(splitSentences('One. Two.', 'not a language')).toEqual(['One.', 'Two.']);
  });

  test('Japanese has its own full stops', () => {
    expect(splitSentences('こんにちは。元気ですか。', 'ja')).toEqual(['こんにちは。', '元気ですか。']);
  });
});

describe('text for speech programs', () => {
  test.each([
    ['**Bold** and `code`', 'Bold and code'],
    ['See [the plan](https://example.com/plan).', 'See the plan.'],
    ['It’s “done” – nearly…', 'It\'s "done", nearly...'],
    ['Great 🎉 work', 'Great work'],
    ['snake_case stays', 'snake_case stays'],
  ])('%j is said as %j', (text, said) => {
    expect(plainText(text)).toBe(said);
  });

  test('in ASCII accents are dropped', () => {
    expect(asciiText('Café Zoë naïve')).toBe('Cafe Zoe naive');
  });
});
