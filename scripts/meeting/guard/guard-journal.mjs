// What the guard reads and writes: the session's events and its own heartbeat. Either may be deleted at any moment.
import { randomBytes } from 'node:crypto';
import { appendFile, open, readFile, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { bootId } from '../../base/boot-id.mjs';
import { withAnswerInFile } from '../journal/answer-file.mjs';

/** @typedef {Record<string, unknown> & { event: string, at: string, session_id?: string, pid?: number, engine?: string }} JournalEvent */

/** Error codes for a deleted journal: the file or a folder above it. */
const deleted = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * @param {string} file
 * @param {JournalEvent[]} before the last events read, returned if the file cannot be read right now
 * @returns {Promise<JournalEvent[] | undefined>} undefined if the journal was deleted
 */
export async function readEvents(file, before) {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return deleted.has(/** @type {NodeJS.ErrnoException} */ (error).code ?? '') ? undefined : before;
  }
  return text.split('\n').flatMap((line) => {
    try {
      const event = JSON.parse(line);
      return typeof event?.event === 'string' ? [/** @type {JournalEvent} */ (event)] : [];
    } catch {
      return [];
    }
  });
}

/**
 * Appends an event; does not recreate a deleted journal. @throws the file system's error.
 * @param {string} file
 * @param {Record<string, unknown> & { event: string }} event
 */
export async function writeEvent(file, event) {
  const when = { at: new Date().toISOString(), uptime_sec: os.uptime(), boot_id: bootId };
  const handle = await open(file, 'r+');
  try {
    const kept = await withAnswerInFile(file, event);
    // The leading line break ends a line that a full disk has cut short.
    await appendFile(file, `\n${JSON.stringify({ ...when, ...kept })}\n`);
    await handle.sync().catch(() => {});
  } finally {
    await handle.close();
  }
}

/** A guard that has been silent for this long is dead or stopped, or never was a guard. */
const longestSilenceMs = 15_000;

/**
 * The heartbeat: the guard's process ID, the machine's uptime in seconds (the wall clock and a file server's clock may differ), and a
 * unique mark: process IDs are reused, and may be the same in two containers.
 */
export class Heartbeat {
  #file;
  #mark = randomBytes(6).toString('hex');
  /** @type {{ text: string, sinceMs: number } | undefined} */
  #foreign;

  /** @param {string} file */
  constructor(file) {
    this.#file = file;
  }

  get #line() {
    return `${process.pid} ${os.uptime().toFixed(1).padStart(12, '0')} ${this.#mark}\n`;
  }

  /** @returns {Promise<boolean>} whether this process was recorded as the session's guard */
  async claim() {
    this.#foreign = undefined;
    return writeFile(this.#file, this.#line, { mode: 0o600 }).then(
      () => true,
      () => false,
    );
  }

  /** Renews the heartbeat in place, so that it works on a full disk too. */
  async beat() {
    const text = await this.#read();
    if (text && !this.#isOwn(text)) return;
    await writeFile(this.#file, this.#line, { flag: 'r+' }).catch(() => this.claim());
  }

  /**
   * Whether another guard watches the session: one that was started because this one was silent, on a machine that was busy or asleep. It
   * must have a live heartbeat: a file that merely names another process, as in a copied home, is taken back.
   */
  async isRelieved() {
    const text = await this.#read();
    if (!text || this.#isOwn(text)) {
      this.#foreign = undefined;
      return false;
    }
    const known = this.#foreign;
    if (known?.text === text) {
      if (performance.now() - known.sinceMs > longestSilenceMs) await this.claim();
      return false;
    }
    this.#foreign = { text, sinceMs: performance.now() };
    return known !== undefined;
  }

  /** Removes the file, unless it belongs to another guard. */
  async stop() {
    if (this.#isOwn(await this.#read())) await unlink(this.#file).catch(() => {});
  }

  async #read() {
    return readFile(this.#file, 'latin1').catch(() => '');
  }

  /** @param {string} text */
  #isOwn(text) {
    const [pid, , mark = this.#mark] = text.trim().split(' ');
    return Number(pid) === process.pid && mark === this.#mark;
  }
}
