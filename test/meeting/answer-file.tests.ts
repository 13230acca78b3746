import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { writeEvent } from '../../scripts/meeting/guard/guard-journal.mjs';
import { Journal } from '../../scripts/meeting/journal/journal.ts';
import { temporaryDirectory } from '../doubles/temporary-directory.ts';
import { sampleIntent } from './sample-intent.ts';

const notes = { transcript: 'x'.repeat(3_000_000) };
const closed = { event: 'closed', confirmed_by: 'delete', notes } as const;

async function newJournal() {
  const journal = new Journal(await temporaryDirectory());
  const key = await journal.begin(sampleIntent, Date.now(), () => 0.5);
  const answer = path.join(journal.directory, `${key}.answer.json`);
  const read = async () => {
    const record = await journal.read(key);
    return record && journal.answer(record);
  };
  return { journal, key, file: journal.file(key), answer, read };
}

test.each([
  [
    'a command',
    ({ journal, key }: Awaited<ReturnType<typeof newJournal>>) => journal.append(key, closed, Date.now()),
  ],
  ['the guard', ({ file }: Awaited<ReturnType<typeof newJournal>>) => writeEvent(file, closed)],
])('the answer that %s receives is in its own file, not in the journal', async (_who, close) => {
  const made = await newJournal();
  await close(made);
  expect((await readFile(made.file, 'utf8')).length).toBeLessThan(5000);
  expect((await stat(made.answer)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  expect(await made.read()).toEqual(notes);
  expect(await made.journal.list()).toHaveLength(1);
});

test('an answer without notes needs no file', async () => {
  const { journal, key, answer, read } = await newJournal();
  await journal.append(key, { ...closed, notes: {} }, Date.now());
  await expect(stat(answer)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await read()).toEqual({});
});

test('an answer whose file cannot be written stays in the journal', async () => {
  const { journal, key, answer, read } = await newJournal();
  await mkdir(path.join(answer, 'in the way'), { recursive: true });
  await journal.append(key, closed, Date.now());
  expect(await read()).toEqual(notes);
});

test('a session whose answer was deleted is still closed', async () => {
  const { journal, key, answer, read } = await newJournal();
  await journal.append(key, closed, Date.now());
  await rm(answer);
  expect(await read()).toBeUndefined();
  expect((await journal.read(key))?.state).toBe('closed');
});
