import { visibleLine } from '../../base/clean-text.ts';
import { localLabel } from '../../service/local/label.ts';
import type { LocalNotes, LocalSessionAnswer, LocalStatus, Sound } from '../../service/local/wire.ts';
import { contained, traceOf } from '../faults.ts';
import { PerformerProcess } from '../process/performer-process.ts';
import { PerformerRequests } from '../process/performer-requests.ts';
import { type FromPerformer, instantNow } from '../protocol.ts';
import { Refusal } from '../refusal.ts';
import type { MemberCard, ToGuest } from '../room/protocol.ts';
import type { Room } from '../room/room.ts';
import { Conversation } from './conversation.ts';
import type { SessionRecord } from './local-notes.ts';
import { Measurements } from './measurements.ts';
import type { Saying } from './saying.ts';
import type { SayWishes } from './sayings.ts';
import { SessionEvents } from './session-events.ts';
import type { SessionSetup } from './session-setup.ts';
import { sessionAnswerOf } from './status-answer.ts';

const maxWarning = 300;

/** One live session: its performer, its way into the room, and what becomes of it. */
export class Session {
  readonly record: SessionRecord;
  readonly events = new SessionEvents();
  readonly conversation: Conversation;
  readonly #setup: SessionSetup;
  readonly #measurements = new Measurements();
  readonly #startedAt = instantNow();
  readonly #performer: PerformerProcess;
  readonly #requests: PerformerRequests;
  #room: Room | undefined;
  #withdraw: (() => void) | undefined;
  #isAdmitted: boolean;
  /** Known once the performer is ready. */
  #sound: Sound | undefined;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    this.record = setup.record;
    this.#isAdmitted = !setup.lobby;
    this.#performer = new PerformerProcess(setup.performerModule, {
      message: this.#contained((message: FromPerformer) => this.#heed(message)),
      died: this.#contained((how: string) => this.fail(`the avatar's process died: ${how}`)),
    });
    this.#requests = new PerformerRequests((message) => this.#performer.send(message));
    this.conversation = new Conversation({
      record: setup.record,
      events: this.events,
      measurements: this.#measurements,
      settings: setup.settings,
      systemPrompt: setup.systemPrompt,
      log: setup.log,
      room: () => this.#room,
      send: (message) => this.#performer.send(message),
    });
  }

  get id(): string {
    return this.record.facts.session_id;
  }

  get status(): LocalStatus {
    return this.record.facts.status;
  }

  get isLive(): boolean {
    return this.status !== 'error' && this.status !== 'closed';
  }

  /** The room that the bot is in. */
  get room(): Room | undefined {
    return this.#room;
  }

  /** Begins: the performer starts, the brain is made, and where there is a lobby the bot waits in it. */
  async start(): Promise<void> {
    const { imagePath: image_path, rig, voice, language, settings, log } = this.#setup;
    const { session_id, bot_name } = this.record.facts;
    log('performer_started', { session: session_id, pid: this.#performer.pid ?? null });
    try {
      await this.conversation.start();
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
    const { speech, ears, iceServers: ice_servers } = settings;
    const wish = language && { language };
    const sounds = { voice, speech: { ...speech, ...wish }, ears: { ...ears, ...wish } };
    this.#performer.send({ type: 'start', session_id, bot_name, image_path, rig, ...sounds, ice_servers });
    if (!this.#isAdmitted && this.isLive) this.#waitInLobby();
  }

  #waitInLobby(): void {
    const { room: name, bot_name } = this.record.facts;
    const room = this.#orFail(() => this.#setup.rooms.open(name));
    if (!room) return;
    this.#setStatus('waiting');
    this.#withdraw = room.wait({
      id: this.id,
      name: bot_name,
      decided: (admitted, by) => this.#decided(admitted, by),
    });
  }

  /** What `enter` gives; where it is refused the session is lost. */
  #orFail(enter: () => Room): Room | undefined {
    try {
      return enter();
    } catch (error) {
      this.fail(error instanceof Refusal ? error.message : 'the room could not be entered');
      return undefined;
    }
  }

  #decided(admitted: boolean, by: string): void {
    if (!admitted) {
      this.fail(`the host denied the bot: ${by} did not let it in`);
      return;
    }
    this.#isAdmitted = true;
    this.#setStatus('created');
    this.#enterWhenReady();
  }

  /** Ready is only who is admitted and whose picture and sound flow. */
  #enterWhenReady(): void {
    if (!this.#sound || !this.#isAdmitted || !this.isLive || this.#room) return;
    const card: MemberCard = {
      id: this.id,
      name: this.record.facts.bot_name,
      kind: 'avatar',
      label: localLabel,
      microphone: true,
      camera: true,
    };
    this.#room = this.#orFail(() => {
      const room = this.#setup.rooms.open(this.record.facts.room);
      room.enter({ ...card, send: this.#contained((message: ToGuest) => this.#follow(message)) });
      return room;
    });
    if (!this.#room) return;
    this.record.joined(this.id, card.name, 'avatar');
    this.#measurements.readyMs = Math.round(instantNow() - this.#startedAt);
    this.#setStatus('ready');
    for (const member of this.#room.members) if (member.kind === 'guest') this.#greet(member);
  }

  /** What the room tells its members. */
  #follow(message: ToGuest): void {
    if (message.type === 'joined') this.#guestJoined(message.member);
    if (message.type === 'left') this.#guestLeft(message.id);
    if (message.type === 'renamed') this.record.renamed(message.id, message.name);
    if (message.type === 'devices') this.#devicesChanged(message);
    if (message.type === 'signal') this.#signaled(message);
  }

  /** Two avatars in one room do not connect: neither watches. */
  #guestJoined(member: MemberCard): void {
    if (member.kind === 'guest') this.#greet(member);
  }

  #greet({ id: peer_id, name, microphone }: MemberCard): void {
    this.#performer.send({ type: 'peer_joined', peer_id, microphone });
    const participant = this.record.joined(peer_id, name, 'guest');
    this.events.emit({ type: 'participant', participant, change: 'joined' });
    this.conversation.guestArrived(participant);
  }

  #devicesChanged({ id: peer_id, microphone: on }: Extract<ToGuest, { type: 'devices' }>): void {
    this.#performer.send({ type: 'peer_microphone', peer_id, on });
  }

  #guestLeft(peer_id: string): void {
    this.#performer.send({ type: 'peer_left', peer_id });
    const participant = this.record.left(peer_id);
    if (!participant) return;
    this.events.emit({ type: 'participant', participant, change: 'left' });
    this.conversation.guestLeft(participant);
  }

  #signaled({ from: peer_id, ...content }: Extract<ToGuest, { type: 'signal' }>): void {
    const guest = this.#room?.member(peer_id);
    const allowed = guest?.kind === 'guest' && guest.candidates?.filter(content);
    if (allowed) this.#performer.send({ type: 'signal', peer_id, ...allowed });
  }

  #heed(message: FromPerformer): void {
    switch (message.type) {
      case 'ready': {
        const { speech, speech_voice, ears, fidelity } = message;
        this.#sound = { speech, speech_voice, ears, fidelity };
        this.#enterWhenReady();
        break;
      }
      case 'signal': {
        const { peer_id, description, candidate } = message;
        this.#room?.signal(this.id, peer_id, { description, candidate });
        break;
      }
      case 'snapshot':
      case 'stats':
        this.#requests.answered(message);
        break;
      case 'failed':
        this.fail(`${message.message}. ${message.hint}`);
        break;
      case 'warning':
        this.#setup.log('performer_warning', { session: this.id, code: message.code });
        // It may quote what a guest's browser or a service sent.
        this.events.emit({
          type: 'warning',
          code: message.code,
          message: visibleLine(message.message).slice(0, maxWarning),
        });
        break;
      default:
        this.conversation.heed(message);
    }
  }

  /**
   * Speaks `text` after what is being said, or instead of it.
   * @throws {Refusal} 409 when the session is not ready.
   */
  say(text: string, wishes: SayWishes): Saying {
    if (this.status !== 'ready')
      throw new Refusal(409, `the session is ${this.status}: the bot cannot speak`);
    return this.conversation.say(text, wishes);
  }

  /** The frame last sent, as PNG. @throws {Refusal} 409 or 504. */
  async snapshot(): Promise<Buffer> {
    if (!this.#sound || !this.isLive) throw new Refusal(409, `the session is ${this.status}`);
    return this.#requests.snapshot();
  }

  #setStatus(status: LocalStatus, errorMessage?: string): void {
    this.record.setStatus(status, errorMessage);
    this.#setup.log('session', { session: this.id, status });
    this.events.emit({ type: 'status', status, error_message: this.record.facts.error_message });
    this.#setup.changed();
  }

  readonly #contained = <Args extends unknown[]>(listener: (...args: Args) => void) =>
    contained(listener, (error, ..._args) => this.failed(error));

  /** A fault of the engine's own in this session: it is lost, the others go on. */
  failed(error: unknown): void {
    this.#setup.log('session_failed', { session: this.id, reason: traceOf(error) });
    this.fail('the engine failed in this session: its log says why');
  }

  /** The session is lost: it leaves the room and says why. Other sessions go on. */
  fail(reason: string): void {
    if (!this.isLive) return;
    this.#end(reason);
    this.#setStatus('error', reason);
    void this.#performer.stop();
  }

  /** Ends the session and waits until nothing of it runs. Called again it answers the same. */
  async close(): Promise<LocalNotes> {
    if (this.status === 'ready') {
      // Before its figures it tells how far it was heard.
      this.#performer.send({ type: 'interrupt', reason: 'the session was closed' });
      this.#measurements.stats = await this.#requests.stats().catch(() => undefined);
    }
    if (this.isLive) this.#end('the session was closed');
    if (this.status !== 'closed') this.#setStatus('closed');
    await this.#performer.stop();
    await this.record.saved();
    return this.record.notes();
  }

  #end(reason: string): void {
    this.#withdraw?.();
    this.conversation.end(reason);
    this.#requests.abandon(reason);
    this.record.measured(this.#measurements);
    this.#room?.leave(this.id);
    this.#room = undefined;
  }

  answer(): LocalSessionAnswer {
    return sessionAnswerOf(this.record.facts, this.#setup.roomUrl, {
      video_worker_connected: this.#sound !== undefined && this.isLive,
      meeting_bot_connected: this.status === 'ready',
      ...(this.isLive && this.#sound),
    });
  }
}
