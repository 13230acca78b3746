import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { roomName } from '../../service/local/wire.ts';
import { Refusal } from '../refusal.ts';

const pageDirectory = path.join(import.meta.dirname, 'page');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page loads its parts from here and nowhere else, and no page may frame it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** In addition to those of every answer (response-headers.ts). */
const headers = {
  'cache-control': 'no-cache',
  'content-security-policy': contentSecurityPolicy,
  'permissions-policy': 'camera=(self), microphone=(self)',
};

async function send(response: ServerResponse, file: string, type: string): Promise<void> {
  const bytes = await readFile(path.join(pageDirectory, file)).catch(() => {
    throw new Refusal(404, 'not found');
  });
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length }).end(bytes);
}

/**
 * Answers a GET for a room's page or a part of it.
 * @returns whether the path is one of these.
 * @throws {Refusal} 404.
 */
export async function serveRoomPage(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<boolean> {
  if (request.method !== 'GET') return false;
  const [, room] = /^\/room\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (room) {
    if (!roomName.safeParse(room).success) throw new Refusal(404, 'not a valid room name');
    await send(response, 'room.html', 'text/html; charset=utf-8');
    return true;
  }
  const [, part] = /^\/page\/([a-z][a-z-]*\.(?:css|js|svg))$/.exec(pathname) ?? [];
  const type = part && types[path.extname(part)];
  if (!part || !type) return false;
  await send(response, part, type);
  return true;
}
