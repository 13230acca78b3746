/** A stretch of sound between two pauses, seconds. */
export interface SoundSpan {
  start: number;
  end: number;
}

/** How much of a text was heard. */
export interface HeardWords {
  /** Up to the last whole word. */
  heard: string;
  /** The rest; empty if all of it was heard. */
  rest: string;
}

interface Word {
  /** Where it ends in the text. */
  end: number;
  /** How long it takes to say, in letters. */
  weight: number;
  /** The number of its phrase. There are pauses between phrases. */
  phrase: number;
}

/** Letters a second at a voice's usual pace, for text whose sound is not known yet. */
const lettersPerSecond = 13;
/** A digit is read as a word. */
const lettersPerDigit = 4;
/** How precisely the end of a word is known. */
const toleranceSec = 0.03;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let phrase = 0;
  let isPause = false;
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) {
      if (isPause && words.length > 0) phrase += 1;
      isPause = false;
      const digits = segment.match(/\p{N}/gu)?.length ?? 0;
      words.push({
        end: index + segment.length,
        weight: segment.length + digits * (lettersPerDigit - 1),
        phrase,
      });
    } else if (/[,;:.!?…–—()、。，！？؛،]/u.test(segment)) isPause = true;
  }
  return words;
}

const lengthOf = (spans: readonly SoundSpan[]): number =>
  spans.reduce((sum, { start, end }) => sum + end - start, 0);

const weightOf = (words: readonly Word[]): number => words.reduce((sum, { weight }) => sum + weight, 0);

/** The instant at which this much of the sounding time is over, not counting pauses. */
function instantAt(spans: readonly SoundSpan[], sounding: number): number {
  let left = sounding;
  for (const { start, end } of spans) {
    if (left <= end - start) return start + left;
    left -= end - start;
  }
  return spans.at(-1)?.end ?? 0;
}

/** When each word ends, by its share of the sound. */
function endsOf(words: readonly Word[], spans: readonly SoundSpan[]): number[] {
  const [total, length] = [weightOf(words), lengthOf(spans)];
  let said = 0;
  return words.map(({ weight }) => {
    said += weight;
    return instantAt(spans, (said / total) * length);
  });
}

/** If text and sound have the same number of phrases, each phrase is measured alone, so that a pause falls where its comma is. */
function endsByPhrase(words: readonly Word[], spans: readonly SoundSpan[]): number[] {
  const phrases = (words.at(-1)?.phrase ?? 0) + 1;
  if (phrases !== spans.length) return endsOf(words, spans);
  return spans.flatMap((span, index) =>
    endsOf(
      words.filter(({ phrase }) => phrase === index),
      [span],
    ),
  );
}

/** The sound as it will be, if only its start is known. */
function completed(spans: readonly SoundSpan[], words: readonly Word[]): SoundSpan[] {
  const missing = weightOf(words) / lettersPerSecond - lengthOf(spans);
  const start = spans.at(-1)?.end ?? 0;
  return missing > 0 ? [...spans, { start, end: start + missing }] : [...spans];
}

/**
 * How much of `text` was heard when its sound was cut after `seconds`: whole words only.
 * @param spans where the sound is not silent; without any it is taken to be spoken at the usual pace.
 * @param isWhole all of the sound is in `spans`.
 */
export function heardWords(
  text: string,
  seconds: number,
  spans: readonly SoundSpan[] = [],
  isWhole = false,
): HeardWords {
  const words = wordsOf(text);
  const ends = endsByPhrase(words, isWhole && spans.length > 0 ? spans : completed(spans, words));
  const count = ends.filter((end) => end <= seconds + toleranceSec).length;
  if (count === words.length) return { heard: text, rest: '' };
  const end = words[count - 1]?.end ?? 0;
  // The comma after a word belongs to it.
  const cut = count === 0 ? 0 : end + (/^[^\s\p{L}\p{N}]*/u.exec(text.slice(end))?.[0].length ?? 0);
  return { heard: text.slice(0, cut).trim(), rest: text.slice(cut).trim() };
}

/** Marks a text that was cut short. An empty text stays empty. */
export function cutShort(heard: string): string {
  return heard && `${heard} …`;
}
