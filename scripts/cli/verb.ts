import type { z } from 'zod';
import type { Runtime } from './runtime.ts';

/** Shown in help and put to use by commander: `placeholder` names the value, `positional` takes it without a flag. */
export interface OptionMeta {
  placeholder?: string;
  positional?: boolean;
}

/**
 * A verb, defined once. Commander's options, --help, validation and the JSON Schema all come from here.
 * Keys of `options` are camelCase (`meetUrl` becomes `--meet-url`); keys of `result` are snake_case, as they are printed.
 */
export interface Verb<Options extends z.ZodObject = z.ZodObject, Result extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  /** Two command lines, without the program's name. */
  readonly examples: readonly [string, string];
  readonly options: Options;
  readonly result: Result;
  run(options: z.output<Options>, runtime: Runtime): Promise<z.input<Result>>;
  /** Called when the line with these facts, a result's or those beside an error, has found its reader. What this throws is passed over. */
  taken?(facts: Readonly<Record<string, unknown>>, runtime: Runtime): Promise<void>;
}

/** Gives the definition its types; nothing else. */
export function defineVerb<Options extends z.ZodObject, Result extends z.ZodObject>(
  verb: Verb<Options, Result>,
): Verb<Options, Result> {
  return verb;
}

/** Every verb with the group it is listed under; its file is loaded only when it runs, and has the verb as its default export. */
export type VerbTable = Readonly<
  Record<string, { group: string; load: () => Promise<{ default: unknown }> }>
>;
