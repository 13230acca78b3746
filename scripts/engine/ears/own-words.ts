import { mistakes } from '../../cli/nearest.ts';

/**
 * A guest without headphones dictates what the avatar says as well: its voice comes out of their loudspeaker, and their browser writes it
 * down. This knows the avatar's words when they come back as text; echo.ts knows its voice when that comes back as sound.
 */

/** Recognizers settle their last words this long after they were heard, and the sound has been under way. */
const tailMs = 6000;
/** Until then a few words are taken for the end of what was just said; later a guest who answers with them is believed. */
const graceMs = 1200;
/** The same for a whole sentence of few words: people say "Hello" back, but hardly at once. */
const sentenceGraceMs = 2500;
/** Fewer words in a row than these prove nothing once the avatar is silent: "on Monday" is an answer as well. */
const minWordsAfter = { grace: 2, tail: 4 };
/** How much of what was heard may be something else: words misheard at the edges of the avatar's sentence. */
const maxForeignShare = 0.3;
/** The share of words within the echo that are heard right at least. */
const minLikeness = 0.6;
/** A guest who breaks in after this many of the avatar's words has their own words kept. */
const minWordsBeforeBreakIn = 4;
/** Of long speech only the newest words can still be on their way. */
const maxWords = 150;

interface Word {
  text: string;
  /** Where it ends in the text that it is from. */
  end: number;
}

interface Spoken {
  words: Word[];
  /** Milliseconds since 1970; nothing while it is still being said. */
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

/** Whether a recognizer may have made one of the other: the same, the start of it, or a third of the letters different. */
function sounds(a: string, b: string): boolean {
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (shorter < 4 || Math.abs(a.length - b.length) > shorter) return false;
  if (a.startsWith(b) || b.startsWith(a)) return true;
  return mistakes(a, b) <= Math.max(a.length, b.length) / 3;
}

/** The part of `heard` that resembles a part of `said` most: from its word `from` to before `to`, with `matched` words alike. */
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
      // What is alike ends an alignment; a different word after it belongs to nobody yet.
      if (alike && cell.score > best.score) best = cell;
    }
    above = cells;
  }
  return best;
}

const isSame = (a: readonly Word[], b: readonly Word[]): boolean =>
  a.length === b.length && a.every((word, index) => sounds(word.text, b[index]?.text ?? ''));

/** What one avatar said lately, and what of a guest's dictation is that. Every `at` is milliseconds since 1970. */
export class OwnWords {
  readonly #spoken = new Map<string, Spoken>();
  readonly #sentences: Word[][] = [];

  /** A sentence of the saying `id` begins to be heard. */
  began(id: string, sentence: string, at: number): void {
    this.#forget(at);
    const words = wordsOf(sentence);
    const spoken = this.#spoken.get(id) ?? { words: [] };
    spoken.words = [...spoken.words, ...words].slice(-maxWords);
    this.#spoken.set(id, spoken);
    this.#sentences.push(words);
    if (this.#sentences.length > maxWords) this.#sentences.shift();
  }

  /** The saying `id` is heard no more. */
  ended(id: string, at: number): void {
    const spoken = this.#spoken.get(id);
    if (spoken) spoken.endedAt = at;
  }

  /** @returns what a guest said of `text`, which a recognizer made at `at`; empty when all of it is the avatar's. */
  guestsOwn(text: string, at: number): string {
    this.#forget(at);
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

  /** Milliseconds since the avatar was last heard; none while it is. */
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

  /** What can no longer come back. */
  #forget(at: number): void {
    for (const [id, { endedAt }] of this.#spoken) {
      if (endedAt !== undefined && at - endedAt > tailMs) this.#spoken.delete(id);
    }
    if (this.#spoken.size === 0) this.#sentences.length = 0;
  }
}

const withoutStart = (text: string, from: number): string => text.slice(from).replace(/^[^\p{L}\p{N}]+/u, '');
