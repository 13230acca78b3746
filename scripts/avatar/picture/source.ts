import path from 'node:path';
import type { Readable } from 'node:stream';
import { ReadRefusal, readBounded } from '../../base/bounded-read.ts';
import { readStream } from '../../base/bounded-stream.mjs';
import { fenceOf } from '../../base/inside.ts';
import { PikaError } from '../../cli/errors.ts';
import { readFailure } from '../../cli/read-failure.ts';
import type { Runtime } from '../../cli/runtime.ts';

const mebibyte = 1024 * 1024;

/** Largest picture that is read. */
export const largestSourceBytes = 25 * mebibyte;

const downloadLimitMs = 30_000;

/** A picture as given, before it is inspected. */
export interface ImageSource {
  bytes: Uint8Array;
  /** File name, URL path or `stdin`: for messages and for comparing the extension. */
  name: string;
  /** The media type declared by a server. */
  mediaType?: string;
  /** Absolute path of a local file. */
  file?: string;
}

/**
 * Reads a picture from a path (relative to the runtime's cwd), an https URL, or stdin (`-`), at most 25 MB of it.
 * Only regular files are opened: a device or a pipe is refused before anything is read.
 * @throws {PikaError} `file_unreadable`, `image_invalid` (too large, empty), `address_refused` and the codes of a download.
 */
export async function loadImageSource(where: string, runtime: Runtime): Promise<ImageSource> {
  const source = await load(where, runtime);
  if (source.bytes.byteLength > 0) return source;
  throw new PikaError('image_invalid', `${source.name} is empty: expected a picture`, {
    hint: 'Check the path; the copy or download may have failed',
  });
}

/** The scheme before `://`. */
const schemeOf = (where: string): string | undefined =>
  /^([a-z][a-z0-9+.-]+):\/\//i.exec(where)?.[1]?.toLowerCase();

/** Whether a picture is given as a path, not as stdin or a URL. */
export const isPath = (where: string): boolean => where !== '-' && !schemeOf(where);

function load(where: string, runtime: Runtime): Promise<ImageSource> {
  if (where === '-') return readStdin(runtime.stdin, runtime.signal);
  const scheme = schemeOf(where);
  if (scheme === 'https') return readUrl(where, runtime);
  if (scheme) {
    throw new PikaError('address_refused', `${scheme}:// is not supported: expected a path or an https URL`, {
      hint: 'Use an https URL, or save the picture and pass its path',
    });
  }
  const file = path.resolve(runtime.cwd, where);
  return readRegularFile(file, { within: fenceOf(runtime.cwd, file) });
}

function tooLarge(name: string): PikaError {
  return new PikaError('image_invalid', `${name} is larger than ${largestSourceBytes / mebibyte} MB`, {
    hint: 'Resize the picture (1536 pixels on the longer side are enough) and use that file',
  });
}

async function readUrl(url: string, runtime: Runtime): Promise<ImageSource> {
  const { download } = await import('../../net/download.ts');
  runtime.progress.step('downloading the picture');
  const found = await download(url, {
    limitBytes: largestSourceBytes,
    limitMs: downloadLimitMs,
    signal: runtime.signal,
  });
  const name = decodeURIComponentLoosely(path.posix.basename(new URL(found.url).pathname));
  return { bytes: found.bytes, name: name || 'the download', mediaType: found.contentType };
}

function decodeURIComponentLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readStdin(stdin: Readable & { isTTY?: boolean }, signal: AbortSignal): Promise<ImageSource> {
  if (stdin.isTTY) {
    throw new PikaError('usage', '- reads the picture from stdin, but stdin is a terminal', {
      hint: 'Pipe in the picture, or pass its path',
    });
  }
  const stop = () => stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const bytes = await readStream(stdin, largestSourceBytes);
    signal.throwIfAborted();
    if (!bytes) throw tooLarge('stdin');
    return { bytes, name: 'stdin' };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function unreadable(file: string, reason: string, cause?: unknown): PikaError {
  return new PikaError('file_unreadable', `cannot read ${file}: ${reason}`, {
    hint: 'Check the path and the permissions; name the file itself, not a link to it',
    cause,
  });
}

export interface RegularFileOptions {
  /** Bytes. */
  limit?: number;
  /** The error for a larger one. */
  refuse?(name: string): PikaError;
  /** Absolute path of the folder that links must not lead out of. */
  within?: string;
}

/**
 * Reads a regular file of at most `limit` bytes; refuses anything else.
 * @throws {PikaError} `file_unreadable`; `refuse(name)` if it is larger.
 */
export async function readRegularFile(
  file: string,
  { limit = largestSourceBytes, refuse = tooLarge, within }: RegularFileOptions,
): Promise<ImageSource> {
  const name = path.basename(file);
  try {
    return { bytes: await readBounded(file, { maxBytes: limit, within }), name, file };
  } catch (error) {
    if (error instanceof ReadRefusal && error.reason === 'too_large') throw refuse(name);
    throw unreadable(file, readFailure(error), error);
  }
}
