import type { Room } from '../room/room.ts';
import type { SessionRecord } from './local-notes.ts';

/** What the guests in the room are told of who speaks and what is said, while the bot is in it. */
export class Announcer {
  readonly #record: SessionRecord;
  readonly #room: () => Room | undefined;

  constructor(record: SessionRecord, room: () => Room | undefined) {
    this.#record = record;
    this.#room = room;
  }

  get #bot(): { id: string; name: string } {
    const { session_id: id, bot_name: name } = this.#record.facts;
    return { id, name };
  }

  speaking(id: string, active: boolean): void {
    this.#room()?.announce({ type: 'speaking', id, active });
  }

  botSpeaks(active: boolean): void {
    this.speaking(this.#bot.id, active);
  }

  guestCaption({ id: from, name }: { id: string; name: string }, text: string, at: number): void {
    this.#room()?.announce({ type: 'caption', from, name, text, at: isoTime(at), final: true });
  }

  /** What is not final is still being said: the same sentence is announced again. */
  botCaption(text: string, at: number, of: { final: boolean; say_id: string }): void {
    const { id: from, name } = this.#bot;
    this.#room()?.announce({ type: 'caption', from, name, text, at: isoTime(at), ...of });
  }

  /** What the bot does while it is silent. */
  botPose(pose: 'idle' | 'listening' | 'thinking'): void {
    this.#room()?.announce({ type: 'pose', id: this.#bot.id, pose });
  }

  /** Whether the bot's agent takes what people say. */
  botListens(isListening: boolean): void {
    this.#room()?.setListening(this.#bot.id, isListening);
  }
}

const isoTime = (at: number): string => new Date(at).toISOString();
