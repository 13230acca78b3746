import { describe, expect, test } from 'vitest';
import {
  candidatesByRule,
  dueOf,
  participantsByRule,
  questionsByRule,
  speechSec,
} from '../../scripts/notes/rules/by-rule.ts';
import { chaptersByRule, topicsByRule } from '../../scripts/notes/rules/chapters-by-rule.ts';
import type { TranscriptLine } from '../../scripts/notes/schema.ts';
import { processorTime } from '../machine-speed.ts';
import { sampleTranscript } from './sample-meeting.ts';

const ben = { name: 'Ben Okafor', role: null, joined_at: null, left_at: null, talk_sec: null };

function promisesIn(text: string, speaker = 'Maya') {
  return candidatesByRule({ transcript: [{ start_sec: 5, speaker, text }], participants: [ben] });
}

describe('sentences that promise something', () => {
  test.each([
    ["I'll send the figures to everyone by Friday.", 'Maya', 'Friday'],
    ['I will talk to legal about this tomorrow.', 'Maya', 'tomorrow'],
    ['Ben, can you check the export by next Tuesday?', 'Ben Okafor', 'next Tuesday'],
    ['I promise to send the figures by Friday.', 'Maya', 'Friday'],
    ["Let's move the launch to the end of the month.", null, 'end of the month'],
    ['Action item: Ben writes the summary.', 'Ben Okafor', null],
    ['Ich schicke euch die Zahlen bis Freitag.', 'Maya', 'Freitag'],
    ['Je vais envoyer le compte rendu avant vendredi.', 'Maya', 'vendredi'],
    ['Voy a enviar las cifras para el viernes.', 'Maya', 'viernes'],
  ])('%s', (text, owner, due) => {
    expect(promisesIn(text)).toEqual([
      { text, owner, due, done: false, evidence: { quote: text, start_sec: 5, speaker: 'Maya' } },
    ]);
  });

  test.each([
    'Can you hear me well now?',
    'I will be honest with you here.',
    'I will.',
    'The export was slow yesterday.',
    'Will this willow grow?',
  ])('not: %s', (text) => expect(promisesIn(text)).toEqual([]));

  test('are found one by one within a longer speech', () => {
    const found = promisesIn(
      "Thanks all. I'll write the offer tomorrow. It was quick. We need to book a room as well.",
    );
    expect(found.map(({ text }) => text)).toEqual([
      "I'll write the offer tomorrow.",
      'We need to book a room as well.',
    ]);
  });

  test('are due when they say so', () => {
    expect(dueOf('Please send it before 5 pm')).toBe('5 pm');
    expect(dueOf('Whenever you like')).toBeNull();
  });
});

describe('talk time', () => {
  const line = (start_sec: number | null, speaker: string, words: number): TranscriptLine => ({
    start_sec,
    speaker,
    text: 'word '.repeat(words),
  });

  test('is estimated from the words, and never longer than until the next line', () => {
    const people = participantsByRule([], [line(0, 'Ada', 25), line(4, 'Ben', 25)], 'Ada');
    expect(people).toMatchObject([
      { name: 'Ada', role: 'bot', talk_sec: 4 },
      { name: 'Ben', role: null, talk_sec: 10 },
    ]);
  });

  test('is none for what was written in the chat, which cuts no speech short', () => {
    const written: TranscriptLine = { ...line(2, 'Cleo', 25), written: true };
    const people = participantsByRule([], [line(0, 'Ada', 25), written, line(8, 'Ben', 5)], 'Ada');
    expect(people.map(({ name, talk_sec }) => [name, talk_sec])).toEqual([
      ['Ada', 8],
      ['Cleo', 0],
      ['Ben', 2],
    ]);
  });

  test('counts one person once, however the name is written', () => {
    const people = participantsByRule(
      [ben],
      [line(null, 'BEN  OKAFOR', 5), line(null, 'Ben Okafor', 5)],
      null,
    );
    expect(people).toEqual([{ ...ben, talk_sec: 4 }]);
  });

  test('counts one person once, whatever apostrophe a phone writes', () => {
    const people = participantsByRule([], [line(0, "Ben O'Neil", 5), line(4, 'Ben O’Neil', 5)], null);
    expect(people.map(({ name }) => name)).toEqual(["Ben O'Neil"]);
  });

  test('is counted by letters where words are not separated', () => {
    expect(speechSec('今日はいい天気です')).toBeCloseTo(1.8);
  });
});

describe('chapters', () => {
  test('begin where the talk turns to something else, and are named by their words', () => {
    const chapters = chaptersByRule(sampleTranscript);
    expect(chapters.map(({ start_sec }) => start_sec)).toEqual([4, 182, 352]);
    expect(chapters.map(({ title }) => title.toLowerCase())).toEqual([
      expect.stringContaining('release'),
      expect.stringContaining('pricing'),
      expect.stringContaining('support'),
    ]);
  });

  test('are not made up for short talk, for talk without times, or for talk about one thing', () => {
    expect(chaptersByRule(sampleTranscript.slice(0, 8))).toEqual([]);
    expect(chaptersByRule(sampleTranscript.map((line) => ({ ...line, start_sec: null })))).toEqual([]);
    const one = Array.from({ length: 40 }, (_, index) => ({
      start_sec: index * 10,
      speaker: 'Ada',
      text: 'The release candidate needs another release test before the release.',
    }));
    expect(chaptersByRule(one)).toEqual([]);
  });

  test('and topics are quickly found in three hours of talk', () => {
    const long = Array.from({ length: 5000 }, (_, index) => {
      const { speaker = null, text = '' } = sampleTranscript[index % sampleTranscript.length] ?? {};
      return { start_sec: index * 2, speaker, text };
    });
    const spentMs = processorTime();
    expect(chaptersByRule(long).length).toBeLessThanOrEqual(14);
    expect(topicsByRule(long)).toContain('release');
    expect(spentMs()).toBeLessThan(3000);
  });
});

describe('topics', () => {
  const said = (...texts: string[]): TranscriptLine[] =>
    texts.map((text, index) => ({ start_sec: index * 10, speaker: 'Maya', text }));

  test('are what the meeting keeps coming back to', () => {
    const topics = topicsByRule(sampleTranscript);
    expect(topics.slice(0, 3).toSorted()).toEqual(['page', 'pricing', 'release']);
  });

  test.each([
    [
      'figures that are read out',
      'The next one is twenty-four, then three hundred and twenty, and four, three.',
    ],
    ['small talk', 'Yeah, I really think so too, and thanks, that was good to hear, right.'],
    ['the manners of a call', 'Hello everyone, can you hear me well now, or should somebody start again?'],
    ['German numbers', 'Das sind dann vierundzwanzig und nicht zwanzig, also vier und noch drei, ja genau.'],
    [
      'Spanish numbers',
      'Son veinticuatro y no veinte, entonces cuatro y tres más, está bien, muchas gracias.',
    ],
    [
      'a language without rules',
      'Wydanie jest gotowe, wydanie wychodzi w czwartek, takie jest nasze wydanie.',
    ],
  ])('are none in %s', (_name, text) => {
    expect(topicsByRule(said(...Array.from({ length: 20 }, () => text)))).toEqual([]);
  });

  test('are none in short talk, nor a word that one line repeats', () => {
    const release = 'We talk about the release and what it is that we want of it.';
    expect(topicsByRule(said(release, release, release))).toEqual([]);
    const calls = 'We call the support, support, support, support and they are not there.';
    const rest = Array.from({ length: 20 }, () => 'Well, that is what we have and it is fine for you.');
    expect(topicsByRule(said(calls, ...rest))).toEqual([]);
  });
});

test('questions end in a question mark of any script', () => {
  const transcript = [
    { start_sec: 1, speaker: 'Ada', text: 'Hello. Is it done? Good.' },
    { start_sec: 2, speaker: 'Ken', text: '終わりましたか？' },
  ];
  expect(questionsByRule(transcript).map(({ text }) => text)).toEqual(['Is it done?', '終わりましたか？']);
});
