import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { parseJson } from '../base/json.ts';
import { Refusal } from './refusal.ts';

export const mebibyte = 1024 * 1024;
const maxJsonBytes = mebibyte;

const tooLarge = (limit: number): Refusal =>
  new Refusal(413, `the body is larger than ${Math.round(limit / mebibyte)} MB`);

/**
 * Refuses a body by its announced length, before any of it is read.
 * @throws {Refusal} 413.
 */
export function checkLength(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

/**
 * Counts the body as it comes and calls `refuse` once it is larger than `limit` bytes: a chunked body announces no length.
 * @returns a function that stops the counting.
 */
export function limitBody(request: IncomingMessage, limit: number, refuse: (refusal: Refusal) => void) {
  let size = 0;
  const count = (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) refuse(tooLarge(limit));
  };
  request.on('data', count);
  return () => request.off('data', count);
}

/** The whole body. Read by events, because leaving an iteration early would close the connection. */
function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  checkLength(request, limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const keep = (chunk: Buffer) => chunks.push(chunk);
    const done = (settle: () => void) => {
      stopCounting();
      request.off('data', keep);
      settle();
    };
    const stopCounting = limitBody(request, limit, (refusal) => done(() => reject(refusal)));
    request.on('data', keep);
    request.once('end', () => done(() => resolve(Buffer.concat(chunks))));
    request.once('error', (error) => done(() => reject(new Refusal(400, error.message))));
  });
}

/**
 * The JSON body, parsed by its schema.
 * @throws {Refusal} 413 over 1 MB, 415 if its type is not JSON, 400 if it is not JSON or does not match the schema.
 */
export async function readJson<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) throw new Refusal(415, 'expected a body of type application/json');
  const body = await readBody(request, maxJsonBytes);
  const value = parseJson(body.toString('utf8'));
  if (value === undefined) throw new Refusal(400, 'the body is not JSON');
  return parseOrRefuse(schema, value);
}

/**
 * Parses `value` by its schema. `prefix` is its place, if it is a part of something.
 * @throws {Refusal} 400 that names the first invalid field.
 */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  prefix: readonly string[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = [...prefix, ...(issue?.path ?? [])].join('.');
  throw new Refusal(400, `${place || 'the body'}: ${issue?.message}`);
}
