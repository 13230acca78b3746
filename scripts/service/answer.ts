import { z } from 'zod';
import { readStream } from '../base/bounded-stream.mjs';
import { parseJson } from '../base/json.ts';
import { type ErrorCode, PikaError } from '../cli/errors.ts';
import { ownCommand } from '../cli/own-command.ts';

const longestQuote = 300;

/** Removes secrets from a text. */
export type Scrub = (text: string) => string;

/**
 * The server's own error message: from the usual JSON fields, or else the body without markup.
 * Scrub before shortening: half a key would not be recognized.
 */
export function serverWords(text: string, scrub: Scrub): string {
  const words = fromJson(text) ?? text.replace(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]+>/gi, ' ');
  return shorten(scrub(words));
}

function shorten(text: string): string {
  // Control characters could rewrite lines on a terminal.
  const flat = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return flat.length > longestQuote ? `${flat.slice(0, longestQuote)}…` : flat;
}

function fromJson(text: string): string | undefined {
  return firstText(parseJson(text));
}

/** An error in OpenAI's form (platform.openai.com, error codes). */
const codedFailure = z.object({ error: z.object({ code: z.string().regex(/^\w{1,64}$/) }) });

/** The service's own error code, if it gives one. */
function serviceCode(text: string): { service_code?: string } {
  const coded = codedFailure.safeParse(parseJson(text)).data;
  return coded ? { service_code: coded.error.code } : {};
}

const wordFields = ['message', 'error_message', 'error', 'detail', 'msg', 'status_msg', 'base_resp', 'data'];

/** Services nest no deeper than `{error: {detail: {message}}}`; an answer may nest deeper than the call stack allows. */
const deepestWords = 5;

function firstText(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth === deepestWords) return undefined;
  for (const field of wordFields) {
    const found = firstText((value as Record<string, unknown>)[field], depth + 1);
    if (found) return found;
  }
  return undefined;
}

interface StatusRow {
  code: ErrorCode;
  message: string;
  hint: string;
}

const keyRow: StatusRow = {
  code: 'key_refused',
  message: 'the key was refused',
  hint: 'Check PIKA_DEV_KEY (or ~/.pika/devkey), or get a new key at https://www.pika.me/dev/login',
};

/** Statuses that mean the same for every call. */
const statusRows: Readonly<Record<number, StatusRow>> = {
  401: keyRow,
  403: keyRow,
  402: {
    code: 'credits_short',
    message: 'the service asks for credits',
    hint: `Buy credits: ${ownCommand('topup')}; then run this again`,
  },
  404: {
    code: 'not_found',
    message: 'not found at the service',
    hint: 'Check the id and PIKA_API_BASE_URL',
  },
  429: {
    code: 'rate_limited',
    message: 'too many requests',
    hint: 'Wait a minute, then run this again',
  },
};

function rowFor(status: number): StatusRow {
  const row = statusRows[status];
  if (row) return row;
  if (status >= 500) {
    return {
      code: 'service_failed',
      message: 'the service failed',
      hint: 'Wait a minute, then run this again',
    };
  }
  return {
    code: 'request_refused',
    message: 'the service refused the request',
    hint: 'Fix what the service reports, then run this again',
  };
}

/** Marks errors that came in the service's own form. */
const serviceForm = new WeakSet<object>();

/** Whether an error (`statusError`) came in the service's own form, a JSON object, and not as a gateway's page. */
export function isServiceRefusal(error: PikaError): boolean {
  return serviceForm.has(error);
}

/** The typed error for an HTTP answer other than 2xx, with `http_status` and the service's own `service_code`. `call` describes the call. */
export function statusError(call: string, status: number, text: string, scrub: Scrub): PikaError {
  const row = rowFor(status);
  const words = serverWords(text, scrub);
  const said = words ? `: ${words}` : '';
  const error = new PikaError(row.code, `${call}: ${row.message} (HTTP ${status})${said}`, {
    hint: row.hint,
    known: { http_status: status, ...serviceCode(text) },
  });
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) serviceForm.add(error);
  return error;
}

/** The error behind undici's "fetch failed". */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

/** Whether `fetch` failed because the answer was a redirect. The same call would be redirected again. */
export function isRedirectRefusal(error: unknown): boolean {
  const root = rootOf(error);
  return root instanceof Error && /unexpected redirect/.test(root.message);
}

/** If several addresses were tried, the error has no message, only a code. */
function reasonOf(root: unknown): string {
  if (!(root instanceof Error)) return String(root);
  return root.message || ('code' in root ? String(root.code) : root.name);
}

/** The typed error for a call without an answer. */
export function networkError(call: string, error: unknown): PikaError {
  if (isRedirectRefusal(error)) {
    return new PikaError(
      'answer_unexpected',
      `${call}: the service answered with a redirect; redirects are not followed`,
      {
        hint: 'Check PIKA_API_BASE_URL: the key is never sent to another address',
        cause: error,
      },
    );
  }
  const root = rootOf(error);
  const timedOut = root instanceof Error && root.name === 'TimeoutError';
  const reason = timedOut ? 'no answer in time' : shorten(reasonOf(root));
  return new PikaError('network_failed', `${call}: ${reason}`, {
    hint: 'Check the network and PIKA_API_BASE_URL, then run this again',
    cause: error,
  });
}

/** The largest answer is a base64 picture of a few MB. */
const largestAnswerMiB = 32;

/**
 * Reads a body as text.
 * @throws {PikaError} `answer_unexpected` if it is larger than any answer of the service.
 */
export async function readBody(call: string, body: AsyncIterable<Uint8Array> | null): Promise<string> {
  if (!body) return '';
  const bytes = await readStream(body, largestAnswerMiB * 1024 * 1024);
  if (bytes) return new TextDecoder().decode(bytes);
  throw new PikaError('answer_unexpected', `${call}: the answer is larger than ${largestAnswerMiB} MiB`, {
    hint: 'Check PIKA_API_BASE_URL',
  });
}

/** Answers come bare or under `data`; fields next to `data` (possibly a session's id) are kept. */
function unwrap(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('data' in value)) return value;
  const { data } = value;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...value, ...data } : value;
}

/**
 * Parses the answer with its schema.
 * @throws {PikaError} `answer_unexpected` if it is not JSON or does not have the documented form.
 */
export function parseAnswer<Schema extends z.ZodType>(
  call: string,
  text: string,
  schema: Schema,
  { scrub, decode = JSON.parse }: { scrub: Scrub; decode?: (text: string) => unknown },
): z.output<Schema> {
  const unexpected = (what: string) =>
    new PikaError('answer_unexpected', `${call}: ${what}: ${serverWords(text, scrub) || 'an empty answer'}`, {
      hint: 'Check PIKA_API_BASE_URL; the service may have problems or may have changed',
    });
  let value: unknown;
  try {
    value = decode(text);
  } catch {
    throw unexpected('expected JSON, got');
  }
  const parsed = schema.safeParse(unwrap(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unexpected(`the answer has no valid ${issue?.path.join('.') || 'form'} (${issue?.message}), got`);
}
