import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { SessionFacts } from '../../service/local/kept-session.ts';
import type { LocalNotes, LocalSessionAnswer } from '../../service/local/wire.ts';
import { contained } from '../faults.ts';
import type { Log } from '../log.ts';
import { Refusal } from '../refusal.ts';
import type { Member, Room } from '../room/room.ts';
import type { RoomLink } from '../room/room-link.ts';
import type { Rooms } from '../room/rooms.ts';
import type { EngineSettings } from '../settings.ts';
import type { JoinForm } from './join-form.ts';
import { composeNotes, SessionRecord } from './local-notes.ts';
import { Session } from './session.ts';
import { loadPastSessions, SessionStore } from './session-store.ts';
import { sessionAnswerOf } from './status-answer.ts';

/** One bot takes a good part of a core: more than this would stutter on any machine. */
const maxLiveSessions = 16;
/** Sessions that are over are kept whole, with their events, up to this many. */
const maxSessions = 100;

interface SessionsSetup {
  /** Where each session's folder lies. */
  directory: string;
  rooms: Rooms;
  settings: EngineSettings;
  performerModule: URL;
  log: Log;
  roomUrl(room: string): string;
  changed(): void;
}

interface PastSession {
  store: SessionStore;
  facts: SessionFacts;
}

/** Every session that this engine answers for: its own, and those of engines before it. */
export class Sessions {
  readonly #setup: SessionsSetup;
  readonly #sessions = new Map<string, Session>();
  readonly #past = new Map<string, PastSession>();

  constructor(setup: SessionsSetup) {
    this.#setup = setup;
  }

  /** Takes over what earlier engines left behind. */
  async load(): Promise<void> {
    for (const past of await loadPastSessions(this.#setup.directory, new Date())) {
      this.#past.set(past.facts.session_id, past);
    }
  }

  get live(): readonly Session[] {
    return [...this.#sessions.values()].filter(({ isLive }) => isLive);
  }

  /**
   * Begins a session.
   * @throws {Refusal} 503 when too many are live.
   */
  async create(form: JoinForm, link: RoomLink): Promise<LocalSessionAnswer> {
    if (this.live.length >= maxLiveSessions) {
      throw new Refusal(503, `${maxLiveSessions} sessions are live: no more fit on this machine`);
    }
    const { rooms, settings, performerModule, log, changed } = this.#setup;
    const id = randomUUID();
    const store = new SessionStore(path.join(this.#setup.directory, id));
    const imagePath = await store.create(form.image);
    const failed = () => log('session_not_kept', { session: id });
    const session = new Session({
      record: new SessionRecord(store, newFacts(id, form, link), failed),
      rooms,
      roomUrl: this.#setup.roomUrl(link.name),
      lobby: link.lobby || rooms.hasLobby(link.name),
      imagePath,
      rig: form.rig,
      voice: { id: form.fields.voice_id, profile: form.voiceProfile, gender: form.fields.voice_gender },
      language: form.fields.language,
      systemPrompt: form.fields.system_prompt,
      settings,
      performerModule,
      log,
      changed,
    });
    this.#sessions.set(id, session);
    this.#retire();
    await session.record.saved();
    await session.start();
    log('session', { session: id, status: session.status, room: link.name });
    changed();
    return session.answer();
  }

  /** Of the oldest that are over only the facts stay. */
  #retire(): void {
    for (const [id, session] of this.#sessions) {
      if (this.#sessions.size <= maxSessions) return;
      if (session.isLive) continue;
      this.#sessions.delete(id);
      this.#past.set(id, { store: session.record.store, facts: { ...session.record.facts } });
    }
  }

  /** @throws {Refusal} 404. */
  answer(id: string): LocalSessionAnswer {
    const session = this.#sessions.get(id);
    if (session) return session.answer();
    const { facts } = this.#pastSession(id);
    return sessionAnswerOf(facts, this.#setup.roomUrl(facts.room));
  }

  answers(): LocalSessionAnswer[] {
    return [...this.#sessions.values()].map((session) => session.answer());
  }

  /** The session if this engine runs or ran it. @throws {Refusal} 404, or 410 for one of an engine before this. */
  own(id: string): Session {
    const session = this.#sessions.get(id);
    if (session) return session;
    const { facts } = this.#pastSession(id);
    throw new Refusal(410, facts.error_message ?? 'the session is over');
  }

  /** Closes the session; again and again with the same answer. @throws {Refusal} 404. */
  async close(id: string): Promise<LocalNotes> {
    const session = this.#sessions.get(id);
    if (session) return session.close();
    const { store, facts } = this.#pastSession(id);
    if (facts.status !== 'closed') {
      facts.status = 'closed';
      await store.save(facts);
    }
    return composeNotes(facts, store);
  }

  /** @throws {Refusal} 404, also while the session is live: notes are for afterwards. */
  async notes(id: string): Promise<LocalNotes> {
    const session = this.#sessions.get(id);
    if (session?.isLive) throw new Refusal(404, 'the session is live; its notes come when it is closed');
    if (session) return session.record.notes();
    const { store, facts } = this.#pastSession(id);
    return composeNotes(facts, store);
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.live.map((session) => session.close()));
  }

  /** What of a guest's dictation no bot in that room has just said (ears/own-words.ts). */
  guestsOwn(room: Room, text: string): string {
    const bots = this.live.filter((session) => session.room === room);
    return bots.reduce((left, { conversation }) => left && conversation.guestsOwn(left), text);
  }

  /** A guest said something: the bots in that room hear it. */
  hear(room: Room, guest: Member, text: string, channel: 'chat' | 'browser'): void {
    for (const session of this.live) {
      if (session.room !== room) continue;
      contained(
        () => session.conversation.hear(guest, { text, channel }),
        (error) => session.failed(error),
      )();
    }
  }

  #pastSession(id: string): PastSession {
    const past = this.#past.get(id);
    if (!past) throw new Refusal(404, 'no such session');
    return past;
  }
}

function newFacts(id: string, { fields }: JoinForm, { name }: RoomLink): SessionFacts {
  return {
    session_id: id,
    room: name,
    bot_name: fields.bot_name,
    status: 'created',
    error_message: null,
    created_at: new Date().toISOString(),
    ready_at: null,
    ended_at: null,
    participants: [],
    visits_omitted: 0,
    timing: null,
  };
}
