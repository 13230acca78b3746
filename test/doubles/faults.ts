import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { SeenRoute } from './recorded-request.ts';
import { json, toWire, type WireReply } from './reply.ts';

/**
 * What may go wrong with a call. `acts` says whether the server does what was asked before it fails; the table
 * `actsByDefault` holds where it is not given.
 */
export type Fault = { acts?: boolean } & (
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The socket is destroyed without an answer. */
  | { kind: 'reset' }
  /** The same after acting: the caller cannot know whether it worked. */
  | { kind: 'lostAnswer' }
  /** Never answers; the socket stays open until the server is closed. */
  | { kind: 'hang' }
  /** The right answer, late. */
  | { kind: 'late'; ms: number }
  /** The right answer, byte by byte. */
  | { kind: 'drip'; everyMs: number }
  /** 200 with a page, as a captive portal gives it. */
  | { kind: 'html' }
  /** 200 with a body that never ends. */
  | { kind: 'flood' }
  /** The first half of the right answer, as if it were all. */
  | { kind: 'truncated' }
  /** The right answer with every value of another type. */
  | { kind: 'wrongTypes' }
  | { kind: 'empty' }
  /** 200 with exactly this JSON text. */
  | { kind: 'text'; text: string }
  | { kind: 'redirect'; to: string; status?: 301 | 302 | 303 | 307 | 308 }
  /** The answer that it is done, and nothing done: the session lives on. */
  | { kind: 'lie'; answer?: unknown }
  /** Works for `ms`, and rolls back when the caller hangs up before that. */
  | { kind: 'slow'; ms: number }
  /** MiniMax refuses within HTTP 200. */
  | { kind: 'minimax'; code: number; message?: string }
);

type FaultKind = Fault['kind'];

const actsByDefault: Readonly<Record<FaultKind, boolean>> = {
  status: false,
  reset: false,
  lostAnswer: true,
  hang: false,
  late: true,
  drip: true,
  html: false,
  flood: true,
  truncated: true,
  wrongTypes: true,
  empty: true,
  text: true,
  redirect: false,
  lie: false,
  slow: false,
  minimax: false,
};

/** Whether the server does what was asked before this fault shows. */
export function acts(fault: Fault): boolean {
  return fault.acts ?? actsByDefault[fault.kind];
}

/** The faults that wait on each route, first in, first out. */
export class FaultQueue {
  readonly #waiting: { route: SeenRoute; fault: Fault; left: number; untilMs: number }[] = [];

  /** @param untilMs of the monotonic clock */
  add(route: SeenRoute, fault: Fault, times: number, untilMs: number): void {
    this.#waiting.push({ route, fault, left: times, untilMs });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  take(route: SeenRoute): Fault | undefined {
    const nowMs = performance.now();
    const entry = this.#waiting.find(
      (candidate) => candidate.route === route && candidate.left > 0 && candidate.untilMs > nowMs,
    );
    if (entry) entry.left -= 1;
    return entry?.fault;
  }
}

/** Sends the reply as it is. */
export function send(response: ServerResponse, { status, headers, body }: WireReply): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

type Show<Kind extends FaultKind> = (
  response: ServerResponse,
  reply: WireReply,
  fault: Extract<Fault, { kind: Kind }>,
) => void;

const page =
  '<!doctype html><html><head><title>Welcome</title></head><body><h1>Log in to the network</h1></body></html>';

const shows: { [Kind in FaultKind]: Show<Kind> } = {
  status: (response, _, { status, body, headers }) => {
    const isText = typeof body === 'string';
    const reply = isText
      ? { status, bytes: Buffer.from(body), type: 'text/plain', headers }
      : { ...json(body ?? { error: { message: `status ${status}` } }, status), headers };
    send(response, toWire(reply, false));
  },
  reset: (response) => response.destroy(),
  lostAnswer: (response) => response.destroy(),
  hang: () => {},
  late: (response, reply, { ms }) => {
    const timer = setTimeout(() => send(response, reply), ms);
    response.on('close', () => clearTimeout(timer));
  },
  drip: (response, reply, { everyMs }) => drip(response, reply, everyMs),
  html: (response) =>
    send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) }),
  flood: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const water = Readable.from(endless()).pipe(response);
    response.on('close', () => water.destroy());
  },
  truncated: (response, reply) =>
    send(response, { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) }),
  wrongTypes: (response, reply) =>
    send(response, toWire(json(withWrongTypes(JSON.parse(reply.body.toString()))), false)),
  empty: (response, reply) => send(response, { ...reply, body: Buffer.alloc(0) }),
  text: (response, reply, { text }) => send(response, { ...reply, body: Buffer.from(text) }),
  redirect: (response, _, { to, status = 302 }) =>
    send(response, { status, headers: { location: to }, body: Buffer.alloc(0) }),
  lie: (response, _, { answer = { closed: true } }) => send(response, toWire(json(answer), false)),
  slow: (response, reply) => send(response, reply),
  minimax: (response, _, { code, message = 'refused' }) =>
    send(response, toWire(json({ base_resp: { status_code: code, status_msg: message } }), false)),
};

/** Answers with the fault; `reply` is what the right answer would have been. */
export function showFault(response: ServerResponse, reply: WireReply, fault: Fault): void {
  const show = shows[fault.kind] as Show<FaultKind>;
  show(response, reply, fault);
}

function drip(response: ServerResponse, { status, headers, body }: WireReply, everyMs: number): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= body.length) response.end();
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

function* endless(): Generator<Buffer> {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  for (;;) yield piece;
}

function withWrongTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withWrongTypes);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withWrongTypes(inner)]));
  }
  return typeof value === 'string' ? 7 : 'of another type';
}
