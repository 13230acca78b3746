import type { LocalStatus, Participant, SayAnswer, Utterance } from '../../service/local/wire.ts';

/** What happens in a session, as `/local/session/:id/events` streams it. */
export type SessionEvent =
  | { type: 'status'; status: LocalStatus; error_message: string | null }
  | { type: 'participant'; participant: Participant; change: 'joined' | 'left' }
  | { type: 'utterance'; utterance: Utterance }
  | { type: 'say'; say: SayAnswer & { text: string } }
  | { type: 'caption'; say_id: string; text: string }
  | { type: 'speaking'; participant_id: string; active: boolean }
  | { type: 'barge_in'; participant_id: string }
  | { type: 'warning'; code: string; message: string };

type NumberedEvent = { id: number; at: string } & SessionEvent;

const keptEvents = 500;

/** The events of one session: the last of them are kept for anyone who comes late or comes back. */
export class SessionEvents {
  readonly #kept: NumberedEvent[] = [];
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  #last = 0;

  emit(event: SessionEvent): void {
    this.#last += 1;
    const numbered = { id: this.#last, at: new Date().toISOString(), ...event };
    this.#kept.push(numbered);
    if (this.#kept.length > keptEvents) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Calls `listener` with everything kept after the event `after`, then with what comes. @returns a function that ends it. */
  subscribe(after: number, listener: (event: NumberedEvent) => void): () => void {
    for (const event of this.#kept.filter(({ id }) => id > after)) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
