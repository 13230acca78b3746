import { PikaError } from '../cli/errors.ts';
import { messageOf } from './failure.ts';

/**
 * The error for something that could not be written; a typed error stays as it is.
 * @param what the file, or what it holds. @param hint how to make it writable, or what to name instead.
 */
export function unwritable(what: string, error: unknown, hint: string): PikaError {
  if (error instanceof PikaError) return error;
  return new PikaError('file_unwritable', `${what} cannot be written: ${messageOf(error)}`, {
    hint,
    cause: error,
  });
}
