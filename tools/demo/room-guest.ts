import WebSocket from 'ws';
import { instantNow } from '../../scripts/engine/protocol.ts';
import type { FromGuest, ToGuest } from '../../scripts/engine/room/protocol.ts';
import { Guest, type GuestOptions } from './guest.ts';

/** A message from the room, with its time. */
export type Received = ToGuest & { receivedAt: number };

const waitMs = 15_000;

/** A scripted person in a room: a socket for messages and signals, and a peer that sees and hears the avatar. */
export class RoomGuest {
  readonly peer: Guest;
  readonly received: Received[] = [];
  readonly #socket: WebSocket;
  #avatarId: string | undefined;
  #waiting: (() => void)[] = [];

  /** Joins the room at its URL and waits until video and audio arrive. */
  static async join(roomUrl: URL, name: string, options: GuestOptions): Promise<RoomGuest> {
    const url = new URL(`${roomUrl.pathname}/socket${roomUrl.search}`, roomUrl);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const peer = await Guest.create((signal) => guest.#signal(signal), options);
    const guest: RoomGuest = new RoomGuest(socket, peer);
    guest.#say({ type: 'join', name, microphone: true, camera: false });
    await peer.until(() => peer.frameCount > 0 && peer.heard.length > 0, waitMs);
    return guest;
  }

  private constructor(socket: WebSocket, peer: Guest) {
    this.#socket = socket;
    this.peer = peer;
    socket.on('message', (data) => this.#heed(JSON.parse(String(data))));
    socket.on('error', () => {});
  }

  #say(message: FromGuest): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #signal(content: Pick<Extract<FromGuest, { type: 'signal' }>, 'description' | 'candidate'>): void {
    if (this.#avatarId) this.#say({ type: 'signal', to: this.#avatarId, ...content });
  }

  #heed(message: ToGuest): void {
    if (message.type === 'signal') {
      // An avatar sends an offer to every guest; its first signal identifies it.
      this.#avatarId ??= message.from;
      this.peer.receive(message);
      return;
    }
    this.received.push({ ...message, receivedAt: instantNow() });
    for (const look of this.#waiting) look();
  }

  /** Writes a chat message. @returns the time, in milliseconds since 1970. */
  chat(text: string): number {
    this.#say({ type: 'chat', text });
    return instantNow();
  }

  /** Resolves when the room has sent a message after `from` for which `fits` is true. */
  until(what: string, from: number, fits: (message: Received) => boolean): Promise<Received> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.received.find((message) => message.receivedAt >= from && fits(message));
        if (found) done(() => resolve(found));
      };
      const timer = setTimeout(
        () => done(() => reject(new Error(`${what} did not come within ${waitMs / 1000} s`))),
        waitMs,
      );
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((one) => one !== look);
        settle();
      };
      this.#waiting.push(look);
      look();
    });
  }

  leave(): void {
    this.#say({ type: 'leave' });
    this.#socket.close();
    this.peer.close();
  }
}
