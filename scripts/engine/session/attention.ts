/** An agent between two calls of `listen` works on what it heard: words that wait for longer than this are not being listened to. */
export const patienceMs = 15_000;

/** Whether the agent takes what people say, or lets it wait. Says so when that changes. */
export class Attention {
  readonly #changed: (isListening: boolean) => void;
  #isListening = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(changed: (isListening: boolean) => void) {
    this.#changed = changed;
  }

  /** Someone said something that waits to be taken. */
  said(): void {
    if (!this.#isListening || this.#timer) return;
    this.#timer = setTimeout(() => this.#set(false), patienceMs);
    this.#timer.unref();
  }

  /** The agent has taken words; others may be left. */
  taken(isWordLeft: boolean): void {
    this.close();
    this.#set(true);
    if (isWordLeft) this.said();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #set(isListening: boolean): void {
    this.#timer = undefined;
    if (isListening === this.#isListening) return;
    this.#isListening = isListening;
    this.#changed(isListening);
  }
}
