import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readForeignNotes } from '../../scripts/notes/reading/foreign-notes.ts';

const folder = new URL('../fixtures/transcripts/', import.meta.url);

/** Seconds from the start, who, and what. */
type Row = readonly [number | null, string | null, string];

const greeting = (
  start: number | null,
  end: number | null,
  one: string | null,
  other: string | null,
): Row[] => [
  [start, one, 'Good morning.'],
  [end, other, 'Fine.'],
];
const roles: Row[] = [
  [null, 'Ada (AI)', 'Hello.'],
  [null, 'Guest', 'Hi Ada.'],
];

/**
 * One row for every file of test/fixtures/transcripts: what a service or a program gives, and the lines that it says. To add a form, put a
 * small file there and its lines here.
 */
const forms: Readonly<Record<string, readonly Row[]>> = {
  'roles.json': [
    [null, 'Ada (AI)', 'Hello, I am Ada.'],
    [null, 'Guest', 'Can you send the figures?'],
    [null, 'Ben Okafor', 'Thanks.'],
  ],
  'roles-of-gemini.json': roles,
  'roles-of-vapi.json': [
    [1.5, 'Ada (AI)', 'Hello.'],
    [4, 'Guest', 'Hi Ada.'],
  ],
  'roles-of-elevenlabs.json': [
    [1, 'Ada (AI)', 'Hello.'],
    [4, 'Guest', 'Hi Ada.'],
  ],
  'roles-of-chatgpt.json': roles,
  'roles-of-sharegpt.json': roles,
  'roles-in-text.txt': [...roles, [null, 'Guest', 'How are you?']],
  'deepgram-utterances.json': [
    [0.1, 'Speaker 0', 'Good morning.'],
    [2, 'Speaker 1', 'I will send it.'],
  ],
  'deepgram-paragraphs.json': [
    [0.1, 'Speaker 0', 'Good morning.'],
    [2, 'Speaker 1', 'I will send it.'],
  ],
  'deepgram-words.json': [
    [0.1, 'Speaker 0', 'Good morning.'],
    [2, 'Speaker 1', 'I will send it.'],
  ],
  'recall.json': [...greeting(1.2, 4.2, 'Jane Doe', 'Bob'), [5, null, 'Hm.']],
  'recall-legacy.json': greeting(1.2, 4.2, 'Jane Doe', 'Bob'),
  'attendee.json': greeting(0, 3, 'Jane Doe', 'Bob'),
  'assemblyai.json': [
    [0.25, 'A', 'Good morning, everyone.'],
    [9.8, 'B', 'I will send it today.'],
  ],
  'assemblyai-words.json': [
    [0.25, null, 'Good morning, everyone.'],
    [9.8, null, 'I will send it today.'],
  ],
  'fireflies.json': [
    [1.2, 'Jane Doe', 'Good morning.'],
    [1804.36, 'Bob Roe', 'I will send it.'],
  ],
  'otter.txt': [
    [1, 'Jane Doe', 'Good morning. All well?'],
    [3725, 'Dr. Bob K. Roe', 'I will send it.'],
  ],
  'otter.json': greeting(null, null, 'Speaker 3', 'Speaker 4'),
  'zoom.vtt': [
    [1, 'Jane Doe', 'Good morning.'],
    [4.5, 'Dr. Bob Roe', 'Fine & well.'],
  ],
  'zoom-captions.txt': greeting(0, 4, 'Jane Doe', 'Bob Roe'),
  'google-meet-document.txt': [
    [0, 'Jane Doe', 'Good morning.'],
    [0, 'Bob Roe', 'I’ll send it by Friday.'],
    [300, 'Jane Doe', 'Thanks.'],
  ],
  'google-meet-document.md': [
    [0, 'Jane Doe', 'Good morning.'],
    [0, 'Bob Roe', 'Fine.'],
    [300, 'Jane Doe', 'Thanks.'],
  ],
  'google-meet-api.json': greeting(0, 2.5, null, null),
  'teams.vtt': [
    [1, 'Jane Doe', 'Good morning, all.'],
    [4, 'Roe, Bob (Ext.)', 'Fine.'],
  ],
  'teams-metadata.vtt': greeting(1, 4, 'Jane Doe', 'Bob Roe'),
  'teams-document.txt': greeting(3, 7, 'Jane Doe', 'Roe, Bob'),
  'two-voices.vtt': [
    [1, 'Ann', 'Can you send it?'],
    [1, 'Bob & Co', 'Yes, I will send it.'],
  ],
  'markup.srt': [
    [1, 'Jane', 'Hi & hello'],
    [4, 'Bob', "3 < 4, it's true"],
    [7, null, 'Can you send it?'],
    [7, null, 'Yes, today.'],
  ],
  'subviewer.sbv': greeting(1, 4, 'Jane Doe', 'Bob Roe'),
  'names-with-dots.txt': [
    [null, 'Dr. Jane K. Doe', 'Good morning.'],
    [null, 'bob.roe', 'Fine.'],
    [null, 'Ann Poe Jr.', 'Hello there.'],
    [null, 'St. John Smith', 'Hi.'],
    [null, 'Eva Poe, M.Sc.', 'Hi.'],
    [null, 'Prof. Dr. med. Max Muster', 'Hallo.'],
    [null, null, 'We met. Then: we left.'],
  ],
  'whisper.json': greeting(0, 4, null, null),
  'aws.json': greeting(0.5, 4, 'spk_0', 'spk_1'),
  'speechmatics.json': [
    [0.5, 'S1', 'Good morning.'],
    [4, 'S2', 'Fine'],
  ],
  'rev.json': greeting(0.5, 4, 'Speaker 0', 'Speaker 1'),
  'google-speech.json': greeting(0.5, 4, null, null),
  'azure-speech.json': greeting(0.5, 64, 'Speaker 1', 'Speaker 2'),
  'gladia.json': greeting(0.5, 4.1, 'Speaker 0', 'Speaker 1'),
  'gong.json': greeting(0.5, 4, '62', '63'),
  'fathom.json': greeting(1, 3932, 'Jane Doe', 'Bob Roe'),
  'read-ai.json': greeting(0, 4, 'Jane Doe', 'Bob Roe'),
  'samples.json': greeting(null, null, 'Jane', 'Bob'),
};

const context = { botName: 'Ada (AI)' };

function read(name: string) {
  const text = readFileSync(new URL(name, folder), 'utf8');
  return name.endsWith('.json') ? JSON.parse(text) : text;
}

describe('transcripts of services and programs', () => {
  test('are all in the table', () => {
    expect(readdirSync(folder).toSorted()).toEqual(Object.keys(forms).toSorted());
  });

  describe.each(Object.entries(forms))('%s', (name, lines) => {
    const expected = lines.map(([start_sec, speaker, text]) => ({ start_sec, speaker, text }));

    test.each([
      ['as notes', (value: unknown) => ({ notes: value })],
      ['as a transcript', (value: unknown) => ({ transcript: value })],
      ['as what an address gave', (value: unknown) => value],
    ])('%s', (_where, wrap) => {
      const { content } = readForeignNotes(wrap(read(name)), context);
      expect(content.transcript).toEqual(expected);
      const summary = name === 'fireflies.json' ? 'They met.' : undefined;
      expect(content.summary).toBe(summary);
    });
  });

  test('of AssemblyAI have chapters whose times are milliseconds too', () => {
    const chapters = [
      { gist: 'Start', headline: 'Start', start: 250, end: 9000 },
      { gist: 'Plans', headline: 'Plans', start: 1_800_000, end: 3_600_000 },
    ];
    const { content } = readForeignNotes({ chapters, audio_duration: 3600, text: 'x' });
    expect(content.chapters?.map(({ start_sec }) => start_sec)).toEqual([0.25, 1800]);
  });

  test.each([
    ['&amp;', 'Q&amp;A', 'Q&A'],
    ['a number', 'I&#39;ll &#x201C;go&#x201D;', "I'll “go”"],
    ['none', 'AT&T; &unknown; & co', 'AT&T; &unknown; & co'],
  ])('have characters for entities: %s', (_name, given, text) => {
    for (const transcript of [[{ speaker: 'Ada', text: given }], `Ada: ${given}\nBen: x`]) {
      expect(readForeignNotes({ transcript }).content.transcript?.[0]?.text).toBe(text);
    }
  });

  test('of Fireflies say how long the meeting was in minutes', () => {
    expect(readForeignNotes(read('fireflies.json')).content.duration_sec).toBe(1890);
  });
});

test.each([
  ['classes of a voice', `WEBVTT\n\n00:01.000 --> 00:02.000\n<v${'.a'.repeat(200_000)} x`],
  ['dots in a name', `${'A. '.repeat(200_000)}: x\n${'a.'.repeat(200_000)}`],
  ['braces', `WEBVTT\n\n00:01.000 --> 00:02.000\n{${'}'.repeat(200_000)} x`],
  ['words without an end', `Title\n${'a '.repeat(200_000)}\n00:00\n00:05`],
  ['brackets and entities', `${'<<&&'.repeat(200_000)}`],
  ['stars', `${'**a'.repeat(200_000)}`],
])('a hostile text is read in good time: %s', (_name, transcript) => {
  const started = performance.now();
  readForeignNotes({ transcript, notes: transcript });
  expect(performance.now() - started).toBeLessThan(15_000);
});

describe('times without a unit', () => {
  const words = 'Good morning, everyone, and welcome to this meeting of ours.';
  const lines = (...starts: number[]) => starts.map((start) => ({ start, speaker: 'Ada', text: words }));
  const read = (transcript: unknown[], facts = {}) => {
    const doubts: string[] = [];
    const { content } = readForeignNotes(
      { transcript, ...facts },
      { doubt: (problem) => doubts.push(problem) },
    );
    return { starts: content.transcript?.map(({ start_sec }) => start_sec), doubts };
  };

  test.each([
    ['seconds at a walk', lines(0, 5, 12, 60), {}, [0, 5, 12, 60]],
    ['fractions of seconds, far apart', lines(0.5, 3000.25), {}, [0.5, 3000.25]],
    [
      'milliseconds that the length of the meeting tells',
      lines(1000, 5000, 240_000),
      { duration_sec: 300 },
      [1, 5, 240],
    ],
    [
      'seconds within the length of the meeting',
      lines(1000, 1010, 1020),
      { duration_sec: 3600 },
      [1000, 1010, 1020],
    ],
    [
      'seconds, few and far between, that reach to the end',
      lines(0, 3000),
      { duration_sec: 3600 },
      [0, 3000],
    ],
    [
      'seconds that last until the next line',
      [
        { start: 0, end: 60, text: 'Hello to you all.' },
        { start: 60, end: 65, text: words },
      ],
      {},
      [0, 60],
    ],
    ['one early line', lines(12), {}, [12]],
    [
      'names in milliseconds',
      [
        { startTimeMs: 1500, text: words },
        { startTimeMs: 9000, text: words },
      ],
      {},
      [1.5, 9],
    ],
    [
      'names in seconds, however large',
      [
        { start_sec: 4000, text: words },
        { start_sec: 9000, text: words },
      ],
      {},
      [4000, 9000],
    ],
    [
      'texts with a unit',
      [
        { start: '1500ms', text: words },
        { start: '9s', text: words },
      ],
      {},
      [1.5, 9],
    ],
  ])('are certain: %s', (_name, transcript, facts, starts) => {
    expect(read(transcript, facts)).toEqual({ starts, doubts: [] });
  });

  test('are read as milliseconds where the words say so, which is told', () => {
    const spoken = lines(1000, 6000, 240_000).map((line) => ({ ...line, end: line.start + 4000 }));
    for (const transcript of [spoken, lines(1000, 6000, 12_000)]) {
      const { starts, doubts } = read(transcript);
      expect(starts?.slice(0, 2)).toEqual([1, 6]);
      expect(doubts).toEqual([expect.stringContaining('read as milliseconds')]);
    }
  });

  test('of one line are read as seconds, which is told', () => {
    expect(read(lines(250))).toEqual({ starts: [250], doubts: [expect.stringContaining('read as seconds')] });
  });

  test('are left out where nothing tells, which is told', () => {
    expect(read(lines(12_000))).toEqual({ starts: [null], doubts: [expect.stringContaining('left out')] });
    expect(read(lines(0, 900))).toEqual({
      starts: [null, null],
      doubts: [expect.stringContaining('left out')],
    });
  });
});

describe('what no one said', () => {
  const secret = 'The budget limit is 12,000 euros.';

  test.each([
    'system',
    'System',
    'SYSTEM',
    'developer',
    'tool',
    'function',
    'tool_call',
    'toolCallResult',
    'tool-result',
    'function_call_output',
    'reasoning',
    'ROLE_SYSTEM',
    'system_message',
  ])('never becomes a line: %s', (role) => {
    for (const name of ['role', 'type', 'from', 'sender']) {
      const transcript = [
        { [name]: role, content: secret },
        { role: 'user', content: 'Hello.' },
      ];
      for (const answer of [{ transcript }, { notes: { messages: transcript } }, { notes: transcript }]) {
        expect(JSON.stringify(readForeignNotes(answer))).not.toContain('12,000');
      }
    }
  });

  test('never becomes a line though its own lines look like names', () => {
    const text = `System: You are Ada.\nNote: ${secret}\nRules: be brief.\nAssistant: Hello.\nBen: Hi.`;
    for (const answer of [{ transcript: text }, { notes: text }, text]) {
      const { content } = readForeignNotes(answer, context);
      expect(content.transcript?.map(({ speaker, text: said }) => [speaker, said])).toEqual([
        ['Ada (AI)', 'Hello.'],
        ['Ben', 'Hi.'],
      ]);
      expect(JSON.stringify(content)).not.toContain('12,000');
    }
  });

  test('stands before people with names', () => {
    const text = `System: You are Ada. ${secret}\nAda: Hello.\nBen: Hi.`;
    const lines = [
      { speaker: 'system', text: secret },
      { speaker: 'Ada', text: 'Hello.' },
      { speaker: 'Ben', text: 'Hi.' },
    ];
    for (const transcript of [text, lines]) {
      const names = readForeignNotes({ transcript }).content.transcript?.map(({ speaker }) => speaker);
      expect(names).toEqual(['Ada', 'Ben']);
    }
  });

  test('is not a heading: notes that begin with their context are a summary', () => {
    const notes = 'Context: We talked about the budget for a while.\nOutcome: It stays as it is for now.';
    expect(JSON.stringify(readForeignNotes({ notes }).content)).toContain('We talked about the budget');
  });

  test('is not hidden by a name: a guest called System is heard where the role says so', () => {
    const transcript = [{ role: 'guest', speaker: 'SYSTEM', text: 'Hello.' }];
    expect(readForeignNotes({ transcript }).content.transcript).toEqual([
      { start_sec: null, speaker: 'SYSTEM', text: 'Hello.' },
    ]);
  });

  test('is not looked for among people: Ada, and a guest called Client', () => {
    const transcript = 'Ada: Hello.\nClient: Hi.';
    expect(readForeignNotes({ transcript }).content.transcript?.map(({ speaker }) => speaker)).toEqual([
      'Ada',
      'Client',
    ]);
  });
});
