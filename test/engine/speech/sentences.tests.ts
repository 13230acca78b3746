import { describe, expect, test } from 'vitest';
import { asciiText, plainText } from '../../../scripts/engine/speech/plain-text.ts';
import { splitSentences } from '../../../scripts/engine/speech/sentences.ts';
import { spokenForm } from '../../../scripts/engine/speech/spoken-form.ts';

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

  test('in ASCII no letter is lost', () => {
    expect(asciiText('Straße, Ørsted, Łódź, Þór, æble, 20 €')).toBe(
      'Strasse, Orsted, Lodz, Thor, aeble, 20 euros',
    );
  });

  test.each([
    ['en', 'Version 2.4.1 is out.', 'Version 2 point 4 point 1 is out.'],
    ['en', 'We ship v10.0.3', 'We ship version 10 point 0 point 3'],
    ['en', 'At 14:30, or 9:05, or 9:00.', "At 14 30, or 9 oh 5, or 9 o'clock."],
    ['en', 'At 14:00 or 2:15 pm.', 'At 14 hundred or 2 15 PM.'],
    ['en', 'It costs $3.50.', 'It costs 3 dollars 50.'],
    ['en', 'It costs $1, €20, £1,200.00', 'It costs 1 dollar, 20 euros, 1200 pounds'],
    ['en', 'A budget of $2.5m, or €3 million.', 'A budget of 2.5 million dollars, or 3 million euros.'],
    ['en', '1,250,000 users', '1250000 users'],
    ['en', 'See https://www.example.com/docs/a-b?x=1#top.', 'See example dot com slash docs slash a-b.'],
    ['en', 'Write to ana.b@example.org!', 'Write to ana dot b at example dot org!'],
    ['en', 'Go to example.com/help, please.', 'Go to example dot com slash help, please.'],
    ['en', 'A ratio of 3:2, and 3.5 of 4.', 'A ratio of 3:2, and 3.5 of 4.'],
    ['en', 'It is 10:20:30 by the clock.', 'It is 10:20:30 by the clock.'],
    ['de', 'Version 2.4.1 vom 28.11.2026', 'Version 2 Punkt 4 Punkt 1 vom 28.11.2026'],
    ['de', 'Siehe https://example.com/docs.', 'Siehe example Punkt com Schrägstrich docs.'],
    ['ru', 'Версия 2.4.1', 'Версия 2.4.1'],
  ])('in %s %j is said as %j', (language, text, said) => {
    expect(spokenForm(text, language)).toBe(said);
  });
});
