import { shellPath } from './shell-path.mjs';
import { skillDirectory } from './version.ts';

/** A command line of this package, ready to be pasted and run from any folder: `words` are the command and its options. */
export function ownCommand(words: string): string {
  return `node ${shellPath(`${skillDirectory}/scripts/pika.mjs`)} ${words}`;
}
