import { roomName } from '../../service/local/wire.ts';
import { Refusal } from '../refusal.ts';

/** The room that a join asked for. */
export interface RoomLink {
  name: string;
  /** A guest has to admit the bot. */
  lobby: boolean;
}

const expected = 'expected local:NAME or the address of a room of this engine';

function checkedName(name: string): string {
  const parsed = roomName.safeParse(name.toLowerCase());
  if (!parsed.success) throw new Refusal(400, `meet_url: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

/**
 * Reads `local:NAME` or the address of one of this engine's own rooms, each with `?lobby=1` if a guest must admit the bot.
 * @throws {Refusal} 400 for anything else: meetings of Google and Zoom are the hosted engine's.
 */
export function readRoomLink(text: string, isOwnOrigin: (origin: string) => boolean): RoomLink {
  if (!URL.canParse(text)) throw new Refusal(400, `meet_url: ${expected}`);
  const url = new URL(text);
  const lobby = url.searchParams.get('lobby') === '1';
  if (url.protocol === 'local:') return { name: checkedName(url.pathname), lobby };
  if (!isOwnOrigin(url.origin)) {
    throw new Refusal(400, `meet_url: the local engine joins only its own rooms; ${expected}`);
  }
  const [, name] = /^\/room\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  if (!name) throw new Refusal(400, `meet_url: ${expected}`);
  return { name: checkedName(name), lobby };
}
