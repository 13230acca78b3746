import type { Clock } from '../../scripts/base/clock.ts';

/** A clock that stands still but for its sleeps, which end at once. */
export class VirtualClock implements Clock {
  /** Every sleep in milliseconds, in order. */
  readonly sleeps: number[] = [];
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Time that passes in some other way. */
  advance(ms: number): void {
    this.#now += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#now += ms;
  }
}
