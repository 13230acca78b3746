import { z } from 'zod';
import { visibleLine } from '../../base/clean-text.ts';
import { type IceServer, iceCandidate, sessionDescription } from '../protocol.ts';

/**
 * What a guest's page and the room say to each other, over a WebSocket at `/room/NAME/socket`, one JSON object per message.
 *
 * - The first message of a guest is `join`; the room answers `welcome` with everybody who is there, or `refused` and closes.
 * - Peers form a mesh. **An avatar always offers; between two guests the one who was there first offers.** So a newcomer
 *   waits for offers, and whoever gets `joined` of a guest makes one. Candidates trickle both ways; whoever offered
 *   restarts ICE when the path breaks.
 * - A guest offers and answers with audio and video `sendrecv`, with or without a track, so that the microphone and the
 *   camera come and go through `replaceTrack`, without a new offer.
 * - `welcome` says what the guest is called: the name of its `join`, unless that is taken or an avatar's (guest-names.ts). An avatar
 *   that comes later takes its name from a guest; `renamed` tells of that.
 * - A guest whose socket closes is gone; a page that comes back joins anew and gets a new id.
 */

const maxName = 60;
export const maxChat = 2000;

const id = z.string().min(1).max(128);
/** What is seen of it counts; a text that is mostly invisible is not worth the work. */
const visible = (max: number) =>
  z
    .string()
    .max(4 * max)
    .transform(visibleLine)
    .pipe(z.string().min(1).max(max));
const name = visible(maxName);
const text = visible(maxChat);

const join = z.object({
  type: z.literal('join'),
  name,
  microphone: z.boolean().default(false),
  camera: z.boolean().default(false),
});

const signal = z.object({
  type: z.literal('signal'),
  to: id,
  description: sessionDescription.optional(),
  candidate: iceCandidate.optional(),
});

const chat = z.object({ type: z.literal('chat'), text });
/** What the guest's own browser recognized; `final` once it will not change any more. */
const heard = z.object({ type: z.literal('heard'), text, final: z.boolean() });
const devices = z.object({ type: z.literal('devices'), microphone: z.boolean(), camera: z.boolean() });
const admit = z.object({ type: z.literal('admit'), id });
const deny = z.object({ type: z.literal('deny'), id });
const leave = z.object({ type: z.literal('leave') });
/** Whether the line still carries anything; answered by `pong`. A page cannot see the pings of the WebSocket itself. */
const ping = z.object({ type: z.literal('ping') });

/** Guest to room. */
export const fromGuest = z.discriminatedUnion('type', [
  join,
  signal,
  chat,
  heard,
  devices,
  admit,
  deny,
  leave,
  ping,
]);
export type FromGuest = z.output<typeof fromGuest>;
export type SignalContent = Pick<z.output<typeof signal>, 'description' | 'candidate'>;

/** Someone in the room, as the others see them. */
export interface MemberCard {
  id: string;
  name: string;
  kind: 'guest' | 'avatar';
  /** What an avatar is, in plain words. */
  label?: string;
  /** Of an avatar: whether its agent takes what people say to it. */
  listening?: boolean;
  microphone: boolean;
  camera: boolean;
}

export interface LobbyCard {
  id: string;
  name: string;
}

/** Room to guest. Times are ISO 8601. */
export type ToGuest =
  | {
      type: 'welcome';
      id: string;
      name: string;
      room: string;
      members: MemberCard[];
      lobby: LobbyCard[];
      /** What the page's `RTCPeerConnection` is to use. */
      ice_servers: readonly IceServer[];
    }
  | { type: 'refused'; message: string }
  | { type: 'joined'; member: MemberCard }
  | { type: 'left'; id: string }
  | { type: 'renamed'; id: string; name: string }
  | { type: 'devices'; id: string; microphone: boolean; camera: boolean }
  | ({ type: 'signal'; from: string } & SignalContent)
  | { type: 'chat'; from: string; name: string; text: string; at: string }
  /**
   * What someone says aloud, as it is heard; `final` once it will not change any more. An avatar's come a sentence at a time; those of one
   * answer have one `say_id`.
   */
  | {
      type: 'caption';
      from: string;
      name: string;
      text: string;
      final: boolean;
      at: string;
      say_id?: string;
    }
  | { type: 'speaking'; id: string; active: boolean }
  /** Whether an avatar's agent takes what people say to it, or lets it wait. */
  | { type: 'attention'; id: string; listening: boolean }
  /** What an avatar does while it is silent. */
  | { type: 'pose'; id: string; pose: 'idle' | 'listening' | 'thinking' }
  /** Bots that wait to be admitted; any guest may decide. */
  | { type: 'lobby'; waiting: LobbyCard[] }
  | { type: 'pong' }
  /** A message of the guest's own that could not be taken. */
  | { type: 'error'; message: string };
