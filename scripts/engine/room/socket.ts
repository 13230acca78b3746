import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { contained, traceOf } from '../faults.ts';
import type { Log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import { TokenBucket } from '../token-bucket.ts';
import { CandidateFilter } from './candidates.ts';
import { type FromGuest, fromGuest, type ToGuest } from './protocol.ts';
import type { Member, Room } from './room.ts';
import type { Rooms } from './rooms.ts';

/** A guest that has not said `join` by then is let go. */
const joinWithinMs = 15_000;
const pingEveryMs = 15_000;
/** Messages within one second; a page in a full room sends some dozens while it connects. */
const maxMessagesPerSecond = 400;
/**
 * What one guest may do, so that no one fills the transcript, the agent's attention and the bill of a service alone: things said or
 * written, words that a dictation is not yet sure of, microphone and camera turned on or off and bots admitted. Nobody talks, writes or
 * clicks faster for long.
 */
const quotas = {
  words: { perSecond: 2, burst: 10 },
  unfinished: { perSecond: 10, burst: 30 },
  changes: { perSecond: 2, burst: 20 },
} as const;
/** A reader this far behind is gone in all but name. */
const maxBufferedBytes = 4 * 1024 * 1024;

/** What guests do that a session takes note of. */
export interface GuestListener {
  chat(room: Room, guest: Member, text: string): void;
  /** What the guest's browser recognized of their voice; `final` once it will not change any more. */
  heard(room: Room, guest: Member, text: string, final: boolean): void;
}

interface GuestSetup {
  rooms: Rooms;
  roomName: string;
  listener: GuestListener;
  log: Log;
  /** Where the socket comes from. */
  address: string;
}

/** One guest's socket: reads, checks and passes on what the page says. A broken message is answered, never fatal. */
export class GuestSocket {
  readonly #socket: WebSocket;
  readonly #rooms: Rooms;
  readonly #roomName: string;
  readonly #listener: GuestListener;
  readonly #log: Log;
  readonly #candidates: CandidateFilter;
  #room: Room | undefined;
  #member: Member | undefined;
  readonly #words = new TokenBucket(quotas.words);
  readonly #unfinished = new TokenBucket(quotas.unfinished);
  readonly #changes = new TokenBucket(quotas.changes);
  #isAlive = true;
  #count = 0;

  constructor(socket: WebSocket, { rooms, roomName, listener, log, address }: GuestSetup) {
    this.#socket = socket;
    this.#rooms = rooms;
    this.#roomName = roomName;
    this.#listener = listener;
    this.#log = log;
    this.#candidates = new CandidateFilter(address);
    const impatience = setTimeout(() => this.#member || socket.close(1008, 'no join'), joinWithinMs);
    const pulse = setInterval(() => this.#beat(), pingEveryMs);
    const second = setInterval(() => {
      this.#count = 0;
    }, 1000);
    const read = contained(
      (data: RawData, isBinary: boolean) => this.#read(isBinary ? undefined : String(data)),
      (error) => this.#failed(error),
    );
    socket.on('message', read);
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => socket.terminate());
    const closed = () => {
      clearTimeout(impatience);
      clearInterval(pulse);
      clearInterval(second);
      this.#leave();
    };
    socket.on(
      'close',
      contained(closed, (error) => this.#failed(error)),
    );
  }

  /** A fault of the engine's own on something that this guest did: this guest's connection ends by it. */
  #failed(error: unknown): void {
    this.#log('guest_failed', { reason: traceOf(error) });
    this.#socket.terminate();
  }

  #beat(): void {
    if (this.#isAlive) this.#socket.ping();
    else this.#socket.terminate();
    this.#isAlive = false;
  }

  #send(message: ToGuest): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxBufferedBytes) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  #read(text: string | undefined): void {
    this.#count += 1;
    if (this.#count > maxMessagesPerSecond) {
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
        this.#spendWords(room);
        this.#listener.chat(room, member, message.text);
        break;
      case 'heard':
        if (message.final) this.#spendWords(room);
        else if (!this.#unfinished.take()) break;
        this.#listener.heard(room, member, message.text, message.final);
        break;
      case 'devices':
        this.#spendChange();
        room.setDevices(member.id, { microphone: message.microphone, camera: message.camera });
        break;
      case 'admit':
      case 'deny':
        this.#spendChange();
        room.decide(message.id, message.type === 'admit', member.name);
        break;
      case 'leave':
        this.#socket.close(1000, 'left');
    }
  }

  /** @throws {Refusal} 429 when this guest, or the whole room, says more than anyone can follow. */
  #spendWords(room: Room): void {
    if (!this.#words.take())
      throw new Refusal(429, 'you write faster than the room can follow: wait a moment');
    if (!room.words.take()) throw new Refusal(429, 'the room is too busy: wait a moment');
  }

  #spendChange(): void {
    if (!this.#changes.take()) throw new Refusal(429, 'you click too fast: wait a moment');
  }

  #join({ name, microphone, camera }: Extract<FromGuest, { type: 'join' }>): void {
    if (this.#member) throw new Refusal(400, 'already joined');
    const send = (message: ToGuest) => this.#send(message);
    const candidates = this.#candidates;
    const member: Member = { id: randomUUID(), name, kind: 'guest', microphone, camera, candidates, send };
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
