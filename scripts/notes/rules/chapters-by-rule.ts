import type { Chapter, TranscriptLine } from '../schema.ts';
import { lineLengths } from './by-rule.ts';
import { isTelling } from './common-words.ts';
import { languageOf } from './languages.ts';

function words(text: string): string[] {
  const found =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/\p{L}[\p{L}'’-]{3,}/gu) ?? [];
  return found
    .map((word) => word.replace(/['’].*$/, ''))
    .filter((word) => word.length > 3 && isTelling(word));
}

type Counts = Map<string, number>;

function count(lines: readonly TranscriptLine[]): Counts {
  const counts: Counts = new Map();
  for (const { text } of lines) for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** 0 (nothing in common) to 1. */
function similarity(a: Counts, b: Counts): number {
  let [dot, squaresA, squaresB] = [0, 0, 0];
  for (const [word, times] of a) {
    dot += times * (b.get(word) ?? 0);
    squaresA += times ** 2;
  }
  for (const times of b.values()) squaresB += times ** 2;
  return squaresA && squaresB ? dot / Math.sqrt(squaresA * squaresB) : 0;
}

/** Lines on either side of a border that are compared (Hearst, "TextTiling", 1997, in its simplest form). */
const windowLines = 8;
/** Silence that ends a chapter whatever is said after it. */
const longPauseSec = 20;
const minChapterSec = 90;
const minChapterLines = 6;
const maxChapters = 14;

interface Border {
  index: number;
  strength: number;
}

/** How likely a new chapter is at each line: a long silence, and other words than before. */
function borders(transcript: readonly TranscriptLine[]): Border[] {
  const lengths = lineLengths(transcript);
  const found: Border[] = [];
  for (let index = 1; index < transcript.length; index += 1) {
    const [before, line] = [transcript[index - 1], transcript[index]];
    if (!before || !line) continue;
    const pause = (line.start_sec ?? 0) - (before.start_sec ?? 0) - (lengths[index - 1] ?? 0);
    const left = count(transcript.slice(Math.max(0, index - windowLines), index));
    const right = count(transcript.slice(index, index + windowLines));
    const change = left.size && right.size ? 1 - similarity(left, right) : 0;
    found.push({ index, strength: change + (pause >= longPauseSec ? 1 : 0) });
  }
  return found;
}

/** A change of words this strong starts a chapter; a long silence alone does too. */
const minStrength = 0.9;

function chosenStarts(transcript: readonly TranscriptLine[]): number[] {
  const at = (index: number) => transcript[index]?.start_sec ?? 0;
  const end = at(transcript.length - 1);
  const starts = [0];
  const candidates = borders(transcript).filter(({ strength }) => strength >= minStrength);
  for (const { index } of candidates.sort((a, b) => b.strength - a.strength || a.index - b.index)) {
    if (starts.length >= maxChapters) break;
    const isRoomy = starts.every(
      (start) =>
        Math.abs(at(start) - at(index)) >= minChapterSec && Math.abs(start - index) >= minChapterLines,
    );
    if (isRoomy && end - at(index) >= minChapterSec / 2) starts.push(index);
  }
  return starts.sort((a, b) => a - b);
}

function capitalized(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

/** The words that set a part apart from the others, most characteristic first. */
function tellingWords(part: Counts, all: readonly Counts[], most: number): string[] {
  const weight = (word: string, times: number) => {
    const parts = all.filter((counts) => counts.has(word)).length;
    return times * Math.log(1 + all.length / parts);
  };
  return [...part]
    .filter(([, times]) => times > 1)
    .map(([word, times]) => ({ word, weight: weight(word, times) }))
    .sort((a, b) => b.weight - a.weight || a.word.localeCompare(b.word))
    .slice(0, most)
    .map(({ word }) => word);
}

/** The longest transcript whose chapters are sought: what is longer is a day, not a meeting. */
const maxLines = 10_000;

/** Chapters by silences and by the change of words, named by their telling words. None for short talk or talk without times. */
export function chaptersByRule(transcript: readonly TranscriptLine[]): Chapter[] {
  if (transcript.length < minChapterLines * 2 || transcript.length > maxLines) return [];
  if (transcript.some(({ start_sec }) => start_sec === null)) return [];
  const starts = chosenStarts(transcript);
  if (starts.length < 2) return [];
  const parts = starts.map((start, place) => count(transcript.slice(start, starts[place + 1])));
  return starts.map((start, place) => {
    const telling = tellingWords(parts[place] ?? new Map(), parts, 3);
    const title = capitalized(telling.join(', ')) || `Part ${place + 1}`;
    return { start_sec: transcript[start]?.start_sec ?? 0, title };
  });
}

const maxTopics = 5;
/** In a shorter talk, words repeat by chance. */
const minTopicLines = 12;
/** A topic of fewer lines was only mentioned. */
const minMentions = 3;

/**
 * The words that a meeting keeps coming back to. None for short talk, and none where the words that any talk is full of are not known: noise
 * would be remembered as what people care about.
 */
export function topicsByRule(transcript: readonly TranscriptLine[]): string[] {
  if (transcript.length < minTopicLines) return [];
  if (!languageOf(transcript.map(({ text }) => text).join(' '))) return [];
  const names = new Set(transcript.flatMap(({ speaker }) => words(speaker ?? '')));
  const mentions = new Map<string, number>();
  for (const { text } of transcript) {
    for (const word of new Set(words(text))) mentions.set(word, (mentions.get(word) ?? 0) + 1);
  }
  return [...mentions]
    .filter(([word, lines]) => lines >= minMentions && !names.has(word))
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, maxTopics)
    .map(([word]) => word);
}
