// What the guard reads and writes: the session's events, and its own heartbeat. All of it may be gone at any moment.
import { randomBytes } from 'node:crypto';
import { appendFile, open, readFile, unlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import { bootId } from '../../base/boot-id.mjs';

/** @typedef {Record<string, unknown> & { event: string, at: string, session_id?: string, pid?: number, engine?: string }} JournalEvent */

/** What a read says of a journal that was deleted: of the file, or of a folder above it. */
const deleted = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/**
 * @param {string} file
 * @param {JournalEvent[]} before what was read last, for a file that cannot be read in this moment
 * @returns {Promise<JournalEvent[] | undefined>} nothing when the journal was deleted
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
 * Adds an event; a journal that was deleted is not made anew. @throws what the file system says.
 * @param {string} file
 * @param {Record<string, unknown> & { event: string }} event
 */
export async function writeEvent(file, event) {
  const when = { at: new Date().toISOString(), uptime_sec: os.uptime(), boot_id: bootId };
  const handle = await open(file, 'r+');
  try {
    // The line break before it ends a line that a full disk has torn.
    await appendFile(file, `\n${JSON.stringify({ ...when, ...event })}\n`);
    await handle.sync().catch(() => {});
  } finally {
    await handle.close();
  }
}

/** A guard that has not moved for so long is dead, stopped, or was never one. */
const longestSilenceMs = 15_000;

/**
 * The heartbeat: the guard's number, the machine's uptime in seconds (the wall clock, and that of a file server, may differ from each
 * other), and a mark that no other guard has: numbers are used again, and are the same in two containers.
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

  /** @returns {Promise<boolean>} whether this process could be written down as the session's guard */
  async claim() {
    this.#foreign = undefined;
    return writeFile(this.#file, this.#line, { mode: 0o600 }).then(
      () => true,
      () => false,
    );
  }

  /** Renews the heartbeat, in its place, so that it works on a full disk too. */
  async beat() {
    const text = await this.#read();
    if (text && !this.#isOwn(text)) return;
    await writeFile(this.#file, this.#line, { flag: 'r+' }).catch(() => this.claim());
  }

  /**
   * Whether another guard watches over the session: one that was started because this one was silent, on a machine that was busy or slept.
   * It shows by its heart, which beats: a file that only names another process, as after a copy of the home, is taken back.
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

  /** Takes the file away, unless it is another's. */
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
