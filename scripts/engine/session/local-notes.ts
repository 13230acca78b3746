import { composeLocalNotes, type SessionFacts, startedAt } from '../../service/local/kept-session.ts';
import type {
  LocalNotes,
  LocalStatus,
  Participant,
  Present,
  TranscriptEntry,
  utteranceChannels,
} from '../../service/local/wire.ts';
import { presentGuests } from '../../service/local/wire.ts';
import { instantNow } from '../protocol.ts';
import { mebibyte } from '../request-body.ts';
import type { Measurements } from './measurements.ts';
import type { SessionStore } from './session-store.ts';

type Line = { at: number; speaker: string; text: string } & (
  | { role: 'bot'; channel: 'speech' | 'caption' }
  | { role: 'guest'; channel: (typeof utteranceChannels)[number] }
  | { role: 'engine'; channel: 'notice' }
);

/** Bytes of the transcript for each side, so that guests cannot fill the bot's: more than 60 hours of speech. */
const maxTranscriptBytes = 4 * mebibyte;
const maxParticipants = 300;

const whose = { bot: 'the avatar', guest: 'the guests' } as const;

/** A line is older than this only by clocks that differ: the longest thing said at once takes minutes. */
const longestAgeMs = 10 * 60_000;

/**
 * What is known and kept of one session: facts, participants, transcript. Everything is on the disk as soon as it happens. Its times are
 * those of a clock that nobody sets, which starts at the join: the machine's own may jump while people talk.
 */
export class SessionRecord {
  readonly store: SessionStore;
  readonly #facts: SessionFacts;
  readonly #failed: (error: unknown) => void;
  readonly #bytes = { bot: 0, guest: 0 };
  readonly #createdMs: number;
  readonly #createdAt = performance.now();

  constructor(store: SessionStore, facts: SessionFacts, failed: (error: unknown) => void) {
    this.store = store;
    this.#facts = facts;
    this.#failed = failed;
    this.#createdMs = Date.parse(facts.created_at);
  }

  /** Milliseconds since 1970. */
  #nowMs(): number {
    return this.#createdMs + performance.now() - this.#createdAt;
  }

  #now(): string {
    return new Date(this.#nowMs()).toISOString();
  }

  get facts(): Readonly<SessionFacts> {
    return this.#facts;
  }

  /** The guests who are there, the first to come first. */
  guests(): Present[] {
    return presentGuests(this.#facts.participants);
  }

  setStatus(status: LocalStatus, errorMessage?: string): void {
    const now = this.#now();
    this.#facts.status = status;
    if (errorMessage) this.#facts.error_message = errorMessage;
    if (status === 'ready') this.#facts.ready_at ??= now;
    if (status === 'error' || status === 'closed') this.#end(now);
    this.save();
  }

  #end(now: string): void {
    this.#facts.ended_at ??= now;
    for (const participant of this.#facts.participants) participant.left_at ??= now;
  }

  joined(id: string, name: string, kind: Participant['kind']): Participant {
    const participant = { id, name, kind, joined_at: this.#now(), left_at: null };
    this.#facts.participants.push(participant);
    if (this.#facts.participants.length > maxParticipants) this.#omitShortestVisit();
    this.save();
    return participant;
  }

  /** A page that is loaded again and again must not push out people who stayed. */
  #omitShortestVisit(): void {
    const { participants } = this.#facts;
    const lengthOf = ({ kind, joined_at, left_at }: Participant) =>
      kind === 'avatar' || left_at === null
        ? Number.POSITIVE_INFINITY
        : Date.parse(left_at) - Date.parse(joined_at);
    const shortest = participants.reduce((least, one) => (lengthOf(one) < lengthOf(least) ? one : least));
    participants.splice(participants.indexOf(shortest), 1);
    this.#facts.visits_omitted += 1;
  }

  /** An avatar came that is called so. */
  renamed(id: string, name: string): void {
    const participant = this.#facts.participants.find((one) => one.id === id);
    if (participant) participant.name = name;
    this.save();
  }

  left(id: string): Participant | undefined {
    const participant = this.#facts.participants.find((one) => one.id === id && one.left_at === null);
    if (participant) participant.left_at = this.#now();
    this.save();
    return participant;
  }

  /** Adds a line to the transcript, as long as there is room; then one that says so. `at` is an instant of
   * `instantNow`, here or in another process of the engine. */
  write(line: Line): void {
    const kept = line.role === 'engine' ? line : this.#within(line);
    if (kept) this.#append(kept);
  }

  #within(line: Exclude<Line, { role: 'engine' }>): Line | undefined {
    const { role, at } = line;
    if (this.#bytes[role] > maxTranscriptBytes) return undefined;
    this.#bytes[role] += Buffer.byteLength(line.text);
    if (this.#bytes[role] <= maxTranscriptBytes) return line;
    const size = `${maxTranscriptBytes / mebibyte} MB`;
    const text = `[from here on what ${whose[role]} said is not kept: it was more than ${size}]`;
    return { at, speaker: 'engine', role: 'engine', channel: 'notice', text };
  }

  #append({ at, ...line }: Line): void {
    const age = instantNow() - at;
    const saidMs = this.#nowMs() - (age >= 0 && age <= longestAgeMs ? age : 0);
    const entry: TranscriptEntry = {
      at: new Date(saidMs).toISOString(),
      start_sec: Math.max(0, Math.round((saidMs - startMs(this.#facts)) / 10) / 100),
      ...line,
    };
    try {
      this.store.append(entry);
    } catch (error) {
      this.#failed(error);
    }
  }

  measured(measurements: Measurements): void {
    this.#facts.timing = measurements.timing();
    this.save();
  }

  save(): void {
    this.store.save(this.#facts).catch(this.#failed);
  }

  /** Waits until the facts are on the disk. */
  async saved(): Promise<void> {
    await this.store.save(this.#facts).catch(this.#failed);
  }

  notes(): Promise<LocalNotes> {
    return composeNotes(this.#facts, this.store);
  }
}

function startMs(facts: SessionFacts): number {
  return Date.parse(startedAt(facts));
}

/** The notes of a session that is over, from what was kept of it. */
export async function composeNotes(facts: SessionFacts, store: SessionStore): Promise<LocalNotes> {
  return composeLocalNotes(facts, await store.transcript());
}
