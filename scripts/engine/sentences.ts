/** After these a full stop does not end a sentence. */
const abbreviations =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|approx|dept|fig|inc|ltd|corp|co|vol|gen|sen|rep|rev|e\.g|i\.e|cf|a\.m|p\.m|u\.s|u\.k|\p{Lu})\.\s*$/iu;
/** Longer sentences are said in parts: a part is what is lost at least when the bot is interrupted. */
const longest = 220;
const speakable = /[\p{L}\p{N}]/u;

/** A first sentence shorter than this is made quickly enough as it is. */
const quickLength = 80;
/** What is said first: long enough to cover the making of the rest, short enough to be made at once. */
const opening = { min: 24, max: 100 };
/** A clause stops at its mark; without one, before a word that begins another. */
const clauseMark = /[,;:](?=\s)|\s[–—](?=\s)/g;
const clauseWord =
  /\s(?=(?:and|but|because|so|which|while|when|where|if|although|that|or|then|after|before)\s)/gi;

/**
 * Splits text into what is said in one breath: sentences, long ones at their commas. Nothing without a letter or a digit
 * is returned; spaces are single. `isQuick`: of a long first sentence the first clause comes alone, so that it is heard sooner.
 */
export function splitSentences(text: string, language = 'en', { isQuick = false } = {}): string[] {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const { whole, rest } = wholeSentences(flat, language);
  const said = [...whole, rest]
    .flatMap((sentence) => splitLong(sentence.trim()))
    .filter((sentence) => speakable.test(sentence));
  const [first, ...others] = said;
  return isQuick && first ? [...splitFirst(first), ...others] : said;
}

/** Splits a growing text into whole sentences, each as soon as the next one starts. */
export class SentenceStream {
  #rest = '';

  /** Adds a piece. @returns the sentences that are now complete. */
  push(piece: string): string[] {
    const { whole, rest } = wholeSentences(this.#rest + piece, 'en');
    // The last one may still grow, even behind a full stop: "3." becomes "3.5".
    this.#rest = rest || (whole.pop() ?? '');
    return whole.map((sentence) => sentence.trim()).filter(Boolean);
  }

  /** Ends the text. @returns the rest of it. */
  end(): string[] {
    const last = this.#rest.trim();
    this.#rest = '';
    return last ? [last] : [];
  }
}

/** The sentences of a text, and what follows the last of them: a text that an abbreviation ends is not yet a sentence. */
function wholeSentences(text: string, language: string): { whole: string[]; rest: string } {
  const whole: string[] = [];
  let rest = '';
  for (const { segment } of segmenterOf(language).segment(text)) {
    rest += segment;
    if (abbreviations.test(rest)) continue;
    whole.push(rest);
    rest = '';
  }
  return { whole, rest };
}

/** The first clause, and the rest of the sentence. */
function splitFirst(sentence: string): string[] {
  if (sentence.length < quickLength) return [sentence];
  const cuts = [clauseMark, clauseWord].map((pattern) =>
    [...sentence.matchAll(pattern)]
      .map(({ index, 0: mark }) => index + mark.length)
      .find((at) => at >= opening.min && at <= opening.max),
  );
  const cut = cuts.find((at) => at !== undefined);
  if (cut === undefined) return [sentence];
  return [sentence.slice(0, cut).trim(), sentence.slice(cut).trim()];
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
