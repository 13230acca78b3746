import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { bootId } from '../../base/boot-id.mjs';
import { isPikaError, PikaError } from '../../cli/errors.ts';
import { readSession } from './damaged.ts';
import type { Intent, SessionEvent, SessionRecord } from './session.ts';

const fileSuffix = '.jsonl';

/** For sorting: a key counts whole seconds, within which the moment of the request decides. */
const momentOf = ({ key, requested_at }: SessionRecord) => `${key.slice(0, 15)} ${requested_at ?? ''}`;

/** A key as created by `begin`. A file with any other name is not ours, not even a damaged one. */
const keyForm = /^\d{8}T\d{6}-[a-z0-9]{6}$/;

/**
 * The journal: one file per session in `$PIKA_HOME/sessions`, one JSON line per event. Lines are only appended and synced, so two
 * processes never overwrite each other, and a killed process loses nothing that it has written.
 */
export class Journal {
  readonly directory: string;

  constructor(home: string) {
    this.directory = path.join(home, 'sessions');
  }

  /**
   * Records the intent to join, before anything is sent.
   * @returns the key of the new session's file.
   * @throws {PikaError} `home_unwritable`; in that case nothing may be sent.
   */
  async begin(intent: Intent, nowMs: number, random: () => number): Promise<string> {
    const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
    const suffix = Math.floor(random() * 36 ** 6).toString(36);
    const key = `${stamp}-${suffix.padStart(6, '0')}`;
    await this.#guarded(async () => {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await this.#write(key, { event: 'requested', ...intent }, nowMs, 'ax');
    });
    return key;
  }

  /** @throws {PikaError} `home_unwritable`. */
  async append(key: string, event: SessionEvent, nowMs: number): Promise<void> {
    await this.#guarded(() => this.#write(key, event, nowMs, 'a'));
  }

  /**
   * The session's record; undefined if its file does not exist. A file that exists but cannot be read or parsed is a session about
   * which little is known.
   */
  async read(key: string): Promise<SessionRecord | undefined> {
    try {
      return readSession(key, await readFile(this.file(key), 'utf8'));
    } catch (error) {
      return isMissing(error) ? undefined : readSession(key, '');
    }
  }

  /**
   * Every known session, newest first.
   * @throws {PikaError} `home_unwritable` if the folder cannot be read: there may be sessions in it.
   */
  async list(): Promise<SessionRecord[]> {
    const names = await readdir(this.directory).catch((error) => {
      if (isMissing(error)) return [];
      throw unusable('read', this.directory, error);
    });
    const keys = names
      .filter((name) => name.endsWith(fileSuffix))
      .map((name) => name.slice(0, -fileSuffix.length))
      .filter((key) => keyForm.test(key));
    const records = await Promise.all(
      keys
        .sort()
        .reverse()
        .map((key) => this.read(key)),
    );
    return records
      .filter((record) => record !== undefined)
      .sort((one, other) => momentOf(other).localeCompare(momentOf(one)));
  }

  /** The newest record with this session id. */
  async find(sessionId: string): Promise<SessionRecord | undefined> {
    return (await this.list()).find((record) => record.session_id === sessionId);
  }

  /**
   * Records that a session no longer needs watching. A file that is not writable is set aside.
   * @throws {PikaError} `home_unwritable`.
   */
  async forget(key: string, nowMs: number): Promise<void> {
    try {
      await this.append(key, { event: 'forgotten' }, nowMs);
    } catch {
      await this.#guarded(() => rename(this.file(key), `${this.file(key)}.forgotten`));
    }
  }

  /** Path of the session's file. */
  file(key: string): string {
    return path.join(this.directory, `${key}${fileSuffix}`);
  }

  async #write(key: string, event: SessionEvent, nowMs: number, flags: 'a' | 'ax'): Promise<void> {
    const when = { at: new Date(nowMs).toISOString(), uptime_sec: os.uptime(), boot_id: bootId };
    const line = `${JSON.stringify({ ...when, ...event })}\n`;
    const file = await open(this.file(key), flags, 0o600);
    try {
      const before = (await file.stat()).size;
      try {
        // The leading line break ends a line that an earlier process has left incomplete.
        await file.writeFile(before > 0 ? `\n${line}` : line);
      } catch (error) {
        // A full disk may have stored half of the line. Another process could have appended after it, but a partial line is worse.
        await file.truncate(before);
        throw error;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #guarded(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      throw isPikaError(error) ? error : unusable('written', this.directory, error);
    }
  }
}

function unusable(how: 'read' | 'written', directory: string, cause: unknown): PikaError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PikaError('home_unwritable', `the journal cannot be ${how}: ${reason}`, {
    hint: `Make ${directory} readable and writable, with free disk space, or point PIKA_HOME elsewhere`,
    cause,
  });
}

/** Nothing there, or a file in place of the folder. */
const missing: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && missing.has(error.code);
}
