import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { roomName } from '../../service/local/wire.ts';
import { contained, traceOf } from '../faults.ts';
import type { Log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import type { Rooms } from '../room/rooms.ts';
import { type GuestListener, GuestSocket } from '../room/socket.ts';
import { checkHost, checkOrigin, isSameSecret, type OwnAddresses } from './http-guard.ts';
import { readTarget } from './request-target.ts';
import { privateHeaders } from './response-headers.ts';

const maxSockets = 200;
/** An offer with its candidates has a few tens of KB. */
const maxMessageBytes = 256 * 1024;

export interface UpgradeOptions {
  own: () => OwnAddresses;
  rooms: Rooms;
  listener: GuestListener;
  log: Log;
  /** The secret key of a room (room-key.ts). */
  roomKey: (room: string) => string;
}

function readRoom(request: IncomingMessage, { own, roomKey }: UpgradeOptions): string {
  checkHost(request, own());
  checkOrigin(request, own());
  const { pathname, query } = readTarget(request.url);
  const [, name] = /^\/room\/([^/]+)\/socket$/.exec(pathname) ?? [];
  if (!name || !roomName.safeParse(name).success) throw new Refusal(404, 'no such socket');
  const key = query.get('key') ?? '';
  if (!isSameSecret(key, roomKey(name))) {
    throw new Refusal(403, 'the link to this room is incomplete: ask for it again');
  }
  return name;
}

function refuse(socket: Duplex, refusal: Refusal): void {
  const { status, message } = refusal;
  const headers = Object.entries({
    connection: 'close',
    'content-type': 'text/plain',
    'content-length': Buffer.byteLength(message),
    ...privateHeaders,
  }).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers].join('\r\n');
  socket.end(`${head}\r\n\r\n${message}`);
}

/** Accepts guests' WebSockets on `server`. @returns a function that closes them all. */
export function acceptGuests(server: Server, options: UpgradeOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const room = readRoom(request, options);
    if (sockets.clients.size >= maxSockets) throw new Refusal(503, 'too many sockets are open');
    sockets.handleUpgrade(request, socket, head, (guest) => {
      new GuestSocket(guest, {
        ...options,
        roomName: room,
        address: request.socket.remoteAddress ?? '',
      });
    });
  };
  server.on(
    'upgrade',
    contained(accept, (error, _request, socket) => {
      if (error instanceof Refusal) return refuse(socket, error);
      options.log('upgrade_failed', { reason: traceOf(error) });
      socket.destroy();
    }),
  );
  return () => {
    for (const guest of sockets.clients) guest.close(1001, 'the engine stops');
    setTimeout(() => {
      for (const guest of sockets.clients) guest.terminate();
    }, 1000).unref();
  };
}
