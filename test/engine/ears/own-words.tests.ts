import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OwnWords } from '../../../scripts/engine/ears/own-words.ts';
import { anyText } from '../../fuzz.ts';
import { processorTime } from '../../machine-speed.ts';

/** What the avatar says, when it stops (milliseconds after its start), what is heard then and when, and the guest's part of that. */
type Row = [what: string, said: string[], endsAt: number, heard: string, at: number, guests: string];

const plan = 'The release goes out on Thursday. Two tests are still failing, and they come first.';

const rows: Row[] = [
  // All of it is the avatar's.
  ['the whole', [plan], 5000, plan, 5600, ''],
  ['without signs and capitals', [plan], 5000, plan.toLowerCase().replace(/[.,]/g, ''), 6200, ''],
  ['while it is said', [plan], 5000, 'the release goes out', 1500, ''],
  ['one word while it is said', [plan], 5000, 'thursday', 1800, ''],
  ['a part of it soon after', [plan], 5000, 'they come first', 5900, ''],
  ['a part of it later', [plan], 5000, 'two tests are still failing', 8000, ''],
  [
    'across two sentences',
    ['We ship on Monday.', 'Not before.'],
    3000,
    'ship on monday not before',
    4000,
    '',
  ],
  [
    'with words misheard',
    [plan],
    5000,
    'the release goes out on thirsty two texts are still failing',
    5600,
    '',
  ],
  [
    'with words left out',
    [plan],
    5000,
    'release goes out thursday two tests failing they come first',
    5600,
    '',
  ],
  ['misheard at both ends', [plan], 5000, 'a release goes out on thursdays to', 5600, ''],
  ['one short sentence at once', ['Hello.'], 400, 'hello', 900, ''],
  ['in another script', ['今日はとても良い天気ですね。'], 3000, '今日はとても良い天気ですね', 3500, ''],
  [
    'with other forms of the same letters',
    ['Ｔｈｅ café is open today'],
    2000,
    'the café is open today',
    2500,
    '',
  ],
  [
    'with accents lost',
    ['Die Prüfung läuft noch bis Freitag'],
    2000,
    'die prufung lauft noch bis freitag',
    2500,
    '',
  ],
  // A guest speaks.
  [
    'something else',
    [plan],
    5000,
    'what about the budget for next year',
    5600,
    'what about the budget for next year',
  ],
  ['something else while it speaks', [plan], 5000, 'wait a moment please', 1500, 'wait a moment please'],
  ['an answer with its words', ['Shall we ship on Monday or Tuesday?'], 3000, 'on Monday', 5200, 'on Monday'],
  ['one word of its question', ['Shall we ship on Monday or Tuesday?'], 3000, 'Monday', 3900, 'Monday'],
  ['a greeting back', ['Hello.'], 400, 'hello', 4000, 'hello'],
  [
    'the same long after',
    [plan],
    5000,
    'the release goes out on thursday',
    20_000,
    'the release goes out on thursday',
  ],
  [
    'a question about it',
    [plan],
    5000,
    'did you just say that the release goes out on thursday',
    7000,
    'did you just say that the release goes out on thursday',
  ],
  // Both.
  [
    'a guest who breaks in',
    [plan],
    5000,
    'The release goes out on thursday, stop, which one?',
    2500,
    'stop, which one?',
  ],
  ['nothing at all', [plan], 5000, '…', 1000, '…'],
];

describe('what a dictation picked up of the avatar', () => {
  test.each(rows)('%s', (_what, said, endsAt, heard, at, guests) => {
    const words = new OwnWords();
    for (const sentence of said) words.began('1', sentence, 0);
    if (at > endsAt) words.ended('1', endsAt);
    expect(words.guestsOwn(heard, at)).toBe(guests);
  });

  test('is nothing before it has said anything', () => {
    expect(new OwnWords().guestsOwn('good morning', 0)).toBe('good morning');
  });

  test('is a part of what was heard, and is found quickly', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (said, heard) => {
        const words = new OwnWords();
        words.began('1', said, 0);
        expect(heard.endsWith(words.guestsOwn(heard, 10))).toBe(true);
      }),
    );
    const words = new OwnWords();
    words.began('1', 'release '.repeat(2500), 0);
    const spentMs = processorTime();
    words.guestsOwn('realise '.repeat(250), 10);
    expect(spentMs()).toBeLessThan(5000);
  });
});
