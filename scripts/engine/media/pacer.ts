interface PacerOptions {
  /** Milliseconds from one tick to the next; need not be whole. */
  intervalMs: number;
  /** Called once for every tick that is due; `due` is the instant it was due at, as `performance.now()`. */
  tick(due: number): void;
  /** Ticks up to this late are made up for; later ones are skipped. */
  catchUpMs: number;
  /** Minimum interval between ticks that are made up for, so that they do not come in a burst. */
  closestMs: number;
}

/**
 * Ticks by the clock: the n-th tick is due n intervals after the start, however late the one before was. Timers drift and are
 * late on a busy machine; a clock is not.
 */
export class Pacer {
  /** Ticks that were skipped because the machine was too late. */
  skipped = 0;
  /** Ticks made. */
  made = 0;
  readonly #options: PacerOptions;
  #due = 0;
  #isRunning = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PacerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#due = performance.now();
    this.#isRunning = true;
    this.#wake();
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    const { intervalMs, tick, closestMs } = this.#options;
    const now = performance.now();
    this.#skip(now);
    // Timers are whole milliseconds and may come a little early.
    while (this.#isRunning && this.#due <= now + 0.5) {
      tick(this.#due);
      this.made += 1;
      this.#due += intervalMs;
      if (closestMs > 0) break;
    }
    if (!this.#isRunning) return;
    const next = Math.max(this.#due, now + closestMs);
    // Timers ignore fractions: one that fires too early would only be set again.
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, Math.ceil(next - performance.now())));
  }

  #skip(now: number): void {
    const { intervalMs, catchUpMs } = this.#options;
    const late = now - this.#due;
    if (late <= catchUpMs) return;
    const missed = Math.floor(late / intervalMs);
    this.skipped += missed;
    this.#due += missed * intervalMs;
  }
}
