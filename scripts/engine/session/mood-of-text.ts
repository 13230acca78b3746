import type { Mood } from '../../service/local/wire.ts';
import { type MoodWords, moodWords } from './mood-words.ts';

/** Characters at the start of a text that set its tone. */
const opening = 160;

/** Scripts that are written without spaces have no words' ends to look for. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

const rules = moodWords.map(({ mood, words }) => ({ mood, pattern: patternOf(words) }));

function patternOf(words: MoodWords['words']): RegExp {
  const alternatives = words.map((word) =>
    spaceless.test(word) ? word : `(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`,
  );
  return new RegExp(alternatives.join('|'), 'iu');
}

/** The mood in which a text wants to be said, by its opening words; neutral if they tell none, or both joy and regret. */
export function moodOfText(text: string): Mood {
  const start = text.slice(0, opening).replaceAll('’', "'");
  const found = new Set(rules.filter(({ pattern }) => pattern.test(start)).map(({ mood }) => mood));
  if (found.has('serious')) return found.has('excited') ? 'neutral' : 'serious';
  if (found.has('excited')) return 'excited';
  return found.has('warm') ? 'warm' : 'neutral';
}
