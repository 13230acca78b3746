import type { IceServer } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import { type Rate, TokenBucket } from '../token-bucket.ts';
import type { CandidateFilter } from './candidates.ts';
import { guestName, type Named } from './guest-names.ts';
import type { LobbyCard, MemberCard, SignalContent, ToGuest } from './protocol.ts';

/** In a mesh, everyone sends to and receives from everyone else: more people would be too much. */
const maxMembers = 32;

/** What all guests of a room may say or write, and how often someone may join. A full room may reload its pages all at once. */
const roomWords: Rate = { perSecond: 10, burst: 80 };
const roomVisits: Rate = { perSecond: 2, burst: 3 * maxMembers };

/** Someone in the room, and how to reach them: a guest's socket, or a session's performer. */
export interface Member extends MemberCard {
  /** The addresses to which the avatars may send a guest's packets. */
  candidates?: CandidateFilter;
  send(message: ToGuest): void;
}

/** A bot in the lobby. `decided` is called once, unless it is withdrawn. */
export interface Waiting extends LobbyCard {
  decided(admitted: boolean, by: string): void;
}

export interface RoomEvents {
  /** Someone came, left, or waits. The engine uses this to know when it is idle. */
  changed(): void;
}

/** One room: who is in it, who waits in its lobby, and what they tell each other. It knows nothing about sockets or performers. */
export class Room {
  readonly name: string;
  /** One token for each thing that its guests say or write. */
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
   * Lets a member in, tells it who is there, and tells the others.
   * @throws {Refusal} 409 when the room is full; 429 when guests come and go too fast.
   */
  enter(member: Member): void {
    if (this.#members.size >= maxMembers) {
      throw new Refusal(409, `the room is full: ${maxMembers} people are in it`);
    }
    if (member.kind === 'guest' && !this.#visits.take()) {
      throw new Refusal(429, 'too many people are joining at once: try again in a moment');
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

  /** Everyone in the room or its lobby: no one may be mistaken for someone else. */
  #names(): Named[] {
    const waiting = [...this.#waiting.values()].map(({ id, name }) => ({
      id,
      name,
      kind: 'avatar' as const,
    }));
    return [...this.members, ...waiting];
  }

  /** When an avatar comes, a guest of the same name gets another one. */
  #yieldName(avatar: Named): void {
    for (const guest of this.members.filter(({ kind }) => kind === 'guest')) {
      const others = [...this.members.filter((one) => one !== guest), avatar];
      const name = guestName(guest.name, others);
      if (name === guest.name) continue;
      guest.name = name;
      this.#tell({ type: 'renamed', id: guest.id, name });
    }
  }

  /** A member leaves. A second call does nothing. */
  leave(id: string): void {
    if (!this.#members.delete(id)) return;
    this.#tell({ type: 'left', id });
    this.#events.changed();
  }

  /** Passes connection set-up from one member to another. A receiver that has just left is not an error. */
  signal(from: string, to: string, content: SignalContent): void {
    this.#members.get(to)?.send({ type: 'signal', from, ...content });
  }

  /** Tells everyone, including the sender, so that all see the same order. */
  announce(message: ToGuest): void {
    this.#tell(message);
  }

  setDevices(id: string, devices: { microphone: boolean; camera: boolean }): void {
    const member = this.#members.get(id);
    if (!member) return;
    Object.assign(member, devices);
    this.#tell({ type: 'devices', id, ...devices }, id);
  }

  /** Whether an avatar's agent takes what people say to it. People who come later are told too. */
  setListening(id: string, listening: boolean): void {
    const member = this.#members.get(id);
    if (!member) return;
    member.listening = listening;
    this.#tell({ type: 'attention', id, listening }, id);
  }

  /** Puts a bot into the lobby, where the guests decide. @returns a function that withdraws it. */
  wait(waiting: Waiting): () => void {
    this.#waiting.set(waiting.id, waiting);
    this.#lobbyChanged();
    return () => {
      if (this.#waiting.delete(waiting.id)) this.#lobbyChanged();
    };
  }

  /** A guest's decision. @returns whether someone of this id was waiting. */
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
