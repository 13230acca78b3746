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

/** Time limits for slow senders of headers and bodies. */
const headersWithinMs = 5000;
const requestWithinMs = 60_000;
const maxConnections = 1000;
/**
 * After a refusal the connection stays open for a while: closing it with unread input would reset it, and the answer would be lost.
 * This much input is read and dropped first.
 */
const linger = { ms: 3000, bytes: 32 * mebibyte };

export interface ServerSetup {
  parts: EngineParts;
  /** Undefined: only the rooms' pages are served, not the API. */
  token?: string;
  own: () => OwnAddresses;
  log: Log;
  tls?: { cert: Buffer; key: Buffer };
  /** Aborted when the engine stops, to end long answers. */
  stopping: AbortSignal;
}

const findRoute = matcher([...hostedRoutes, ...localRoutes]);

/** Writes the whole answer with its length, so that the reader has all of it before the connection ends. */
function writeJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.write(text);
}

/** Sends the refusal, even if the client is still sending an unwanted body. */
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

/** Reads and drops further input, within the limits of `linger`; then calls `done`, which closes the connection. */
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
  if (token === undefined) throw new Refusal(404, 'not found');
  checkOrigin(request, own());
  checkToken(request, token);
  const route = findRoute(request.method ?? '', pathname);
  if (!route) throw new Refusal(404, 'no such route');
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
  return new Refusal(500, 'the engine failed on this request; see its log');
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
