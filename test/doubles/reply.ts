import { stringify } from 'lossless-json';

/** What the stand-in is about to answer: JSON (big integers keep all their digits), or bytes of a type. */
export type Reply =
  | { status: number; json: unknown; headers?: Record<string, string> }
  | { status: number; bytes: Uint8Array; type: string; headers?: Record<string, string> };

/** A reply as it goes over the wire. */
export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export function json(value: unknown, status = 200): Reply {
  return { status, json: value };
}

/** The hosted service's form of a refusal. */
export function refusal(status: number, message: string): Reply {
  return json({ error: { message } }, status);
}

/** Answers of success come bare or under `data`. */
export function toWire(reply: Reply, isWrapped: boolean): WireReply {
  if ('bytes' in reply) {
    return {
      status: reply.status,
      headers: { 'content-type': reply.type, ...reply.headers },
      body: Buffer.from(reply.bytes),
    };
  }
  const value = isWrapped && reply.status < 300 ? { data: reply.json } : reply.json;
  return {
    status: reply.status,
    headers: { 'content-type': 'application/json', ...reply.headers },
    body: Buffer.from(stringify(value) ?? ''),
  };
}
