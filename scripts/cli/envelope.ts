import { format } from 'node:util';
import { z } from 'zod';
import { type ErrorCode, errorCodes, PikaError } from './errors.ts';
import type { Redaction } from './redaction.ts';
import type { Warning } from './runtime.ts';
import { missingPackage, setUpCommand } from './set-up.mjs';
import type { Verb } from './verb.ts';
import { skillDirectory } from './version.ts';

const warnings = z.array(z.object({ code: z.string(), message: z.string() }));

const failure = z.object({
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
});

/** The one line that a command prints: its result, or `error` next to the known facts. */
export function envelopeSchema(verb: Verb) {
  return z.discriminatedUnion('ok', [
    z.strictObject({
      ok: z.literal(true),
      command: z.literal(verb.name),
      ...verb.result.shape,
      warnings,
    }),
    z.looseObject({
      ok: z.literal(false),
      command: z.literal(verb.name),
      ...verb.result.partial().shape,
      error: failure,
      warnings,
    }),
  ]);
}

/** Converts any thrown value to a PikaError; one that is not already a PikaError is a bug in this package. */
export function toPikaError(error: unknown): PikaError {
  if (error instanceof PikaError) return error;
  const missing = missingPackage(error);
  if (missing) {
    const hint = `Run: ${setUpCommand(skillDirectory)}`;
    return new PikaError('deps_missing', `${missing} is not installed`, { hint, cause: error });
  }
  const message = error instanceof Error ? error.message : format('%s', error);
  return new PikaError('internal_error', `unexpected error: ${message.split('\n')[0]}`, {
    hint: 'Run it again with --debug and report the output on stderr',
    cause: error,
  });
}

export function successLine(
  command: string,
  result: object,
  warned: Warning[],
  redaction: Redaction,
): string {
  return line({ ok: true, command, ...result, warnings: warned }, redaction);
}

/** Longest message that is printed; the system's error about a long file name, for example, is longer. */
const longestWords = 1000;
const keptEnd = 200;

/** Scrub before shortening: half a secret would not be recognized. */
function shortened(words: string, redaction: Redaction): string {
  const clean = redaction.scrub(words);
  if (clean.length <= longestWords) return clean;
  return `${clean.slice(0, longestWords - keptEnd)} … ${clean.slice(-keptEnd)}`;
}

export function failureLine(
  command: string,
  error: PikaError,
  warned: Warning[],
  redaction: Redaction,
): string {
  const { code, retryable, known } = error;
  const message = shortened(error.message, redaction);
  const hint = shortened(error.hint, redaction);
  return line(
    { ok: false, command, ...known, error: { code, message, hint, retryable }, warnings: warned },
    redaction,
  );
}

/** Scrub each string on its own: a numeric passcode must not break a number, and one that equals a JSON key must not break the key. */
function line(value: object, redaction: Redaction): string {
  const clean = (_key: string, part: unknown) => (typeof part === 'string' ? redaction.scrub(part) : part);
  return `${JSON.stringify(value, clean)}\n`;
}
