import { visibleLine } from '../../base/clean-text.ts';
import type { Participant, Utterance } from '../../service/local/wire.ts';
import { isAddressed } from '../brain/addressed.ts';
import { type Brain, createBrain } from '../brain/brain.ts';
import { OwnWords } from '../ears/own-words.ts';
import type { Log } from '../log.ts';
import {
  type GuestSpeech,
  instantNow,
  type Pose,
  type SayReport,
  type ToPerformerInput,
} from '../protocol.ts';
import { maxChat } from '../room/protocol.ts';
import type { Room } from '../room/room.ts';
import type { EngineSettings } from '../settings.ts';
import { Announcer } from './announcer.ts';
import { Attention } from './attention.ts';
import { BotPose } from './bot-pose.ts';
import type { SessionRecord } from './local-notes.ts';
import type { Measurements } from './measurements.ts';
import type { Saying } from './saying.ts';
import { Sayings, type SayWishes } from './sayings.ts';
import type { SessionEvents } from './session-events.ts';
import { Utterances } from './utterances.ts';

/** A guest whose own browser writes down what they say is not also heard by the ears: this long after its last words. */
const dictationTrustedMs = 20_000;

interface ConversationSetup {
  record: SessionRecord;
  events: SessionEvents;
  measurements: Measurements;
  settings: EngineSettings;
  systemPrompt: string | undefined;
  log: Log;
  /** The room, while the bot is in it. */
  room(): Room | undefined;
  send(message: ToPerformerInput): void;
}

interface Guest {
  id: string;
  name: string;
}

/** What is said in one session: brings the guests' words to the brain, and the brain's and the owner's to the sayings. */
export class Conversation {
  readonly utterances = new Utterances((isWordLeft) => this.#attention.taken(isWordLeft));
  readonly #setup: ConversationSetup;
  readonly #announcer: Announcer;
  readonly #sayings: Sayings;
  readonly #ownWords = new OwnWords();
  readonly #dictatedAt = new Map<string, number>();
  readonly #attention = new Attention((isListening) => this.#announcer.botListens(isListening));
  readonly #pose = new BotPose((pose) => this.#showPose(pose));
  #brain: Brain | undefined;

  constructor(setup: ConversationSetup) {
    const { record, events, measurements, room, send } = setup;
    this.#setup = setup;
    this.#announcer = new Announcer(record, room);
    this.#sayings = new Sayings({
      record,
      events,
      measurements,
      announcer: this.#announcer,
      ownWords: this.#ownWords,
      send,
      started: () => this.#pose.stopThinking(),
    });
  }

  get #botName(): string {
    return this.#setup.record.facts.bot_name;
  }

  /** @throws {PikaError} when the brain cannot be made, for instance for want of its script. */
  async start(): Promise<void> {
    const { settings, systemPrompt, log, events } = this.#setup;
    this.#brain = await createBrain(settings.brain, {
      botName: this.#botName,
      systemPrompt,
      say: (text) => this.#sayings.answer(text),
      warn: (code, message) => events.emit({ type: 'warning', code, message }),
      log,
    });
  }

  guestArrived({ id: participant_id, name: who, joined_at: at }: Participant): void {
    this.utterances.moved({ at, who, participant_id, change: 'entered' });
    this.#brain?.arrived(who);
  }

  guestLeft({ id, name: who, left_at }: Participant): void {
    const at = left_at ?? new Date().toISOString();
    this.utterances.moved({ at, who, participant_id: id, change: 'left' });
    this.#dictatedAt.delete(id);
    this.#pose.guestSpeaks(id, false);
  }

  /** What of the text is a guest's: their microphone gives what it hears of the avatar as well. Empty when all of it is the avatar's. */
  guestsOwn(text: string, at: number = instantNow()): string {
    return this.#ownWords.guestsOwn(text, at);
  }

  /** A guest said or wrote something; `at` is when it was finished, in milliseconds since 1970. */
  hear(guest: Guest, said: Pick<Utterance, 'text' | 'channel'>, at: number = instantNow()): void {
    const { record, events, measurements, settings } = this.#setup;
    const room = this.#setup.room();
    if (!room) return;
    if (said.channel === 'browser') this.#dictatedAt.set(guest.id, at);
    const utterance = this.utterances.add({
      at: new Date(at).toISOString(),
      who: guest.name,
      participant_id: guest.id,
      addressed: isAddressed(said, this.#botName, room.guestCount),
      ...said,
    });
    // Another brain answers by itself: nobody has to take the words.
    if (settings.brain.kind === 'agent') this.#attention.said();
    record.write({ at, speaker: guest.name, role: 'guest', channel: said.channel, text: said.text });
    events.emit({ type: 'utterance', utterance });
    if (utterance.addressed) {
      measurements.heard(at);
      this.#pose.think();
    }
    this.#brain?.hear(utterance);
  }

  /**
   * Speaks what the owner wants said: before what the brain still has to say, or with `interrupt` instead of everything.
   * @throws {Refusal} 429 when too much of the owner's own waits.
   */
  say(text: string, wishes: SayWishes): Saying {
    if (wishes.interrupt) this.#brain?.interrupted();
    return this.#sayings.say(text, wishes);
  }

  /** Takes what the performer tells of speech: the bot's own, and the guests'. */
  heed(message: SayReport | GuestSpeech): void {
    switch (message.type) {
      case 'speaking':
        this.#guestSpeaks(message);
        break;
      case 'utterance':
        this.#guestSpoke(message);
        break;
      case 'barge_in':
        this.#guestInterrupted(message);
        break;
      default:
        this.#sayings.heed(message);
    }
  }

  #guestSpeaks({ peer_id, active }: Extract<GuestSpeech, { type: 'speaking' }>): void {
    this.#announcer.speaking(peer_id, active);
    this.#setup.events.emit({ type: 'speaking', participant_id: peer_id, active });
    this.#pose.guestSpeaks(peer_id, active);
  }

  #guestSpoke(message: Extract<GuestSpeech, { type: 'utterance' }>): void {
    const { peer_id, ended_at } = message;
    const recognized = visibleLine(message.text).slice(0, maxChat);
    const text = this.guestsOwn(recognized, ended_at);
    const guest = this.#setup.room()?.member(peer_id);
    const isDictated = ended_at - (this.#dictatedAt.get(peer_id) ?? 0) < dictationTrustedMs;
    if (!guest || !text || isDictated) return;
    this.#announcer.guestCaption(guest, text, ended_at);
    this.hear(guest, { text, channel: 'voice' }, ended_at);
  }

  #guestInterrupted({ peer_id }: Extract<GuestSpeech, { type: 'barge_in' }>): void {
    this.#setup.measurements.interrupted();
    this.#brain?.interrupted();
    this.#setup.events.emit({ type: 'barge_in', participant_id: peer_id });
  }

  #showPose(pose: Pose): void {
    this.#setup.send({ type: 'mode', mode: pose });
    this.#announcer.botPose(pose);
  }

  /** The session is over. */
  end(reason: string): void {
    this.#pose.close();
    this.#attention.close();
    this.#brain?.close();
    this.#sayings.end(reason);
    this.utterances.close();
  }
}
