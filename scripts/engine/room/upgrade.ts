import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { checkHost, checkOrigin, isSameSecret, type OwnAddresses } from '../http-guard.ts';
import { Refusal } from '../refusal.ts';
import type { Rooms } from './rooms.ts';
import { type GuestListener, GuestSocket } from './socket.ts';

const mostSockets = 200;
/** An offer with its candidates has some tens of KB. */
const longestMessage = 256 * 1024;

export interface UpgradeOptions {
  own: () => OwnAddresses;
  rooms: Rooms;
  listener: GuestListener;
  /** What a guest must know of a room, where strangers can reach the engine. */
  roomKey?: (room: string) => string;
}

function readRoom(request: IncomingMessage, { own, roomKey }: UpgradeOptions): string {
  checkHost(request, own());
  checkOrigin(request, own());
  const url = new URL(request.url ?? '/', 'http://engine');
  const [, name] = /^\/room\/([^/]+)\/socket$/.exec(url.pathname) ?? [];
  if (!name) throw new Refusal(404, 'there is no socket here');
  const key = url.searchParams.get('key') ?? '';
  if (roomKey && !isSameSecret(key, roomKey(name))) {
    throw new Refusal(403, 'the link to this room is not complete: ask for it again');
  }
  return name;
}

function refuse(socket: Duplex, refusal: Refusal): void {
  const { status, message } = refusal;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

/** Takes the WebSockets of guests on `server`. @returns a function that closes them all. */
export function acceptGuests(server: Server, options: UpgradeOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      const room = readRoom(request, options);
      if (sockets.clients.size >= mostSockets) throw new Refusal(503, 'too many sockets are open');
      sockets.handleUpgrade(request, socket, head, (guest) => {
        new GuestSocket(guest, options.rooms, room, options.listener);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(socket, error);
    }
  });
  return () => {
    for (const guest of sockets.clients) guest.close(1001, 'the engine stops');
    setTimeout(() => {
      for (const guest of sockets.clients) guest.terminate();
    }, 1000).unref();
  };
}
