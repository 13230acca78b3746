import { describe, expect, test } from 'vitest';
import { asciiText, plainText } from '../../../scripts/engine/speech/plain-text.ts';
import { spokenForm } from '../../../scripts/engine/speech/spoken-form.ts';

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
