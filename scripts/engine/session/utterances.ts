import type { Arrival, Utterance } from '../../service/local/wire.ts';

/** A meeting's worth; what is older was surely taken or never will be. */
const keptUtterances = 2000;
/** Pages that are loaded again and again must not push out what people said: comings and goings are kept apart, and fewer. */
const keptArrivals = 200;

/** What an agent has not been told yet. */
interface Untold {
  utterances: readonly Utterance[];
  arrivals: readonly Arrival[];
}

/** What guests said, who came and went, in one order, and how much of it the agent that listens has already taken. */
export class Utterances {
  #utterances: Utterance[] = [];
  #arrivals: Arrival[] = [];
  #last = 0;
  #taken = 0;
  #isOver = false;
  readonly #waiting = new Set<() => void>();
  readonly #onTaken: (isWordLeft: boolean) => void;

  /** @param onTaken called when something was taken, with whether something that was said is left. */
  constructor(onTaken: (isWordLeft: boolean) => void = () => {}) {
    this.#onTaken = onTaken;
  }

  add(utterance: Omit<Utterance, 'id'>): Utterance {
    const numbered = { id: this.#next(), ...utterance };
    this.#utterances = [...this.#utterances, numbered].slice(-keptUtterances);
    this.#wake();
    return numbered;
  }

  /** Someone came in, which wakes a listener so that they can be greeted; or went, which waits to be told. */
  moved(arrival: Omit<Arrival, 'id'>): void {
    this.#arrivals = [...this.#arrivals, { id: this.#next(), ...arrival }].slice(-keptArrivals);
    if (arrival.change === 'entered') this.#wake();
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Everything kept, also what was taken. */
  all(): Untold {
    return { utterances: this.#utterances, arrivals: this.#arrivals };
  }

  /**
   * What was not taken yet; waits up to `waitMs` for words or someone who comes in when there is neither. Empty when the time, the session
   * or `signal` ends first.
   */
  async waiting(waitMs: number, signal: AbortSignal): Promise<Untold> {
    if (!this.#isWorthTelling() && waitMs > 0 && !this.#isOver && !signal.aborted) {
      await this.#woken(waitMs, signal);
    }
    return this.#fresh();
  }

  /** Marks everything up to `id` as taken: said by anyone who has it safely, so that nothing is lost on the way. */
  take(id: number): void {
    this.#taken = Math.max(this.#taken, id);
    this.#onTaken(this.#fresh().utterances.length > 0);
  }

  /** The session is over: anyone who waits is answered. */
  close(): void {
    this.#isOver = true;
    this.#wake();
  }

  #fresh(): Untold {
    const isFresh = ({ id }: { id: number }) => id > this.#taken;
    return { utterances: this.#utterances.filter(isFresh), arrivals: this.#arrivals.filter(isFresh) };
  }

  #isWorthTelling(): boolean {
    const { utterances, arrivals } = this.#fresh();
    return utterances.length > 0 || arrivals.some(({ change }) => change === 'entered');
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #woken(waitMs: number, signal: AbortSignal): Promise<void> {
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
