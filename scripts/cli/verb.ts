import type { z } from 'zod';
import type { Runtime } from './runtime.ts';

/** For help and commander: `placeholder` names the value, `positional` takes it without a flag. */
export interface OptionMeta {
  placeholder?: string;
  positional?: boolean;
}

/**
 * The definition of a command: the source of commander's options, --help, validation and the JSON Schema.
 * Keys of `options` are camelCase (`meetUrl` becomes `--meet-url`); keys of `result` are snake_case, as printed.
 */
export interface Verb<Options extends z.ZodObject = z.ZodObject, Result extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** Two command lines, without the program's name. */
  readonly examples: readonly [string, string];
  readonly options: Options;
  readonly result: Result;
  run(options: z.output<Options>, runtime: Runtime): Promise<z.input<Result>>;
  /** Runs after the line with these facts, a result's or an error's, has been written and read. Errors are ignored. */
  taken?(facts: Readonly<Record<string, unknown>>, runtime: Runtime): Promise<void>;
}

/** Infers the types of the definition; does nothing else. */
export function defineVerb<Options extends z.ZodObject, Result extends z.ZodObject>(
  verb: Verb<Options, Result>,
): Verb<Options, Result> {
  return verb;
}

/** Every command with its group in the overview. A command's file is loaded only when it runs, and exports the command as default. */
export type VerbTable = Readonly<
  Record<string, { group: string; load: () => Promise<{ default: unknown }> }>
>;
