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

/** The one line of a verb: its result on success, `error` beside the known facts on failure. */
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

/** Any thrown value as a PikaError; what is not one already is a fault of ours. */
export function toPikaError(error: unknown): PikaError {
  if (error instanceof PikaError) return error;
  const missing = missingPackage(error);
  if (missing) {
    const hint = `Run: ${setUpCommand(skillDirectory)}`;
    return new PikaError('deps_missing', `${missing} is not installed`, { hint, cause: error });
  }
  const message = error instanceof Error ? error.message : format('%s', error);
  return new PikaError('internal_error', `unexpected: ${message.split('\n')[0]}`, {
    hint: 'Run again with --debug and report what stderr says',
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

/** Of a message, such as that of the system about a name that is too long, no more than this is printed. */
const longestWords = 1000;
const keptEnd = 200;

/** Scrubbed before it is shortened: half a secret would not be recognized. */
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

/** Texts are scrubbed, each for itself: a passcode of digits must not break a number, nor one like a key's name the key. */
function line(value: object, redaction: Redaction): string {
  const clean = (_key: string, part: unknown) => (typeof part === 'string' ? redaction.scrub(part) : part);
  return `${JSON.stringify(value, clean)}\n`;
}
