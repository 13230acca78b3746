import { visibleLine } from '../../base/clean-text.ts';
import { longestSay, type Participant, type Utterance } from '../../service/local/wire.ts';
import { isAddressed } from '../brain/addressed.ts';
import { type Brain, createBrain } from '../brain/brain.ts';
import { OwnWords } from '../ears/own-words.ts';
import type { Log } from '../log.ts';
import { type FromPerformer, instantNow, type Pose, type ToPerformerInput } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import { maxChat } from '../room/protocol.ts';
import type { Room } from '../room/room.ts';
import { type Saying, Sayings } from '../sayings.ts';
import type { EngineSettings } from '../settings.ts';
import { Attention } from './attention.ts';
import type { SessionRecord } from './local-notes.ts';
import type { Measurements } from './measurements.ts';
import type { SessionEvents } from './session-events.ts';
import { Utterances } from './utterances.ts';

/** An answer that takes longer than this is not being thought about any more. */
const thinkingShownMs = 15_000;
/** Whose own browser writes down what they say is not also heard by the ears: this long after its last words. */
const dictationTrustedMs = 20_000;

/**
 * Characters that may wait to be said. The brain's are some five minutes of speech, more than one answer of a chat service may have;
 * the owner's are three of the longest texts that `say` takes.
 */
const maxWaiting = { brain: 5000, owner: 3 * longestSay };

/** What the performer tells of speech: the bot's own, and the guests'. */
export type SpeechMessage = Extract<
  FromPerformer,
  { type: 'say_started' | 'caption' | 'heard' | 'say_ended' | 'speaking' | 'utterance' | 'barge_in' }
>;

export interface ConversationSetup {
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

/** What is said in one session: the guests' words on their way to the brain, the bot's on their way to the room. */
export class Conversation {
  readonly utterances = new Utterances((isWordLeft) => this.#attention.taken(isWordLeft));
  readonly #setup: ConversationSetup;
  readonly #sayings = new Sayings();
  readonly #speakingGuests = new Set<string>();
  readonly #ownWords = new OwnWords();
  readonly #dictatedAt = new Map<string, number>();
  readonly #attention = new Attention((isListening) =>
    this.#setup.room()?.setListening(this.#botId, isListening),
  );
  #brain: Brain | undefined;
  #thinking: NodeJS.Timeout | undefined;
  #pose: Pose = 'idle';

  constructor(setup: ConversationSetup) {
    this.#setup = setup;
  }

  get #botId(): string {
    return this.#setup.record.facts.session_id;
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
      say: (text) => this.#answer(text),
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
    this.#speakingGuests.delete(id);
    this.#dictatedAt.delete(id);
    this.#showPose();
  }

  /** What of the text is a guest's: their microphone gives what it hears of the avatar as well. Empty when all of it is the avatar's. */
  guestsOwn(text: string, at: number = instantNow()): string {
    return this.#ownWords.guestsOwn(text, at);
  }

  /** A guest said or wrote something; `at` is when it was finished, in milliseconds since 1970. */
  hear(guest: Guest, said: Pick<Utterance, 'text' | 'channel'>, at: number = instantNow()): void {
    const { record, events, measurements } = this.#setup;
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
    if (this.#setup.settings.brain.kind === 'agent') this.#attention.said();
    record.write({ at, speaker: guest.name, role: 'guest', channel: said.channel, text: said.text });
    events.emit({ type: 'utterance', utterance });
    if (utterance.addressed) {
      measurements.heard(at);
      this.#think();
    }
    this.#brain?.hear(utterance);
  }

  /**
   * Speaks what the owner wants said: before what the brain still has to say, or with `interrupt` instead of everything.
   * @throws {Refusal} 429 when too much of the owner's own waits.
   */
  say(text: string, { interrupt = false }: { interrupt?: boolean } = {}): Saying {
    if (interrupt) this.#brain?.interrupted();
    else if (this.#sayings.waiting('owner') + text.length > maxWaiting.owner) {
      throw new Refusal(429, 'too much waits to be said: let it be said first, or interrupt it');
    }
    return this.#speak(this.#sayings.add(text, 'owner'), interrupt);
  }

  /** Speaks what the brain answers; what nobody could wait for is not said. */
  #answer(text: string): Saying {
    const waiting = this.#sayings.waiting('brain');
    const saying = this.#sayings.add(text, 'brain');
    if (waiting === 0 || waiting + text.length <= maxWaiting.brain) return this.#speak(saying, false);
    const parts = { spoken_text: '', unspoken_text: text, shown_text: '' };
    saying.finish('failed', parts, 'too much waits to be said');
    this.#report(saying);
    return saying;
  }

  #speak(saying: Saying, interrupt: boolean): Saying {
    const { id, text, by } = saying;
    this.#setup.send({ type: 'say', id, text, interrupt, first: by === 'owner' });
    this.#report(saying);
    return saying;
  }

  /** Stops what is being said and drops what waits. */
  interrupt(): void {
    this.#brain?.interrupted();
    this.#setup.send({ type: 'interrupt', reason: 'asked' });
  }

  heed(message: SpeechMessage): void {
    switch (message.type) {
      case 'speaking':
        this.#guestSpeaks(message);
        break;
      case 'utterance':
        this.#guestSpoke(message);
        break;
      case 'barge_in':
        this.#setup.measurements.interrupted();
        this.#brain?.interrupted();
        this.#setup.events.emit({ type: 'barge_in', participant_id: message.peer_id });
        break;
      default:
        this.#heedSaying(message);
    }
  }

  #heedSaying(
    message: Extract<SpeechMessage, { type: 'say_started' | 'caption' | 'heard' | 'say_ended' }>,
  ): void {
    const saying = this.#sayings.get(message.id);
    // A performer that is stopped still tells what it was cut short in; `end` has written that down by then.
    if (!saying || saying.isOver) return;
    switch (message.type) {
      case 'say_started':
        saying.start(message.at);
        this.#setup.measurements.spoke(message.at, saying.firstAudioMs ?? 0);
        this.#stopThinking();
        this.#announceSpeaking(this.#botId, true);
        break;
      case 'caption':
        this.#ownWords.began(saying.id, message.text, message.at);
        this.#announceCaption(this.#bot, message.text, message.at, { final: false, say_id: saying.id });
        this.#setup.events.emit({ type: 'caption', say_id: saying.id, text: message.text });
        return;
      case 'heard':
        saying.heard(message.text);
        this.#announceCaption(this.#bot, message.text, message.at, { final: true, say_id: saying.id });
        return;
      case 'say_ended': {
        const { spoken_text, unspoken_text, shown_text, reason, error } = message;
        saying.finish(endingOf(message), { spoken_text, unspoken_text, shown_text }, reason ?? error ?? null);
        this.#ownWords.ended(saying.id, message.at);
        if (!this.#sayings.isSpeaking) this.#announceSpeaking(this.#botId, false);
        this.#write(saying);
        break;
      }
    }
    this.#report(saying);
  }

  #announceSpeaking(id: string, active: boolean): void {
    this.#setup.room()?.announce({ type: 'speaking', id, active });
  }

  get #bot(): Guest {
    return { id: this.#botId, name: this.#botName };
  }

  /** What is not final is still being said: the same line is announced again. */
  #announceCaption(
    { id: from, name }: Guest,
    text: string,
    at: number,
    of: { final: boolean; say_id?: string } = { final: true },
  ): void {
    const iso = new Date(at).toISOString();
    this.#setup.room()?.announce({ type: 'caption', from, name, text, at: iso, ...of });
  }

  #write({ parts, startedAt: at }: Saying): void {
    if (at === null) return;
    const line = { at, speaker: this.#botName, role: 'bot' } as const;
    const { spoken_text, shown_text } = parts;
    if (spoken_text) this.#setup.record.write({ ...line, channel: 'speech', text: spoken_text });
    if (shown_text) this.#setup.record.write({ ...line, channel: 'caption', text: shown_text });
  }

  #report(saying: Saying): void {
    this.#setup.events.emit({ type: 'say', say: { ...saying.answer(), text: saying.text } });
  }

  #guestSpeaks({ peer_id, active }: Extract<SpeechMessage, { type: 'speaking' }>): void {
    if (active) this.#speakingGuests.add(peer_id);
    else this.#speakingGuests.delete(peer_id);
    this.#announceSpeaking(peer_id, active);
    this.#setup.events.emit({ type: 'speaking', participant_id: peer_id, active });
    this.#showPose();
  }

  #guestSpoke(message: Extract<SpeechMessage, { type: 'utterance' }>): void {
    const { peer_id, ended_at } = message;
    const recognized = visibleLine(message.text).slice(0, maxChat);
    const text = this.guestsOwn(recognized, ended_at);
    const guest = this.#setup.room()?.member(peer_id);
    const isDictated = ended_at - (this.#dictatedAt.get(peer_id) ?? 0) < dictationTrustedMs;
    if (!guest || !text || isDictated) return;
    this.#announceCaption(guest, text, ended_at);
    this.hear(guest, { text, channel: 'voice' }, ended_at);
  }

  #think(): void {
    clearTimeout(this.#thinking);
    this.#thinking = setTimeout(() => this.#stopThinking(), thinkingShownMs);
    this.#thinking.unref();
    this.#showPose();
  }

  #stopThinking(): void {
    clearTimeout(this.#thinking);
    this.#thinking = undefined;
    this.#showPose();
  }

  #showPose(): void {
    const pose: Pose = this.#speakingGuests.size > 0 ? 'listening' : this.#thinking ? 'thinking' : 'idle';
    if (pose === this.#pose) return;
    this.#pose = pose;
    this.#setup.send({ type: 'mode', mode: pose });
    this.#setup.room()?.announce({ type: 'pose', id: this.#botId, pose });
  }

  /** The session is over; what was cut short is written as far as it was heard. */
  end(reason: string): void {
    clearTimeout(this.#thinking);
    this.#attention.close();
    this.#brain?.close();
    for (const saying of this.#sayings.abandon(reason)) {
      this.#write(saying);
      this.#report(saying);
    }
    this.utterances.close();
  }
}

/** A text without words was said when nothing of it was left to say. */
function endingOf(
  end: Extract<SpeechMessage, { type: 'say_ended' }>,
): 'spoken' | 'interrupted' | 'silent' | 'failed' {
  if (end.interrupted) return 'interrupted';
  if (end.audible || (!end.unspoken_text && !end.error)) return 'spoken';
  return end.shown_text ? 'silent' : 'failed';
}
