import { open } from 'node:fs/promises';

/** Measurements of a 10 ms frame of mono sound; levels in dBFS, peaks as shares of full scale. */
export interface Frames {
  frameSec: number;
  levelDb: Float32Array;
  low: Float32Array;
  high: Float32Array;
}

export interface Pcm {
  rateHz: number;
  samples: Int16Array;
}

const frameSec = 0.01;
const fullScale = 32768;

/** Level of 16-bit silence. */
export const silenceDb = -96;

const chunkBytes = 1 << 20;

/** The 16-bit little-endian mono samples in a file. */
export async function readPcm(file: string, rateHz: number): Promise<Pcm> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(size - (size % 2));
    await handle.read(bytes, 0, bytes.length, 0);
    return { rateHz, samples: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) };
  } finally {
    await handle.close();
  }
}

class FrameList {
  readonly #frames: Frames;
  readonly #perFrame: number;
  #count = 0;

  constructor(samples: number, rateHz: number) {
    this.#perFrame = Math.round(rateHz * frameSec);
    const length = Math.floor(samples / this.#perFrame);
    this.#frames = {
      frameSec,
      levelDb: new Float32Array(length),
      low: new Float32Array(length),
      high: new Float32Array(length),
    };
  }

  /** Measures whole frames; a rest of less than 10 ms at the end is ignored. */
  add(samples: Int16Array): void {
    const { levelDb, low, high } = this.#frames;
    for (
      let at = 0;
      at + this.#perFrame <= samples.length && this.#count < levelDb.length;
      at += this.#perFrame
    ) {
      let sum = 0;
      let least = 0;
      let most = 0;
      for (let index = at; index < at + this.#perFrame; index += 1) {
        const value = samples[index] ?? 0;
        sum += value * value;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      const power = sum / this.#perFrame / (fullScale * fullScale);
      levelDb[this.#count] = power > 0 ? Math.max(silenceDb, 10 * Math.log10(power)) : silenceDb;
      low[this.#count] = least / fullScale;
      high[this.#count] = most / fullScale;
      this.#count += 1;
    }
  }

  get frames(): Frames {
    return this.#frames;
  }
}

/** The frames of samples in memory. */
export function framesOf({ rateHz, samples }: Pcm): Frames {
  const list = new FrameList(samples.length, rateHz);
  list.add(samples);
  return list.frames;
}

/** The frames of a file of samples, read piece by piece: an hour of sound would take too much memory. */
export async function readFrames(file: string, rateHz: number): Promise<Frames> {
  const handle = await open(file, 'r');
  try {
    const list = new FrameList((await handle.stat()).size / 2, rateHz);
    const frameBytes = Math.round(rateHz * frameSec) * 2;
    const bytes = Buffer.alloc(chunkBytes - (chunkBytes % frameBytes));
    for (;;) {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length);
      if (bytesRead === 0) return list.frames;
      list.add(new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytesRead / 2)));
    }
  } finally {
    await handle.close();
  }
}
