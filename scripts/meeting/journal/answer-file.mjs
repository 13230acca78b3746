// What the service answered when a session was closed: a file beside the session's journal, since it may have megabytes. Plain
// JavaScript: the guard keeps answers too (scripts/meeting/guard/guard-journal.mjs).
import { randomInt } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const maxTemporary = 10 ** 12;

/**
 * The path of the answer's file.
 * @param {string} sessionFile path of the session's journal
 */
export function answerFileOf(sessionFile) {
  return sessionFile.replace(/\.jsonl$/, '.answer.json');
}

/**
 * The event as the journal holds it: the answer of a closing is written to its file, and the event names the file. If that fails, the
 * event keeps the answer.
 * @template {{ event: string, notes?: unknown }} Event
 * @param {string} sessionFile
 * @param {Event} event
 * @returns {Promise<Event | Omit<Event, 'notes'> & { answer_file: string }>}
 */
export async function withAnswerInFile(sessionFile, event) {
  const { notes, ...rest } = event;
  if (event.event !== 'closed' || !notes || Object.keys(notes).length === 0) return event;
  const file = answerFileOf(sessionFile);
  const temporary = `${file}.${randomInt(maxTemporary)}`;
  try {
    await writeFile(temporary, JSON.stringify(notes), { mode: 0o600, flag: 'wx', flush: true });
    await rename(temporary, file);
    return { ...rest, answer_file: path.basename(file) };
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
    return event;
  }
}
