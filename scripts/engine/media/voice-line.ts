/** WebRTC's audio sources take 48 kHz in frames of exactly ten milliseconds. */
export const sampleRate = 48_000;
export const frameMs = 10;
export const frameSamples = (sampleRate * frameMs) / 1000;
/** Two are produced at a time, one packet: waking up half as often saves a twentieth of a performer's CPU time. */
export const framesPerPacket = 2;
export const packetMs = framesPerPacket * frameMs;

/** Long enough to avoid a click, short enough not to be noticed: 5 ms. */
const fadeSamples = 240;

/** One stretch of speech in the line, such as a sentence. */
export interface Stretch {
  /** Adds 48 kHz mono samples. */
  append(samples: Int16Array): void;
  /** Ends the stretch. */
  finish(): void;
  /** How many of its samples went out. */
  readonly position: number;
}

interface StretchEvents {
  /**
   * Sample `position` is sent at `at` (`performance.now()`). Called for the first sample, and again after every gap without
   * samples.
   */
  started(at: number, position: number): void;
  /** Its last sample was sent. Not called for a stretch that was cleared. */
  ended(at: number): void;
}

interface QueuedStretch extends StretchEvents {
  chunks: Int16Array[];
  /** Samples of the first chunk that were already sent. */
  taken: number;
  /** Samples of the whole stretch that were already sent. */
  position: number;
  isFinished: boolean;
  isPlaying: boolean;
}

/** What the bot says, as an endless line of ten-millisecond frames: speech in the order it was queued, silence otherwise. */
export class VoiceLine {
  readonly #frame = new Int16Array(frameSamples);
  readonly #stretches: QueuedStretch[] = [];
  #fade: Int16Array | undefined;

  /** Queues an empty stretch behind the others. */
  open(events: StretchEvents): Stretch {
    const stretch: QueuedStretch = {
      ...events,
      chunks: [],
      taken: 0,
      position: 0,
      isFinished: false,
      isPlaying: false,
    };
    this.#stretches.push(stretch);
    return {
      append: (samples) => {
        if (samples.length > 0) stretch.chunks.push(samples);
      },
      finish: () => {
        stretch.isFinished = true;
      },
      get position() {
        return stretch.position;
      },
    };
  }

  /** Drops everything in the queue; the current sound fades out within 5 ms. */
  clear(): void {
    const current = this.#stretches[0];
    const chunk = current?.isPlaying ? current.chunks[0] : undefined;
    if (current && chunk) this.#fade = fadeOut(chunk.subarray(current.taken, current.taken + fadeSamples));
    this.#stretches.length = 0;
  }

  /** The frame for `due`. Always the same array. */
  next(due: number): Int16Array {
    this.#frame.fill(0);
    let filled = this.#takeFade();
    while (filled < frameSamples) {
      const stretch = this.#stretches[0];
      if (!stretch) break;
      const at = due + (filled / frameSamples) * frameMs;
      filled = this.#take(stretch, filled, at);
      if (stretch.chunks.length > 0) break;
      if (!stretch.isFinished) {
        stretch.isPlaying = false;
        break;
      }
      this.#stretches.shift();
      stretch.ended(due + (filled / frameSamples) * frameMs);
    }
    return this.#frame;
  }

  #take(stretch: QueuedStretch, from: number, at: number): number {
    let filled = from;
    while (filled < frameSamples) {
      const chunk = stretch.chunks[0];
      if (!chunk) break;
      if (!stretch.isPlaying) {
        stretch.isPlaying = true;
        stretch.started(at, stretch.position);
      }
      const count = Math.min(chunk.length - stretch.taken, frameSamples - filled);
      this.#frame.set(chunk.subarray(stretch.taken, stretch.taken + count), filled);
      filled += count;
      stretch.taken += count;
      stretch.position += count;
      if (stretch.taken < chunk.length) break;
      stretch.chunks.shift();
      stretch.taken = 0;
    }
    return filled;
  }

  #takeFade(): number {
    const fade = this.#fade;
    if (!fade) return 0;
    this.#fade = undefined;
    this.#frame.set(fade);
    return fade.length;
  }
}

function fadeOut(samples: Int16Array): Int16Array {
  return samples.map((sample, index) => Math.round(sample * (1 - (index + 1) / samples.length)));
}
