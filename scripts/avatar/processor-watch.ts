/** How far a piece of work has come, both in milliseconds since it began. */
export interface Spent {
  /** Processor time of this process. */
  processorMs: number;
  wallMs: number;
}

/** The face detector needs about 4 s of a processor, twice that where it has to look at a picture from all sides; this is a loop without an end. */
const mostProcessorMs = 60_000;
/** However busy a machine is, in this time a process gets more than `leastProcessorMs`: one that does not is waiting for something that never comes. */
const idleMs = 60_000;
const leastProcessorMs = 100;
/** A look that comes later than this comes after a sleep of the machine: time in which nothing could be done. */
const longestStepMs = 5000;

/**
 * Tells a hang from a busy machine: by the processor time that was spent, not by the clock, since on a machine that does ten things at
 * once the same work takes ten times as long.
 */
export class ProcessorWatch {
  #processorMs = 0;
  #wallMs = 0;
  #idleMs = 0;

  /** @returns why the work is to be given up; undefined while it goes on. */
  look({ processorMs, wallMs }: Spent): string | undefined {
    if (processorMs > mostProcessorMs) return `no answer after ${mostProcessorMs / 1000} s of processor time`;
    this.#idleMs += Math.min(longestStepMs, wallMs - this.#wallMs);
    this.#wallMs = wallMs;
    if (processorMs - this.#processorMs >= leastProcessorMs) {
      this.#processorMs = processorMs;
      this.#idleMs = 0;
    }
    return this.#idleMs > idleMs ? `no work was done for ${idleMs / 1000} s` : undefined;
  }
}

const lookEveryMs = 500;

/** Calls `giveUp` once with the reason when the work that this process does is a hang. @returns a function that ends the watch. */
export function watchProcessor(giveUp: (reason: string) => void): () => void {
  const watch = new ProcessorWatch();
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    const reason = watch.look({
      processorMs: (user + system) / 1000,
      wallMs: performance.now() - startedAt,
    });
    if (!reason) return;
    clearInterval(timer);
    giveUp(reason);
  }, lookEveryMs);
  return () => clearInterval(timer);
}
