import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { bootId } from '../../base/boot-id.mjs';
import { readBoundedJson } from '../../base/bounded-read.ts';
import { isMissing, messageOf } from '../../base/failure.ts';
import { isPikaError, PikaError } from '../../cli/errors.ts';
import { answerFileOf, withAnswerInFile } from './answer-file.mjs';
import { readSession } from './damaged.ts';
import type { Intent, SessionEvent } from './events.ts';
import type { SessionRecord } from './session.ts';

const fileSuffix = '.jsonl';

/** Notes of up to six fields, each as large as `pickNotes` allows. */
const largestAnswerBytes = 128 * 1024 * 1024;
const answerSchema = z.record(z.string(), z.unknown());

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

  /** What the service answered when the session was closed; undefined if it gave nothing, or if its file is gone. */
  async answer({ key, notes, answer_file }: SessionRecord): Promise<Record<string, unknown> | undefined> {
    if (notes || !answer_file) return notes ?? undefined;
    const value = await readBoundedJson(answerFileOf(this.file(key)), { maxBytes: largestAnswerBytes }).catch(
      () => undefined,
    );
    return answerSchema.safeParse(value).data;
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
    const file = await open(this.file(key), flags, 0o600);
    try {
      const line = `${JSON.stringify({ ...when, ...(await withAnswerInFile(this.file(key), event)) })}\n`;
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
  const reason = messageOf(cause);
  return new PikaError('home_unwritable', `the journal cannot be ${how}: ${reason}`, {
    hint: `Make ${directory} readable and writable, with free disk space, or point PIKA_HOME elsewhere`,
    cause,
  });
}
