import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readForeignNotes, readSessionAnswer } from '../../scripts/notes/reading/foreign-notes.ts';
import { content } from '../../scripts/notes/schema.ts';
import { cases } from '../fuzz.ts';
import { processorTime } from '../machine-speed.ts';
import { localNotesOf, sampleTranscript } from './sample-meeting.ts';

const said = [
  { start_sec: 1, speaker: 'Ada', text: 'Hello there.' },
  { start_sec: 65, speaker: 'Ben', text: 'Good morning: all well?' },
];

describe('a transcript is understood', () => {
  test.each([
    ['as objects', said],
    [
      'with other names of the fields',
      [
        { start: 1, speaker_name: 'Ada', content: 'Hello there.' },
        { start: 65, speaker_name: 'Ben', content: 'Good morning: all well?' },
      ],
    ],
    [
      'with milliseconds',
      [
        { start_ms: 1000, who: { name: 'Ada' }, text: 'Hello there.' },
        { start_ms: 65_000, who: { name: 'Ben' }, text: 'Good morning: all well?' },
      ],
    ],
    [
      'with words instead of text',
      [
        { start: 1, speaker: 'Ada', words: [{ text: 'Hello' }, { text: 'there.' }] },
        { start: 65, speaker: 'Ben', words: ['Good', 'morning:', 'all', 'well?'] },
      ],
    ],
    ['as lines with times', ['[00:01] Ada: Hello there.', '00:01:05 - Ben: Good morning: all well?']],
    ['as text with times', '[00:01] Ada: Hello there.\n[01:05] Ben: Good morning: all well?'],
    [
      'as WebVTT',
      'WEBVTT\n\n1\n00:00:01.000 --> 00:00:03.000\n<v Ada>Hello there.</v>\n\n2\n00:01:05.000 --> 00:01:07.000\n<v Ben>Good morning:\nall well?',
    ],
    [
      'as SubRip',
      '1\r\n00:00:01,000 --> 00:00:03,000\r\nAda: Hello there.\r\n\r\n2\r\n00:01:05,000 --> 00:01:07,000\r\nBen: Good morning: all well?\r\n',
    ],
    ['as JSON within a string', JSON.stringify(said)],
    ['as lines of JSON', said.map((line) => `${JSON.stringify(line)}\n`).join('')],
    ['within an object', { lines: said }],
    ['under heads', 'Ada  0:01\nHello there.\n\nBen  1:05\nGood morning:\nall well?\n'],
    ['under heads in brackets', '[Ada] 00:00:01\nHello there.\n[Ben] 00:01:05\nGood morning: all well?\n'],
  ])('%s', (_name, transcript) => {
    expect(readForeignNotes({ transcript }).content.transcript).toEqual(said);
  });

  test('with times of the day, counted from the first', () => {
    const transcript = '[10:00:05] Ada: Hello.\n[10:31:05] Ben: Bye.';
    const times = readForeignNotes({ transcript }).content.transcript?.map(({ start_sec }) => start_sec);
    expect(times).toEqual([0, 1860]);
    const late = '[00:10:05] Ada: Hello.\n[01:31:05] Ben: Bye.';
    expect(readForeignNotes({ transcript: late }).content.transcript?.[0]?.start_sec).toBe(605);
  });

  test('with the colon of Japanese', () => {
    const transcript = '田中：こんにちは。\n佐藤： はい、聞こえます。';
    expect(readForeignNotes({ transcript }).content.transcript).toEqual([
      { start_sec: null, speaker: '田中', text: 'こんにちは。' },
      { start_sec: null, speaker: '佐藤', text: 'はい、聞こえます。' },
    ]);
  });

  test('with people by their ids', () => {
    const participants = { u1: { name: 'Ada' }, u2: { display_name: 'Ben' } };
    const names = readForeignNotes({ participants }).content.participants?.map(({ name }) => name);
    expect(names).toEqual(['Ada', 'Ben']);
  });

  test('with instants, counted from the start of the meeting', () => {
    const transcript = [{ timestamp: '2026-11-12T09:30:05Z', speaker: 'Ada', text: 'Hello' }];
    const found = readForeignNotes({ started_at: '2026-11-12T09:30:00Z', transcript });
    expect(found.content.transcript).toEqual([{ start_sec: 5, speaker: 'Ada', text: 'Hello' }]);
  });

  test('without times and speakers as it is', () => {
    const lines = readForeignNotes({ transcript: 'Hello there.\nAll well.' }).content.transcript;
    expect(lines).toEqual([
      { start_sec: null, speaker: null, text: 'Hello there.' },
      { start_sec: null, speaker: null, text: 'All well.' },
    ]);
  });
});

describe('notes of a service are understood', () => {
  test('in the form of the local engine', () => {
    const { content: found } = readForeignNotes({ notes: localNotesOf() });
    expect(found).toMatchObject({
      title: 'Weekly sync',
      duration_sec: 485,
      started_at: '2026-11-12T09:30:00.000Z',
    });
    expect(found.transcript).toEqual(sampleTranscript);
    expect(found.participants?.find(({ name }) => name === 'Ada (AI)')?.role).toBe('bot');
  });

  test('as text alone', () => {
    expect(readForeignNotes({ notes: 'We agreed to ship on Friday.' }).content).toEqual({
      summary: 'We agreed to ship on Friday.',
    });
  });

  test('as Markdown with sections', () => {
    const text =
      '# Weekly\n\n## Summary\nWe ship.\n\n## Decisions\n- Ship on Friday\n\n## Action items\n- [ ] Ben: send figures by Friday\n- [x] Write notes (Ada)\n';
    expect(readForeignNotes({ meeting_notes: text }).content).toEqual({
      title: 'Weekly',
      summary: 'We ship.',
      decisions: [{ text: 'Ship on Friday', evidence: null }],
      action_items: [
        { text: 'send figures by Friday', owner: 'Ben', due: 'Friday', done: false, evidence: null },
        { text: 'Write notes', owner: 'Ada', due: null, done: true, evidence: null },
      ],
    });
  });

  test('as objects, whatever their fields are called', () => {
    const found = readForeignNotes({
      data: {
        meeting_title: 'Weekly',
        overview: 'We ship.',
        attendees: [{ display_name: 'Ada' }, 'Ben'],
        actionItems: [{ task: 'Send figures', assignee: { name: 'Ben' }, due_date: 'Friday' }],
        chapters: [{ headline: 'Start', start: '00:00' }],
        duration_ms: 60_000,
      },
    });
    expect(found.content).toMatchObject({
      title: 'Weekly',
      summary: 'We ship.',
      duration_sec: 60,
      action_items: [{ text: 'Send figures', owner: 'Ben', due: 'Friday' }],
      chapters: [{ title: 'Start', start_sec: 0 }],
    });
    expect(found.content.participants?.map(({ name }) => name)).toEqual(['Ada', 'Ben']);
  });

  test('as an address that leads to them, and as a word that they are on their way', () => {
    const found = readSessionAnswer({
      status: 'closed',
      notes_url: 'https://example.com/n?sig=1',
      notes_status: 'processing',
    });
    expect(found).toEqual({ content: {}, urls: ['https://example.com/n?sig=1'], isPending: true });
  });

  test('in a summary that looks like talk, which stays a summary', () => {
    const summary = 'Ada: reported on tests.\nBen: reported on sales.';
    expect(readForeignNotes({ summary }).content).toEqual({ summary });
  });
});

describe('whatever a service sends', () => {
  test('is read without an exception into the schema, or passed over', () => {
    const keys = fc.constantFrom(
      'notes',
      'summary',
      'transcript',
      'participants',
      'action_items',
      'chapters',
      'start',
      'text',
      'speaker',
      'duration',
      'data',
      'title',
      'started_at',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.string(),
        fc.double(),
        fc.constantFrom(
          null,
          true,
          '00:01 Ada: hi',
          '{"notes":"x"}',
          '1970-01-01T00:00:00Z',
          Number.NaN,
          -1,
          1e300,
        ),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, (answer) => {
        const found = readForeignNotes(answer);
        expect(content.partial().safeParse(found.content).error).toBeUndefined();
      }),
      { numRuns: cases(200) },
    );
  });

  test('may be nested a hundred thousand deep', () => {
    const depth = 100_000;
    const deep = JSON.parse(`${'{"notes":'.repeat(depth)}"x"${'}'.repeat(depth)}`);
    expect(readForeignNotes(deep).content).toEqual({});
    expect(readForeignNotes('[{"data":'.repeat(5000)).urls).toEqual([]);
  });

  test('is bounded: five million lines are cut and read in good time', () => {
    const spentMs = processorTime();
    const transcript = '00:01 Ada: hello everyone\n'.repeat(2_000_000);
    expect(readForeignNotes({ transcript }).content.transcript).toHaveLength(50_000);
    expect(spentMs()).toBeLessThan(15_000);
  });
});
