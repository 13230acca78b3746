import { earsRate } from './transcriber.ts';

export const activityFrameMs = 10;
export const activityFrameSamples = (earsRate * activityFrameMs) / 1000;

/** Decibels of full scale. */
const silence = -90;
/** Below this nothing is speech, however quiet the room. */
const quietestSpeech = -50;
/** Speech is louder than the noise by this much, decibels. */
const margin = 9;
/**
 * The noise is what remains between words: the minimum level of the last two seconds, kept as the minima of four half seconds.
 * A steady fan is learned within that time; no one speaks for two seconds without a gap of 30 ms.
 */
const pieces = 4;
const pieceFrames = 50;
/** Assumed noise before anything was heard. */
const firstFloor = -60;
/** Smooths the level over about 30 ms. */
const smoothing = 0.35;
/** Pole of the filter that removes hum and rumble: about 80 Hz. */
const pole = 0.97;

/** Distinguishes speech from room noise by its level, ten milliseconds at a time. */
export class VoiceActivity {
  readonly #least = new Array<number>(pieces).fill(firstFloor);
  #frames = 0;
  #smoothed = firstFloor;
  #previousIn = 0;
  #previousOut = 0;

  /** Whether `frame`, ten milliseconds at 16 kHz, is louder than the room. */
  isSpeech(frame: Int16Array): boolean {
    const level = this.#level(frame);
    const floor = Math.min(...this.#least);
    this.#remember(level);
    return level > Math.max(quietestSpeech, floor + margin);
  }

  #remember(level: number): void {
    this.#smoothed += (level - this.#smoothed) * smoothing;
    const piece = Math.floor(this.#frames / pieceFrames) % pieces;
    const isNew = this.#frames % pieceFrames === 0;
    this.#least[piece] = isNew ? this.#smoothed : Math.min(this.#least[piece] as number, this.#smoothed);
    this.#frames += 1;
  }

  #level(frame: Int16Array): number {
    let energy = 0;
    for (const sample of frame) {
      const out = sample - this.#previousIn + pole * this.#previousOut;
      this.#previousIn = sample;
      this.#previousOut = out;
      energy += out * out;
    }
    return Math.max(silence, 10 * Math.log10(energy / frame.length / 32768 ** 2 + 1e-12));
  }
}
