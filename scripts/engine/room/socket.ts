import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { Refusal } from '../refusal.ts';
import { type FromGuest, fromGuest, type ToGuest } from './protocol.ts';
import type { Member, Room } from './room.ts';
import type { Rooms } from './rooms.ts';

/** A guest that has not said `join` by then is let go. */
const joinWithinMs = 15_000;
const pingEveryMs = 15_000;
/** Messages within one second; a page in a full room sends some dozens while it connects. */
const mostMessagesPerSecond = 400;
/** A reader this far behind is gone in all but name. */
const mostBufferedBytes = 4 * 1024 * 1024;

/** What guests do that a session takes note of. */
export interface GuestListener {
  chat(room: Room, guest: Member, text: string): void;
  heard(room: Room, guest: Member, text: string): void;
}

/** One guest's socket: reads, checks and passes on what the page says. A broken message is answered, never fatal. */
export class GuestSocket {
  readonly #socket: WebSocket;
  readonly #rooms: Rooms;
  readonly #roomName: string;
  readonly #listener: GuestListener;
  #room: Room | undefined;
  #member: Member | undefined;
  #isAlive = true;
  #count = 0;

  constructor(socket: WebSocket, rooms: Rooms, roomName: string, listener: GuestListener) {
    this.#socket = socket;
    this.#rooms = rooms;
    this.#roomName = roomName;
    this.#listener = listener;
    const impatience = setTimeout(() => this.#member || socket.close(1008, 'no join'), joinWithinMs);
    const pulse = setInterval(() => this.#beat(), pingEveryMs);
    const second = setInterval(() => {
      this.#count = 0;
    }, 1000);
    socket.on('message', (data, isBinary) => this.#read(isBinary ? undefined : String(data)));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(impatience);
      clearInterval(pulse);
      clearInterval(second);
      this.#leave();
    });
  }

  #beat(): void {
    if (this.#isAlive) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAlive = false;
  }

  #send(message: ToGuest): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > mostBufferedBytes) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  #read(text: string | undefined): void {
    this.#count += 1;
    if (this.#count > mostMessagesPerSecond) {
      this.#socket.close(1008, 'too many messages');
      return;
    }
    try {
      this.#handle(parseMessage(text));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#send({ type: 'error', message: error.message });
    }
  }

  #handle(message: FromGuest): void {
    if (message.type === 'ping') {
      this.#send({ type: 'pong' });
      return;
    }
    if (message.type === 'join') {
      this.#join(message);
      return;
    }
    if (!this.#room || !this.#member) throw new Refusal(400, 'expected join first');
    this.#relay(message, this.#room, this.#member);
  }

  #relay(message: Exclude<FromGuest, { type: 'join' | 'ping' }>, room: Room, member: Member): void {
    switch (message.type) {
      case 'signal': {
        const { to, description, candidate } = message;
        room.signal(member.id, to, { description, candidate });
        break;
      }
      case 'chat':
        this.#listener.chat(room, member, message.text);
        break;
      case 'heard':
        this.#heard(room, member, message.text, message.final);
        break;
      case 'devices':
        room.setDevices(member.id, { microphone: message.microphone, camera: message.camera });
        break;
      case 'admit':
      case 'deny':
        room.decide(message.id, message.type === 'admit', member.name);
        break;
      case 'leave':
        this.#socket.close(1000, 'left');
    }
  }

  #heard(room: Room, member: Member, text: string, final: boolean): void {
    const { id, name } = member;
    const at = new Date().toISOString();
    room.announce({ type: 'caption', from: id, name, text, final, at });
    if (final) this.#listener.heard(room, member, text);
  }

  #join({ name, microphone, camera }: Extract<FromGuest, { type: 'join' }>): void {
    if (this.#member) throw new Refusal(400, 'already joined');
    const send = (message: ToGuest) => this.#send(message);
    const member: Member = { id: randomUUID(), name, kind: 'guest', microphone, camera, send };
    try {
      const room = this.#rooms.open(this.#roomName);
      room.enter(member);
      this.#room = room;
      this.#member = member;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#send({ type: 'refused', message: error.message });
      this.#socket.close(1013, 'refused');
    }
  }

  #leave(): void {
    if (this.#room && this.#member) this.#room.leave(this.#member.id);
    this.#member = undefined;
  }
}

function parseMessage(text: string | undefined): FromGuest {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new Refusal(400, 'expected a JSON object');
  }
  const parsed = fromGuest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(400, `${issue?.path.join('.') || 'message'}: ${issue?.message}`);
}
