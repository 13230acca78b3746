import { frameBytes } from '../drawing/i420.ts';
import type { Size } from '../drawing/placement.ts';

const slots = 3;
const newest = 0;
const taken = 1;

/** What both ends of an exchange share; it can be sent to another thread. */
export interface SharedFrames extends Size {
  memory: SharedArrayBuffer;
}

/** Memory for three frames and for the numbers of the newest one and of the one that is being read. */
export function allocateFrames({ width, height }: Size): SharedFrames {
  const memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT + slots * frameBytes(width, height));
  return { width, height, memory };
}

/**
 * Hands frames from the thread that draws to the thread that sends, without waiting on either side: one frame is the newest
 * finished one, one may be read, and one is free to be drawn.
 */
export class FrameExchange {
  private readonly control: Int32Array;
  private readonly frames: readonly Uint8Array[];
  private sequence = 0;
  private seen = 0;

  constructor({ memory, width, height }: SharedFrames) {
    const bytes = frameBytes(width, height);
    const head = 2 * Int32Array.BYTES_PER_ELEMENT;
    this.control = new Int32Array(memory, 0, 2);
    this.frames = Array.from(
      { length: slots },
      (_, slot) => new Uint8Array(memory, head + slot * bytes, bytes),
    );
  }

  /** Draws a frame and makes it the newest. */
  publish(draw: (frame: Uint8Array) => void): void {
    // The numbers count up, so that a reader can tell a new frame in the same slot; the slot is the remainder.
    const busy = [Atomics.load(this.control, newest) % slots, Atomics.load(this.control, taken) % slots];
    const slot = [0, 1, 2].find((candidate) => !busy.includes(candidate)) as number;
    draw(this.frames[slot] as Uint8Array);
    this.sequence++;
    Atomics.store(this.control, newest, this.sequence * slots + slot);
  }

  /** Whether the newest frame has not been taken yet. */
  get isWaiting(): boolean {
    return Atomics.load(this.control, newest) !== Atomics.load(this.control, taken);
  }

  /** The newest frame if it wasn't returned before. It stays as it is until the next call. */
  take(): Uint8Array | undefined {
    for (;;) {
      const number = Atomics.load(this.control, newest);
      Atomics.store(this.control, taken, number);
      // Had another frame been published in between, this one might already be drawn over.
      if (Atomics.load(this.control, newest) !== number) continue;
      if (number === this.seen) return;
      this.seen = number;
      return this.frames[number % slots];
    }
  }
}
