import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type OpenedFile, openRegular } from '../../base/bounded-read.ts';
import { fenceOf } from '../../base/inside.ts';
import { PikaError } from '../../cli/errors.ts';
import { readFailure } from '../../cli/read-failure.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { Sample } from './sample.ts';

const mebibyte = 1024 * 1024;

/** A video of an hour or two; only its sound is read. */
const largestFileBytes = 2048 * mebibyte;

/** Limit for stdin, which has to be kept on disk during processing. */
const largestStdinBytes = 200 * mebibyte;

const unreadable = (where: string, reason: string, cause?: unknown): PikaError =>
  new PikaError('file_unreadable', `--audio: cannot read ${JSON.stringify(where.slice(0, 200))}: ${reason}`, {
    hint: 'Pass the path of a recording, relative to the current directory, or - for standard input; download a URL first',
    cause,
  });

const tooLarge = (limit: number): PikaError =>
  new PikaError('audio_invalid', `the recording is larger than ${limit / mebibyte} MB`, {
    hint: 'Cut out one or two minutes of speech and pass that file',
  });

function counted(limit: number, onBytes: (bytes: Uint8Array) => void): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) return done(tooLarge(limit));
      onBytes(chunk);
      done(null, chunk);
    },
  });
}

async function keepStdin(stdin: Readable & { isTTY?: boolean }, folder: string, signal: AbortSignal) {
  if (stdin.isTTY) throw unreadable('-', 'standard input is a terminal');
  const file = path.join(folder, 'stdin');
  const hash = createHash('sha256');
  let size = 0;
  const count = counted(largestStdinBytes, (bytes) => {
    hash.update(bytes);
    size += bytes.length;
  });
  await pipeline(stdin, count, createWriteStream(file, { mode: 0o600 }), { signal });
  return { path: file, name: 'stdin', size, sha256: hash.digest('hex'), folder };
}

async function hashOf(
  { handle }: OpenedFile,
  signal: AbortSignal,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  // A file may grow after its size was read.
  const count = counted(largestFileBytes, (bytes) => {
    hash.update(bytes);
    size += bytes.length;
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(handle.createReadStream({ autoClose: false }), count, nowhere, { signal });
  return { size, sha256: hash.digest('hex') };
}

async function open(where: string, folder: string, runtime: Runtime): Promise<Sample> {
  if (where === '-') return keepStdin(runtime.stdin, folder, runtime.signal);
  const file = path.resolve(runtime.cwd, where);
  try {
    const opened = await openRegular(file, fenceOf(runtime.cwd, file));
    try {
      if (opened.stats.size > largestFileBytes) throw tooLarge(largestFileBytes);
      return { path: file, name: path.basename(file), folder, ...(await hashOf(opened, runtime.signal)) };
    } finally {
      await opened.handle.close();
    }
  } catch (error) {
    if (error instanceof PikaError) throw error;
    throw unreadable(where, readFailure(error), error);
  }
}

/**
 * Finds the recording at a path (relative to the runtime's cwd) or stores it from stdin (`-`) in `folder`.
 * @throws {PikaError} `file_unreadable`; `audio_invalid` if it is empty or too large; the signal's reason if aborted.
 */
export async function openSample(where: string, folder: string, runtime: Runtime): Promise<Sample> {
  try {
    const sample = await open(where, folder, runtime);
    if (sample.size > 0) return sample;
  } catch (error) {
    throw runtime.signal.aborted ? runtime.signal.reason : error;
  }
  throw new PikaError('audio_invalid', 'the recording is empty (0 bytes)', {
    hint: 'Check the path; the copy or download may have failed',
  });
}
