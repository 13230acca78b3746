import type { Utterance } from '../../service/local/wire.ts';

/** A meeting's worth; what is older was surely taken or never will be. */
const keptUtterances = 2000;

/** What guests said, in order, and how much of it whoever listens has already taken. */
export class Utterances {
  #kept: Utterance[] = [];
  #last = 0;
  #taken = 0;
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  add(utterance: Omit<Utterance, 'id'>): Utterance {
    this.#last += 1;
    const numbered = { id: this.#last, ...utterance };
    this.#kept = [...this.#kept, numbered].slice(-keptUtterances);
    this.#wake();
    return numbered;
  }

  /** Everything kept, also what was taken. */
  all(): readonly Utterance[] {
    return this.#kept;
  }

  /**
   * What was not taken yet; waits up to `waitMs` for something when there is nothing. Empty when the time, the session or
   * `signal` ends first.
   */
  async waiting(waitMs: number, signal: AbortSignal): Promise<readonly Utterance[]> {
    if (this.#fresh().length === 0 && waitMs > 0 && !this.#isOver && !signal.aborted) {
      await this.#next(waitMs, signal);
    }
    return this.#fresh();
  }

  /** Marks everything up to `id` as taken: said by whoever has it safely, so that nothing is lost on the way. */
  take(id: number): void {
    this.#taken = Math.max(this.#taken, id);
  }

  /** The session is over: whoever waits is answered. */
  close(): void {
    this.#isOver = true;
    this.#wake();
  }

  #fresh(): readonly Utterance[] {
    return this.#kept.filter(({ id }) => id > this.#taken);
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #next(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }
}
