import { ReadRefusal } from '../base/bounded-read.ts';
import { codeOf, messageOf } from '../base/failure.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of the path is not a directory',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'it is not a regular file',
};

/** Why a file could not be read, for people: the file system's own errors name calls and codes. */
export function readFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ReadRefusal) return error.message;
  const code = codeOf(error);
  return reasons[code] ?? (code || messageOf(error));
}
