import { dispatch } from './cli/dispatch.ts';
import { runProcess } from './entry.ts';
import { verbs } from './verbs.ts';

/** The program: the launcher's words, the table of commands, and how one is run. */
export function run(name: string | undefined, argv: readonly string[]): Promise<void> {
  return dispatch({ verbs, runProcess }, name, argv);
}
