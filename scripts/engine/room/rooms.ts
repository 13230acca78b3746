import { roomName } from '../../service/local/wire.ts';
import type { IceServer } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import { Room, type RoomEvents } from './room.ts';

const maxRooms = 100;

/** The rooms of this engine. A room begins with the first who asks for it and ends with the last who leaves. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #lobbies = new Set<string>();
  readonly #iceServers: readonly IceServer[];
  readonly #events: RoomEvents;

  constructor(iceServers: readonly IceServer[], events: RoomEvents) {
    this.#iceServers = iceServers;
    this.#events = events;
  }

  /**
   * The room of that name; one that nobody then enters or waits for stays open.
   * @throws {Refusal} 404 for a name that cannot be one; 503 when there are too many rooms.
   */
  open(name: string): Room {
    const parsed = roomName.safeParse(name);
    if (!parsed.success) throw new Refusal(404, 'there is no such room');
    const known = this.#rooms.get(parsed.data);
    if (known) return known;
    if (this.#rooms.size >= maxRooms) throw new Refusal(503, 'too many rooms are open');
    const room = new Room(parsed.data, this.#iceServers, {
      changed: () => {
        if (room.isEmpty) this.#rooms.delete(room.name);
        this.#events.changed();
      },
    });
    this.#rooms.set(room.name, room);
    return room;
  }

  /**
   * From now on bots wait before the room of that name until a guest admits them, or no longer do.
   * @throws {Refusal} 503 when there are too many such rooms.
   */
  setLobby(name: string, enabled: boolean): void {
    if (enabled && this.#lobbies.size >= maxRooms) throw new Refusal(503, 'too many rooms have a lobby');
    if (enabled) this.#lobbies.add(name);
    else this.#lobbies.delete(name);
  }

  hasLobby(name: string): boolean {
    return this.#lobbies.has(name);
  }

  get guestCount(): number {
    return [...this.#rooms.values()].reduce((sum, room) => sum + room.guestCount, 0);
  }
}
