/** Between two calls of `listen`, an agent works on what it heard. If words wait longer than this, it is not listening. */
export const patienceMs = 15_000;

/** Whether the agent takes what people say or lets it wait. Calls back when that changes. */
export class Attention {
  readonly #changed: (isListening: boolean) => void;
  #isListening = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(changed: (isListening: boolean) => void) {
    this.#changed = changed;
  }

  /** Someone said something that now waits to be taken. */
  said(): void {
    if (!this.#isListening || this.#timer) return;
    this.#timer = setTimeout(() => this.#set(false), patienceMs);
    this.#timer.unref();
  }

  /** The agent has taken words. Others may be left. */
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
