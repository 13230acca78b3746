/** The message of anything that was thrown; the name of an error without one. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The first line of its message: some programs and libraries put a whole report into one. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split('\n', 1)[0] ?? '';
}

/** Its code, such as ENOENT; empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const missing: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

/** Whether a file or folder is not there: no such name, or a file in place of a folder on the way. */
export function isMissing(error: unknown): boolean {
  return missing.has(codeOf(error));
}
