import type { PerformerStats } from '../protocol.ts';
import type { Pacer } from './pacer.ts';

type Measured = Omit<PerformerStats, 'type' | 'id' | 'at' | 'peers'>;

/** Figures of this process since the last call. */
export class Stats {
  readonly #video: Pacer;
  readonly #audio: Pacer;
  #since = performance.now();
  #frames = 0;
  #cpu = process.cpuUsage();

  constructor(video: Pacer, audio: Pacer) {
    this.#video = video;
    this.#audio = audio;
  }

  take(): Measured {
    const now = performance.now();
    const elapsedMs = Math.max(1, now - this.#since);
    const cpu = process.cpuUsage(this.#cpu);
    const frames = this.#video.made - this.#frames;
    this.#since = now;
    this.#frames = this.#video.made;
    this.#cpu = process.cpuUsage();
    return {
      fps: round((frames * 1000) / elapsedMs),
      frames: this.#video.made,
      frames_skipped: this.#video.skipped,
      cpu_percent: round((cpu.user + cpu.system) / 10 / elapsedMs),
      rss_mb: round(process.memoryUsage.rss() / 1e6),
      audio_underruns: this.#audio.skipped,
    };
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
