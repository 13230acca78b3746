import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Busboy } from '@fastify/busboy';
import type { RouteName } from '../../scripts/service/wire.ts';

/** A route of the hosted API, a file that the stand-in serves, or nothing that it knows. */
export type SeenRoute = RouteName | 'file' | 'unknown';

export interface ReceivedFile {
  name: string;
  type: string;
  bytes: Buffer;
}

/** One request as the server saw it, its body read to the end. */
export interface RecordedRequest {
  /** Milliseconds since 1970. */
  at: number;
  route: SeenRoute;
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** Text fields of a multipart body. */
  fields: Record<string, string>;
  /** Files of a multipart body, by field. */
  files: Record<string, ReceivedFile>;
  /** The parsed JSON body; undefined when it is none. */
  json: unknown;
}

/** Reads a request's body to its end and takes it apart. @throws when the other side goes away first. */
export async function recordRequest(message: IncomingMessage, route: SeenRoute): Promise<RecordedRequest> {
  const raw = await buffer(message);
  const type = message.headers['content-type'] ?? '';
  return {
    at: Date.now(),
    route,
    method: message.method ?? '',
    path: message.url ?? '',
    headers: message.headers,
    raw,
    ...(type.startsWith('multipart/form-data') ? await readMultipart(raw, message.headers) : noParts()),
    json: type.startsWith('application/json') ? readJson(raw) : undefined,
  };
}

type Parts = Pick<RecordedRequest, 'fields' | 'files'>;

function noParts(): Parts {
  return { fields: {}, files: {} };
}

async function readMultipart(raw: Buffer, headers: IncomingHttpHeaders): Promise<Parts> {
  const { fields, files } = noParts();
  const reading: Promise<void>[] = [];
  const parser = new Busboy({ headers: { ...headers, 'content-type': headers['content-type'] ?? '' } });
  parser.on('field', (name, value) => {
    fields[name] = value;
  });
  const readFile = async (field: string, stream: Readable, name: string, type: string) => {
    files[field] = { name, type, bytes: await buffer(stream) };
  };
  parser.on('file', (field, stream, name, _encoding, type) =>
    reading.push(readFile(field, stream, name, type)),
  );
  parser.end(raw);
  await once(parser, 'finish');
  await Promise.all(reading);
  return { fields, files };
}

function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}
