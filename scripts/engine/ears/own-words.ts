import { mistakes } from '../../cli/nearest.ts';

/**
 * A guest without headphones also dictates what the avatar says: its voice comes out of their loudspeaker, and their browser transcribes
 * it. This recognizes the avatar's words when they come back as text; acoustic-echo.ts recognizes its voice when it comes back as sound.
 */

/** Recognizers finalize their last words this long after they were heard, network delay included. */
const tailMs = 6000;
/** Within this time a few words count as the end of what the avatar just said; later they count as a guest's answer. */
const graceMs = 1200;
/** The same for a whole short sentence: people say "Hello" back, but hardly immediately. */
const sentenceGraceMs = 2500;
/** Fewer words in a row prove nothing once the avatar is silent: "on Monday" can be an answer too. */
const minWordsAfter = { grace: 2, tail: 4 };
/** How many of the words may differ: those at the edges of the avatar's sentence are often misheard. */
const maxForeignShare = 0.3;
/** Minimum share of correctly heard words in an echo. */
const minLikeness = 0.6;
/** If a guest interrupts after this many of the avatar's words, their own words are kept. */
const minWordsBeforeBreakIn = 4;
/** In a long speech only the newest words can still come back. */
const maxWords = 150;

interface Word {
  text: string;
  /** Where it ends in its text. */
  end: number;
}

interface Spoken {
  words: Word[];
  /** Milliseconds since 1970; undefined while it is still being said. */
  endedAt?: number;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

function wordsOf(text: string): Word[] {
  return [...segmenter.segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({
      text: segment.normalize('NFKC').toLowerCase(),
      end: index + segment.length,
    }));
}

/** Whether a recognizer may have misheard one as the other: equal, a prefix, or at most a third of the letters different. */
function sounds(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || Math.abs(a.length - b.length) > shorter) return false;
  if (a.startsWith(b) || b.startsWith(a)) return true;
  return mistakes(a, b) <= Math.max(a.length, b.length) / 3;
}

/** The part of `heard` that resembles a part of `said` most: from word `from` to before `to`, with `matched` words alike. */
interface Alignment {
  from: number;
  to: number;
  matched: number;
}

interface Cell extends Alignment {
  score: number;
}

const points = { alike: 2, different: -1 };

/** The best local alignment (Smith and Waterman, 1981), word by word. */
function align(heard: readonly Word[], said: readonly Word[]): Alignment {
  let best: Cell = { score: 0, from: 0, to: 0, matched: 0 };
  let above: Cell[] = said.map(() => ({ score: 0, from: 0, to: 0, matched: 0 }));
  for (const [row, word] of heard.entries()) {
    const fresh = (): Cell => ({ score: 0, from: row, to: row, matched: 0 });
    const cells: Cell[] = [];
    for (const [column, other] of said.entries()) {
      const before = (column > 0 ? above[column - 1] : undefined) ?? fresh();
      const alike = sounds(word.text, other.text);
      const start = before.score > 0 ? before : fresh();
      const candidates: Cell[] = [
        {
          score: start.score + (alike ? points.alike : points.different),
          from: start.from,
          to: row + 1,
          matched: start.matched + (alike ? 1 : 0),
        },
        { ...(above[column] ?? fresh()), score: (above[column]?.score ?? 0) + points.different },
        { ...(cells[column - 1] ?? fresh()), score: (cells[column - 1]?.score ?? 0) + points.different },
      ];
      const cell = candidates.reduce((most, one) => (one.score > most.score ? one : most));
      cells.push(cell.score > 0 ? cell : fresh());
      // An alignment ends with a match; a different word after it is not part of it.
      if (alike && cell.score > best.score) best = cell;
    }
    above = cells;
  }
  return best;
}

const isSame = (a: readonly Word[], b: readonly Word[]): boolean =>
  a.length === b.length && a.every((word, index) => sounds(word.text, b[index]?.text ?? ''));

/** Knows what the avatar said recently, and finds it in a guest's dictation. Every `at` is in milliseconds since 1970. */
export class OwnWords {
  readonly #spoken = new Map<string, Spoken>();
  readonly #sentences: Word[][] = [];

  /** A sentence of the saying `id` becomes audible. */
  began(id: string, sentence: string, at: number): void {
    this.#expire(at);
    const words = wordsOf(sentence);
    const spoken = this.#spoken.get(id) ?? { words: [] };
    spoken.words = [...spoken.words, ...words].slice(-maxWords);
    this.#spoken.set(id, spoken);
    this.#sentences.push(words);
    if (this.#sentences.length > maxWords) this.#sentences.shift();
  }

  /** The saying `id` is no longer audible. */
  ended(id: string, at: number): void {
    const spoken = this.#spoken.get(id);
    if (spoken) spoken.endedAt = at;
  }

  /** @returns the guest's own words in `text`, recognized at `at`; empty if all of it is the avatar's. */
  guestsOwn(text: string, at: number): string {
    this.#expire(at);
    const said = [...this.#spoken.values()].flatMap(({ words }) => words).slice(-maxWords);
    const heard = wordsOf(text).slice(0, maxWords);
    if (said.length === 0 || heard.length === 0) return text;
    if (this.#isSentence(heard, at)) return '';
    const echo = align(heard, said);
    if (!this.#isEnough(echo, at)) return text;
    const length = echo.to - echo.from;
    if (heard.length - length <= heard.length * maxForeignShare) return '';
    const isBreakIn = echo.from <= 1 && echo.matched >= minWordsBeforeBreakIn;
    return isBreakIn ? withoutStart(text, heard[echo.to - 1]?.end ?? 0) : text;
  }

  /** Milliseconds since the avatar was last heard; 0 while it is. */
  #silentMs(at: number): number {
    return Math.min(...[...this.#spoken.values()].map(({ endedAt }) => at - (endedAt ?? at)));
  }

  #isSentence(heard: readonly Word[], at: number): boolean {
    const isSoon = heard.length >= minWordsAfter.tail || this.#silentMs(at) <= sentenceGraceMs;
    return isSoon && this.#sentences.some((words) => isSame(heard, words));
  }

  #isEnough({ from, to, matched }: Alignment, at: number): boolean {
    if (matched === 0 || matched < (to - from) * minLikeness) return false;
    const silentMs = this.#silentMs(at);
    if (silentMs <= 0) return true;
    return matched >= (silentMs <= graceMs ? minWordsAfter.grace : minWordsAfter.tail);
  }

  /** Forgets what can no longer come back. */
  #expire(at: number): void {
    for (const [id, { endedAt }] of this.#spoken) {
      if (endedAt !== undefined && at - endedAt > tailMs) this.#spoken.delete(id);
    }
    if (this.#spoken.size === 0) this.#sentences.length = 0;
  }
}

const withoutStart = (text: string, from: number): string => text.slice(from).replace(/^[^\p{L}\p{N}]+/u, '');
