import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { programOptions } from '../../scripts/base/run-program.ts';
import type { VideoFrame } from '../../scripts/engine/media/webrtc.ts';
import { writeWav } from '../../scripts/engine/speech/wav.ts';

const run = promisify(execFile);
const encodeWithinMs = 60_000;
const sampleRate = 48_000;
/** Maximum length: about 15 MB of raw video per second are written to disk. */
const longestSec = 14;

/** Stores what a guest receives, raw on disk so as not to disturb the measurement, and makes a video of it afterward. */
export class Clip {
  readonly #directory: string;
  readonly #frames: WriteStream;
  readonly #sound: Int16Array[] = [];
  #size: { width: number; height: number } | undefined;
  #frameCount = 0;
  #firstFrameAt = 0;
  #lastFrameAt = 0;
  #firstSoundAt = 0;
  #isRunning = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#frames = createWriteStream(path.join(directory, 'clip.yuv'));
  }

  start(): void {
    this.#isRunning = true;
  }

  stop(): void {
    this.#isRunning = false;
  }

  frame({ width, height, data }: VideoFrame, at: number): void {
    if (!this.#isRunning) return;
    this.#size ??= { width, height };
    this.#firstFrameAt ||= at;
    // The first frames of a connection may be smaller.
    if (width !== this.#size.width || at - this.#firstFrameAt > longestSec * 1000) return;
    this.#lastFrameAt = at;
    this.#frameCount += 1;
    this.#frames.write(Buffer.from(data));
  }

  sound(samples: Int16Array, at: number): void {
    if (!this.#isRunning || !this.#firstFrameAt) return;
    this.#firstSoundAt ||= at;
    if (at - this.#firstFrameAt < longestSec * 1000) this.#sound.push(samples.slice());
  }

  /** Writes the video (MP4, H.264 and AAC) with the installed ffmpeg. */
  async encode(output: string): Promise<void> {
    this.stop();
    this.#frames.end();
    await once(this.#frames, 'close');
    if (!this.#size) throw new Error('no picture was received');
    const { width, height } = this.#size;
    const [video, audio] = [path.join(this.#directory, 'clip.yuv'), path.join(this.#directory, 'clip.wav')];
    const seconds = (this.#lastFrameAt - this.#firstFrameAt) / 1000;
    const rate = Math.max(1, (this.#frameCount - 1) / seconds);
    const offset = (this.#firstSoundAt - this.#firstFrameAt) / 1000;
    await writeFile(audio, writeWav(joined(this.#sound), sampleRate));
    const picture = [
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      '-s',
      `${width}x${height}`,
      '-r',
      rate.toFixed(3),
    ];
    const codecs = [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ];
    const inputs = [...picture, '-i', video, '-itsoffset', offset.toFixed(3), '-i', audio];
    const options = { ...programOptions(), timeout: encodeWithinMs };
    await run(
      'ffmpeg',
      ['-v', 'error', '-y', ...inputs, ...codecs, '-pix_fmt', 'yuv420p', '-r', '24', output],
      options,
    );
  }

  async discard(): Promise<void> {
    this.#frames.destroy();
    await rm(path.join(this.#directory, 'clip.yuv'), { force: true });
    await rm(path.join(this.#directory, 'clip.wav'), { force: true });
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
