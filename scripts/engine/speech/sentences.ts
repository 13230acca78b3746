/** After these a full stop does not end a sentence. */
const abbreviations =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|approx|dept|fig|inc|ltd|corp|co|vol|gen|sen|rep|rev|e\.g|i\.e|cf|a\.m|p\.m|u\.s|u\.k|\p{Lu})\.\s*$/iu;
/** Longer sentences are said in parts: a part is what is lost at least when the bot is interrupted. */
const longest = 220;
const speakable = /[\p{L}\p{N}]/u;

/**
 * Splits text into what is said in one breath: sentences, long ones at their commas. Nothing without a letter or a digit
 * is returned; spaces are single.
 */
export function splitSentences(text: string, language = 'en'): string[] {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenterOf(language).segment(flat)) {
    open += segment;
    if (abbreviations.test(open)) continue;
    sentences.push(open);
    open = '';
  }
  sentences.push(open);
  return sentences
    .flatMap((sentence) => splitLong(sentence.trim()))
    .filter((sentence) => speakable.test(sentence));
}

function segmenterOf(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'sentence' });
  } catch {
    return new Intl.Segmenter('en', { granularity: 'sentence' });
  }
}

function splitLong(sentence: string): string[] {
  if (sentence.length <= longest) return [sentence];
  const head = sentence.slice(0, longest);
  const clause = Math.max(...[', ', '; ', ': ', ' – ', ' — '].map((mark) => head.lastIndexOf(mark)));
  const space = head.lastIndexOf(' ');
  const cut = clause > longest / 3 ? clause + 1 : space > 0 ? space : longest;
  return [sentence.slice(0, cut).trim(), ...splitLong(sentence.slice(cut).trim())];
}
