import { ReadRefusal } from '../base/bounded-read.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'it is not a regular file',
};

/** Why a file could not be read, in words for people: what the file system says names calls and codes. */
export function readFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ReadRefusal) return error.message;
  const code = 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (code || error.message);
}
