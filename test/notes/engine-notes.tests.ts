import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { skillDirectory } from '../../scripts/cli/version.ts';
import { readEngineNotes } from '../../scripts/notes/reading/engine-notes.ts';
import { readForeignNotes } from '../../scripts/notes/reading/foreign-notes.ts';
import { localNotesOf } from './sample-meeting.ts';

const sessions = path.join(skillDirectory, 'test', 'fixtures', 'formats', 'home', 'sessions');

const timing = {
  ...{ ready_ms: 900, first_audio_ms: null, reply_ms: null, says: 0, interruptions: 0 },
  ...{ frames: null, fps: null, frames_skipped: null, cpu_percent: null, rss_mb: null },
};
const sample = { ...localNotesOf(), timing };

test('an answer of the engine gives the same notes by its form as by guessing', async () => {
  const journal = await readFile(path.join(sessions, '20261128T145601-ht8h6s.jsonl'), 'utf8');
  const answer = JSON.parse(journal.trim().split('\n').at(-1) ?? '').notes;
  for (const given of [answer, sample, { notes: sample }]) {
    const local = readEngineNotes(given);
    expect(local?.transcript?.length).toBeGreaterThan(0);
    expect(local).toEqual(readForeignNotes(given).content);
  }
});

test('a meeting in which no one speaks for the first hour keeps its times', () => {
  const late = sample.transcript.map((line, index) => ({ ...line, start_sec: 4000 + index }));
  const starts = readEngineNotes({ ...sample, transcript: late })?.transcript?.map(
    ({ start_sec }) => start_sec,
  );
  expect(starts?.[0]).toBe(4000);
});

test('what guests write is cleaned and bounded, and not decoded', () => {
  const [line] = sample.transcript;
  const texts = ['\u202eevil\u0007 &amp; text', 'x'.repeat(9000), ' '];
  const transcript = texts.map((text) => ({ ...line, text, channel: 'chat', speaker: 'Ben\nOkafor' }));
  const read = readEngineNotes({ ...sample, transcript })?.transcript;
  expect(read).toHaveLength(2);
  expect(read?.[0]).toMatchObject({ text: 'evil &amp; text', speaker: 'Ben Okafor', written: true });
  expect(read?.[1]?.text).toHaveLength(5000);
});

test('anything else is left to the reader of foreign notes', () => {
  for (const given of [
    undefined,
    'text',
    { notes: 'text' },
    { ...sample, source: 'hosted' },
    { ...sample, transcript: 'text' },
  ]) {
    expect(readEngineNotes(given)).toBeUndefined();
  }
});
