import process from 'node:process';
import { Command, CommanderError, Option } from 'commander';
import { z } from 'zod';
import { PikaError } from './errors.ts';
import { issueWords } from './issue-words.ts';
import { ownCommand } from './own-command.ts';
import { progressStyles } from './progress.ts';
import type { OptionMeta, Verb } from './verb.ts';

/** Options that every command accepts. */
export const sharedOptions = z.object({
  progress: z.enum(progressStyles).default('auto').describe('progress style on stderr'),
  quiet: z.boolean().default(false).describe('print nothing on stderr'),
  debug: z.boolean().default(false).describe('print stack traces on stderr'),
});

interface OptionSchema extends OptionMeta {
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  enum?: string[];
  description?: string;
  default?: unknown;
}

export interface ParsedLine<Options> {
  options: Options;
  shared: z.output<typeof sharedOptions>;
}

/** Thrown for `--help`; `text` is the help to print. */
export class HelpRequest {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const flagOf = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const longestMessage = 400;

const usageError = (message: string, verb: string): PikaError =>
  new PikaError('usage', message.slice(0, longestMessage), {
    hint: `See the options with: ${ownCommand(`${verb} --help`)}`,
  });

function optionSchemas(options: z.ZodObject): { key: string; schema: OptionSchema; required: boolean }[] {
  const json = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required);
  return Object.entries(json.properties ?? {}).map(([key, schema]) => ({
    key,
    schema: schema as OptionSchema,
    required: required.has(key),
  }));
}

/** The number in the text, or else the text itself, for the schema to reject with its own message. */
function toNumber(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : text;
}

function describe(schema: OptionSchema): string {
  const text = schema.description ?? '';
  const isPlain = typeof schema.default === 'string' || typeof schema.default === 'number';
  return isPlain ? `${text} (default ${schema.default})` : text;
}

/** A switch that is on by default is turned off with `--no-KEY`; its description says what that does. */
function toOption(key: string, schema: OptionSchema): Option {
  if (schema.type === 'boolean' && schema.default === true) {
    return new Option(flagOf(`no-${key}`), describe(schema));
  }
  if (schema.type === 'boolean') return new Option(flagOf(key), describe(schema));
  const placeholder = schema.placeholder ?? schema.enum?.join('|') ?? flagOf(key).slice(2).toUpperCase();
  const option = new Option(`${flagOf(key)} <${placeholder}>`, describe(schema));
  if (schema.type === 'array') {
    return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  }
  if (schema.type === 'number' || schema.type === 'integer') return option.argParser(toNumber);
  return option;
}

/** Help that is piped is not wrapped to a narrow window. */
const pipedWidth = 120;

/** A command for commander. The schema, not commander, checks required options and sets defaults. */
export function toCommand(verb: Verb): Command {
  const command = new Command(`pika.mjs ${verb.name}`);
  command
    .description(verb.summary)
    .exitOverride()
    .configureOutput({
      writeOut() {},
      writeErr() {},
      getOutHelpWidth: () => process.stdout.columns ?? pipedWidth,
    })
    .showSuggestionAfterError()
    .allowExcessArguments(false)
    .helpOption('-h, --help', 'show this help');
  for (const { key, schema } of optionSchemas(verb.options)) {
    if (schema.positional) command.argument(`[${schema.placeholder ?? key}]`, describe(schema));
    else command.addOption(toOption(key, schema));
  }
  for (const { key, schema } of optionSchemas(sharedOptions)) command.addOption(toOption(key, schema));
  const examples = verb.examples.map((example) => `  node scripts/pika.mjs ${example}`);
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  return command;
}

/** One problem per option; an option without a value is reported as missing, whatever its type. */
function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  values: Readonly<Record<string, unknown>>,
  positional: ReadonlySet<string>,
): string {
  const messages = new Map<string, string>();
  for (const { path, message } of issues) {
    const key = String(path[0] ?? '');
    const name = positional.has(key) ? key : flagOf(key);
    const isMissing = values[key] === undefined;
    if (!messages.has(name)) messages.set(name, isMissing ? `${name} is required` : `${name} ${message}`);
  }
  return [...messages.values()].join('; ');
}

/** Commander's message without its prefix, and without a stray value: it may be a passcode. */
function commanderWords(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/('--?[^'=]*)=[^']*'/, "$1'");
}

function collect(verb: Verb, argv: readonly string[]): Record<string, unknown> {
  const command = toCommand(verb);
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') throw new HelpRequest(helpText(verb));
    throw usageError(commanderWords(error.message), verb.name);
  }
  const values: Record<string, unknown> = { ...command.opts() };
  const positionals = optionSchemas(verb.options).filter(({ schema }) => schema.positional);
  for (const [index, { key }] of positionals.entries()) {
    if (command.args[index] !== undefined) values[key] = command.args[index];
  }
  return values;
}

/** The help text of a command. */
export function helpText(verb: Verb): string {
  let text = '';
  const command = toCommand(verb).configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

/**
 * Parses a command's arguments: commander splits them, the command's schema validates them.
 * @throws {PikaError} `usage` for unknown flags and invalid values.
 * @throws {HelpRequest} for `--help`.
 */
export function parseArguments<Options extends z.ZodObject>(
  verb: Verb<Options>,
  argv: readonly string[],
): ParsedLine<z.output<Options>> {
  const values = collect(verb as unknown as Verb, argv);
  const sharedKeys = new Set(Object.keys(sharedOptions.shape));
  const [mine, shared] = [true, false].map((own) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => sharedKeys.has(key) !== own)),
  );
  const parsed = verb.options.safeParse(mine, { error: issueWords });
  const parsedShared = sharedOptions.safeParse(shared, { error: issueWords });
  const issues = [...(parsed.error?.issues ?? []), ...(parsedShared.error?.issues ?? [])];
  if (!parsed.success || !parsedShared.success) {
    const positional = new Set(
      optionSchemas(verb.options)
        .filter(({ schema }) => schema.positional)
        .map(({ key }) => key),
    );
    throw usageError(describeIssues(issues, values, positional), verb.name);
  }
  return { options: parsed.data, shared: parsedShared.data };
}
