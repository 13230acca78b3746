import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { ReadRefusal, readBounded } from '../base/bounded-read.ts';
import { readStream } from '../base/bounded-stream.mjs';
import { PikaError } from './errors.ts';
import { readFailure } from './read-failure.ts';
import type { Runtime } from './runtime.ts';

/** Longest text; no invitation or briefing is longer. */
const limitBytes = 1024 * 1024;

/** The part of a runtime that is needed to read texts. */
interface PipedRuntime {
  stdin: Readable & { isTTY?: boolean };
  signal: AbortSignal;
}

function tooLong(what: string): PikaError {
  return new PikaError('text_invalid', `${what} is longer than ${limitBytes} bytes`, {
    hint: 'Pass a shorter text; save a mail without its attachments',
  });
}

function unreadable(what: string, source: string, reason: string): PikaError {
  return new PikaError('file_unreadable', `${what}: cannot read ${source.slice(0, 200)}: ${reason}`, {
    hint: 'Pass the path of a text file, relative to the current directory, or - for standard input',
  });
}

async function readFile(file: string, what: string): Promise<Buffer> {
  try {
    return await readBounded(file, { maxBytes: limitBytes });
  } catch (error) {
    if (error instanceof ReadRefusal && error.reason === 'too_large') throw tooLong(what);
    throw error;
  }
}

/** A pipe that is never closed would block forever: an interruption stops the read. */
async function readStdin({ stdin, signal }: PipedRuntime, what: string): Promise<Buffer> {
  if (stdin.isTTY) throw unreadable(what, '-', 'standard input is a terminal');
  const bytes = await readStream(addAbortSignal(signal, stdin), limitBytes);
  if (!bytes) throw tooLong(what);
  return bytes;
}

/**
 * Reads the bytes of a file, or of standard input for `-`.
 * @param what name of the text in errors, usually its flag.
 * @throws {PikaError} `file_unreadable`, `text_invalid`; or the signal's reason.
 */
export async function readBytes(source: string, what: string, runtime: Runtime): Promise<Buffer> {
  try {
    return source === '-'
      ? await readStdin(runtime, what)
      : await readFile(path.resolve(runtime.cwd, source), what);
  } catch (error) {
    runtime.signal.throwIfAborted();
    if (error instanceof PikaError) throw error;
    throw unreadable(what, source, readFailure(error));
  }
}

/**
 * Reads the UTF-8 text of a file, or of standard input for `-`, without byte order mark and surrounding white space.
 * @param what name of the text in errors, usually its flag.
 * @throws {PikaError} `file_unreadable`, `text_invalid`; or the signal's reason.
 */
export async function readText(source: string, what: string, runtime: Runtime): Promise<string> {
  const bytes = await readBytes(source, what, runtime);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    throw new PikaError('text_invalid', `${what} is not UTF-8 text`, { hint: 'Save the file as UTF-8' });
  }
}
