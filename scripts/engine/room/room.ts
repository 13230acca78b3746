import type { IceServer } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';
import type { CandidateFilter } from './candidates.ts';
import { guestName, type Named } from './guest-names.ts';
import type { LobbyCard, MemberCard, SignalContent, ToGuest } from './protocol.ts';

/** Mesh peers: beyond this many everybody sends and receives too much. */
const maxMembers = 32;

/** What all guests of a room may say or write, and how often one may come in; a full room that reloads its pages at once still may. */
const roomWords: Rate = { perSecond: 10, burst: 80 };
const roomVisits: Rate = { perSecond: 2, burst: 3 * maxMembers };

/** Someone in the room, and how to reach them: a guest's socket, or a session's performer. */
export interface Member extends MemberCard {
  /** What a guest may have the avatars send packets to. */
  candidates?: CandidateFilter;
  send(message: ToGuest): void;
}

/** A bot before the door. `decided` is called once, unless it is withdrawn. */
export interface Waiting extends LobbyCard {
  decided(admitted: boolean, by: string): void;
}

export interface RoomEvents {
  /** Someone came, went, or waits: the engine's idle clock listens. */
  changed(): void;
}

/** One room: who is in it, who waits before it, and what they tell each other. Knows nothing of sockets and performers. */
export class Room {
  readonly name: string;
  /** One for each thing that its guests say or write. */
  readonly words = new TokenBucket(roomWords);
  readonly #visits = new TokenBucket(roomVisits);
  readonly #members = new Map<string, Member>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #iceServers: readonly IceServer[];
  readonly #events: RoomEvents;

  constructor(name: string, iceServers: readonly IceServer[], events: RoomEvents) {
    this.name = name;
    this.#iceServers = iceServers;
    this.#events = events;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0 && this.#waiting.size === 0;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  get guestCount(): number {
    return this.members.filter(({ kind }) => kind === 'guest').length;
  }

  member(id: string): Member | undefined {
    return this.#members.get(id);
  }

  /**
   * Lets a member in: it is told who is there, the others are told of it.
   * @throws {Refusal} 409 when the room is full; 429 when guests come and go too fast.
   */
  enter(member: Member): void {
    if (this.#members.size >= maxMembers) {
      throw new Refusal(409, `the room is full: ${maxMembers} people are in it`);
    }
    if (member.kind === 'guest' && !this.#visits.take()) {
      throw new Refusal(429, 'too many people come at once: try again in a moment');
    }
    if (member.kind === 'guest') member.name = guestName(member.name, this.#names());
    else this.#yieldName(member);
    const members = this.members.map(toCard);
    this.#members.set(member.id, member);
    const { id, name } = member;
    const ice_servers = this.#iceServers;
    member.send({
      type: 'welcome',
      id,
      name,
      room: this.name,
      members,
      lobby: this.#lobby(),
      ice_servers,
    });
    this.#tell({ type: 'joined', member: toCard(member) }, member.id);
    this.#events.changed();
  }

  /** Everyone who is there or wants to be: nobody shall be taken for another. */
  #names(): Named[] {
    const waiting = [...this.#waiting.values()].map(({ id, name }) => ({
      id,
      name,
      kind: 'avatar' as const,
    }));
    return [...this.members, ...waiting];
  }

  /** Guests who are called what an avatar is get another name when it comes. */
  #yieldName(avatar: Named): void {
    for (const guest of this.members.filter(({ kind }) => kind === 'guest')) {
      const others = [...this.members.filter((one) => one !== guest), avatar];
      const name = guestName(guest.name, others);
      if (name === guest.name) continue;
      guest.name = name;
      this.#tell({ type: 'renamed', id: guest.id, name });
    }
  }

  /** A member goes; saying so twice does nothing. */
  leave(id: string): void {
    if (!this.#members.delete(id)) return;
    this.#tell({ type: 'left', id });
    this.#events.changed();
  }

  /** Passes connection set-up from one member to another. A receiver that has just left is no error. */
  signal(from: string, to: string, content: SignalContent): void {
    this.#members.get(to)?.send({ type: 'signal', from, ...content });
  }

  /** Tells everybody, also the one it comes from, so that all see the same order. */
  announce(message: ToGuest): void {
    this.#tell(message);
  }

  setDevices(id: string, devices: { microphone: boolean; camera: boolean }): void {
    const member = this.#members.get(id);
    if (!member) return;
    Object.assign(member, devices);
    this.#tell({ type: 'devices', id, ...devices }, id);
  }

  /** Whether an avatar's agent takes what people say to it; those who come later are told too. */
  setListening(id: string, listening: boolean): void {
    const member = this.#members.get(id);
    if (!member) return;
    member.listening = listening;
    this.#tell({ type: 'attention', id, listening }, id);
  }

  /** Puts a bot before the door; the guests are asked. @returns a function that withdraws it. */
  wait(waiting: Waiting): () => void {
    this.#waiting.set(waiting.id, waiting);
    this.#lobbyChanged();
    return () => {
      if (this.#waiting.delete(waiting.id)) this.#lobbyChanged();
    };
  }

  /** A guest's decision, or the engine's owner's. @returns whether someone of this id was waiting. */
  decide(id: string, admitted: boolean, by: string): boolean {
    const waiting = this.#waiting.get(id);
    if (!waiting) return false;
    this.#waiting.delete(id);
    waiting.decided(admitted, by);
    this.#lobbyChanged();
    return true;
  }

  #lobby(): LobbyCard[] {
    return [...this.#waiting.values()].map(({ id, name }) => ({ id, name }));
  }

  #lobbyChanged(): void {
    this.#tell({ type: 'lobby', waiting: this.#lobby() });
    this.#events.changed();
  }

  #tell(message: ToGuest, except?: string): void {
    for (const member of this.#members.values()) if (member.id !== except) member.send(message);
  }
}

function toCard({ id, name, kind, label, listening, microphone, camera }: Member): MemberCard {
  const isTold = listening !== undefined;
  return { id, name, kind, ...(label && { label }), ...(isTold && { listening }), microphone, camera };
}
