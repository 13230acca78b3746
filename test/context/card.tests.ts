import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, divide, wholeSentences } from '../../scripts/base/clean-text.ts';
import { composeCard, type Fact } from '../../scripts/context/card.ts';
import { sectionNames } from '../../scripts/context/sections.ts';

const fact = (section: Fact['section'], text: string): Fact => ({ section, text, source: 'a.md' });

describe('composing the card', () => {
  test('never exceeds the limit, and accounts for every fact', () => {
    const facts = fc.array(
      fc.record({
        section: fc.constantFrom(...sectionNames),
        text: fc.stringMatching(/^([A-Za-z]{1,9}[ ,.] ?){1,40}$/).map((text) => text.trim()),
        source: fc.constant('a.md'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(facts, fc.integer({ min: 200, max: 3000 }), (given, limit) => {
        const card = composeCard('# Head\n\n', given, '## Rules\n- rule\n', limit);
        expect(card.text.length).toBeLessThanOrEqual(limit);
        const characters = (list: { characters: number }[]) =>
          list.reduce((sum, cut) => sum + cut.characters, 0);
        const all = given.reduce((sum, { text }) => sum + text.length, 0);
        const used = card.used.reduce((sum, { text }) => sum + text.length, 0);
        expect(used + characters(card.cut)).toBe(all);
        for (const { text } of card.used) expect(card.text).toContain(`- ${text}\n`);
      }),
    );
  });

  test('gives every section its share before any takes more', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      fact('who', `Statement number ${index} about the bot.`),
    );
    const card = composeCard('', [...many, fact('last', 'They agreed on the plan.')], '', 900);
    expect(card.text).toContain('They agreed on the plan.');
    expect(card.cut).toEqual([{ section: 'who', facts: expect.any(Number), characters: expect.any(Number) }]);
  });

  test('cuts the last fact at the end of a sentence', () => {
    const long =
      `${'The first sentence says what is most important here.'} ${'The second one goes on. '.repeat(20)}`.trim();
    const { text, cut } = composeCard('', [fact('who', long)], '', 150);
    expect(text).toMatch(
      /- The first sentence says what is most important here\.( The second one goes on\.)*\n\n$/,
    );
    expect(cut[0]?.facts).toBe(1);
  });
});

describe('long text', () => {
  test('ends at a sentence where it can', () => {
    expect(wholeSentences('One. Two is longer.', 10)).toBe('One.');
    expect(wholeSentences('No end in sight', 5)).toBe('');
    expect(wholeSentences('هل وصل؟ نعم وصل أمس', 10)).toBe('هل وصل؟');
  });

  test('is divided at sentences, else at words, else at letters, and what is left is told', () => {
    expect(divide('One. Two is longer. Three.', 12, 3).pieces).toEqual(['One.', 'Two is', 'longer.']);
    expect(divide('One. Two. Three. Four.', 9, 2)).toEqual({
      pieces: ['One. Two.', 'Three.'],
      left: 'Four.',
    });
    expect(divide('First this, then that; and so on for ever', 30, 2).pieces).toEqual([
      'First this, then that;',
      'and so on for ever',
    ]);
    expect(divide('No end in sight', 9, 1)).toEqual({ pieces: ['No end …'], left: 'in sight' });
    expect(divide('他来了。她走了很远的路。', 6, 1).pieces).toEqual(['他来了。']);
    expect(divide('とても長い文で句点がない', 6, 2).pieces).toEqual(['とても長い文', 'で句点がない']);
    expect(divide('😀😀😀😀', 5, 1).pieces).toEqual(['😀 …']);
    expect(divide('ab😀 cdefgh', 6, 2).pieces).toEqual(['ab😀', 'cdefgh']);
  });

  test('never is longer in pieces, and loses nothing but the spaces between them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 10, max: 90 }),
        (text, room) => {
          const given = text.trim();
          const { pieces, left } = divide(given, room, 500);
          expect(left).toBe('');
          for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(room);
          expect(pieces.join('').replace(/\s/g, '')).toBe(given.replace(/\s/g, ''));
        },
      ),
    );
  });
});

describe('clean text', () => {
  test('keeps the joiners that a script or an emoji is spelled with, and no others', () => {
    for (const spelled of ['می\u200cخواهم', 'क्\u200dष', '👩\u200d💻', '👩🏽\u200d💻'])
      expect(cleanText(spelled)).toBe(spelled.normalize('NFC'));
    expect(cleanText('pass\u200dword \u202eevil и\u200dгнор')).toBe('password evil игнор');
  });
});
