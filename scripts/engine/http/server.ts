import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import { traceOf } from '../faults.ts';
import type { Log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import { mebibyte } from '../request-body.ts';
import { serveRoomPage } from '../room/room-pages.ts';
import { hostedRoutes } from './hosted-routes.ts';
import { checkHost, checkOrigin, checkToken, type OwnAddresses } from './http-guard.ts';
import { localRoutes } from './local-routes.ts';
import { readTarget } from './request-target.ts';
import { privateHeaders } from './response-headers.ts';
import { type EngineParts, matcher } from './route.ts';

/** Slow senders of headers and bodies are let go after this. */
const headersWithinMs = 5000;
const requestWithinMs = 60_000;
const maxConnections = 1000;
/**
 * A refused sender may go on for a while before the connection is cut: what is cut while something unread has come is reset, and the
 * answer is lost with it. So much is read and dropped, and then nothing any more.
 */
const linger = { ms: 3000, bytes: 32 * mebibyte };

export interface ServerSetup {
  parts: EngineParts;
  /** Nothing: only the rooms' pages are served, no API. */
  token?: string;
  own: () => OwnAddresses;
  log: Log;
  tls?: { cert: Buffer; key: Buffer };
  /** Aborted when the engine stops: long answers end. */
  stopping: AbortSignal;
}

const findRoute = matcher([...hostedRoutes, ...localRoutes]);

/** Writes the whole answer; its length is announced, so that it is whole for its reader before it is ended. */
function writeJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.write(text);
}

/** Answers with the refusal, also who has not yet sent all of a body that is not wanted. */
function sendRefusal(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isComplete = request.complete;
  if (!isComplete) response.setHeader('connection', 'close');
  writeJson(response, status, { error: message });
  if (isComplete) response.end();
  else dropRest(request, () => response.end());
}

/** Reads and drops what is still coming, within the limits of `linger`; then calls `done`, which closes the connection. */
function dropRest(request: IncomingMessage, done: () => void): void {
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > linger.bytes) request.pause();
  });
  const end = () => {
    clearTimeout(timer);
    done();
  };
  const timer = setTimeout(end, linger.ms);
  request.once('end', end);
  request.once('close', end);
  request.resume();
}

async function answer(setup: ServerSetup, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { parts, token, own, stopping } = setup;
  checkHost(request, own());
  const { pathname, query } = readTarget(request.url);
  if (await serveRoomPage(request, response, pathname)) return;
  if (token === undefined) throw new Refusal(404, 'there is nothing here');
  checkOrigin(request, own());
  checkToken(request, token);
  const route = findRoute(request.method ?? '', pathname);
  if (!route) throw new Refusal(404, 'there is no such route');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopping]);
  const body = await route.handle({ request, response, id: route.id, query, parts, signal });
  if (response.headersSent) return;
  writeJson(response, 200, body);
  response.end();
}

function toRefusal(error: unknown, log: Log): Refusal {
  if (error instanceof Refusal) return error;
  log('request_failed', { reason: traceOf(error) });
  return new Refusal(500, 'the engine failed on this request: its log says why');
}

/** The HTTP server of the engine, not yet listening. */
export function createServer(setup: ServerSetup): Server {
  const options = {
    headersTimeout: headersWithinMs,
    requestTimeout: requestWithinMs,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16 * 1024,
    ...setup.tls,
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => response.destroy());
    response.setHeaders(new Headers(privateHeaders));
    answer(setup, request, response)
      .catch((error) => sendRefusal(request, response, toRefusal(error, setup.log)))
      .catch((error) => {
        setup.log('answer_failed', { reason: traceOf(error) });
        response.destroy();
      });
  };
  const server = setup.tls ? https.createServer(options, listener) : http.createServer(options, listener);
  server.maxConnections = maxConnections;
  return server;
}
