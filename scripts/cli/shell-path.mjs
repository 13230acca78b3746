// Plain JavaScript, since the launcher needs it where nothing else can be loaded (scripts/pika.mjs).
import process from 'node:process';

/** What a POSIX shell still expands within double quotes, or what ends them. */
const expanded = /["$`\\!]/;

/**
 * A path as one word of a command line, ready to be pasted into a shell. Windows allows none of these characters in a path but the
 * backslash, which its shells leave alone.
 * @param {string} file
 */
export function shellPath(file) {
  const isPlain = process.platform === 'win32' || !expanded.test(file);
  return isPlain ? `"${file}"` : `'${file.replaceAll("'", "'\\''")}'`;
}
