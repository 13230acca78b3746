import { roundTo } from '../../base/numbers.ts';
import { plainApostrophes } from '../apostrophes.ts';
import { cleanName, personKey } from '../person-name.ts';
import type { ActionItem, Content, Participant, Question, TranscriptLine } from '../schema.ts';
import { dueRules, idleRules, promiseRules } from './promises.ts';

/** Words per second of calm speech (150 a minute); scripts without spaces are counted by their letters. */
const wordsPerSec = 2.5;
const lettersPerSec = 5;
const denseScript = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/** Seconds that it takes to say a text. */
export function speechSec(text: string): number {
  const dense = text.match(denseScript)?.length ?? 0;
  const words = text.replace(denseScript, ' ').match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
  return words / wordsPerSec + dense / lettersPerSec;
}

/** How long each line was spoken: the estimate from its words, no longer than until the next spoken line; 0 for one of the chat. */
export function lineLengths(transcript: readonly TranscriptLine[]): number[] {
  const lengths = transcript.map(() => 0);
  let next: number | null = null;
  for (const [index, { start_sec, text, written }] of [...transcript.entries()].reverse()) {
    if (written) continue;
    const estimate = speechSec(text);
    const room = start_sec === null || next === null ? 0 : next - start_sec;
    lengths[index] = room > 0 ? Math.min(estimate, room) : estimate;
    next = start_sec;
  }
  return lengths;
}

function talkTimes(transcript: readonly TranscriptLine[]): Map<string, { name: string; sec: number }> {
  const times = new Map<string, { name: string; sec: number }>();
  const lengths = lineLengths(transcript);
  for (const [index, { speaker }] of transcript.entries()) {
    const name = speaker && cleanName(speaker);
    if (!name) continue;
    const entry = times.get(personKey(name)) ?? { name, sec: 0 };
    entry.sec += lengths[index] ?? 0;
    times.set(personKey(name), entry);
  }
  return times;
}

/** The known participants and anyone who speaks in the transcript, with their talk time where it was not given. */
export function participantsByRule(
  known: readonly Participant[],
  transcript: readonly TranscriptLine[],
  botName: string | null,
): Participant[] {
  const times = talkTimes(transcript);
  const bot = botName && personKey(botName);
  const people = new Map<string, Participant>();
  const nobody = { role: null, joined_at: null, left_at: null, talk_sec: null };
  const speakers = [...times.values()].map(({ name }): Participant => ({ name, ...nobody }));
  for (const person of [...known, ...speakers]) {
    const key = personKey(person.name);
    const before = people.get(key);
    if (before) people.set(key, { ...before, left_at: person.left_at ?? before.left_at });
    else people.set(key, person);
  }
  return [...people].map(([key, person]) => {
    const sec = times.get(key)?.sec;
    const talk_sec = person.talk_sec ?? (sec === undefined ? null : roundTo(sec, 1));
    return { ...person, talk_sec, role: person.role ?? (key === bot ? 'bot' : null) };
  });
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** A line's sentences, trimmed. */
function sentences(text: string): string[] {
  return [...segmenter.segment(text)].map(({ segment }) => segment.trim()).filter(Boolean);
}

const maxQuestions = 60;

/** Sentences that end in a question mark of any script. */
export function questionsByRule(transcript: readonly TranscriptLine[]): Question[] {
  return transcript
    .flatMap(({ text, speaker, start_sec }) =>
      sentences(text)
        .filter((sentence) => /[?？؟⸮]["'”’»)]*$/u.test(sentence))
        .map((sentence) => ({ text: sentence, speaker, start_sec })),
    )
    .slice(0, maxQuestions);
}

/** When something is due, as said. */
export function dueOf(sentence: string): string | null {
  const plain = plainApostrophes(sentence);
  for (const { words } of dueRules) {
    const found = words.exec(plain)?.[1];
    if (found === undefined) continue;
    const at = plain.indexOf(found, words.exec(plain)?.index);
    return sentence.slice(at, at + found.length);
  }
  return null;
}

/** The participant whom a sentence addresses by name or first name. */
function addressee(sentence: string, speaker: string | null, people: readonly Participant[]): string | null {
  const words = new Set(personKey(plainApostrophes(sentence)).match(/\p{L}[\p{L}'-]*/gu) ?? []);
  const own = speaker && personKey(speaker);
  const named = people.filter(({ name }) => {
    const [first = ''] = personKey(name).split(' ');
    return personKey(name) !== own && first.length > 1 && words.has(first);
  });
  return named.length === 1 ? (named[0]?.name ?? null) : null;
}

const maxCandidates = 60;
/** Fewer words promise nothing: «I will.» */
const minWords = 4;

/** Sentences that promise something, with who, when and the words themselves. Not yet action items: someone has to judge them. */
export function candidatesByRule({
  transcript,
  participants,
}: Pick<Content, 'transcript' | 'participants'>): ActionItem[] {
  const found: ActionItem[] = [];
  for (const { text, speaker, start_sec } of transcript) {
    for (const sentence of sentences(text)) {
      const plain = plainApostrophes(sentence);
      const promise = promiseRules.find(({ words }) => words.test(plain));
      const isIdle = idleRules.some(({ words }) => words.test(plain));
      if (!promise || isIdle || sentence.split(/\s+/).length < minWords) continue;
      const named = addressee(sentence, speaker, participants);
      const owner = promise.owner === 'speaker' ? speaker : promise.owner === 'addressee' ? named : null;
      const evidence = { quote: sentence, start_sec, speaker };
      found.push({ text: sentence, owner, due: dueOf(sentence), done: false, evidence });
      if (found.length >= maxCandidates) return found;
    }
  }
  return found;
}
