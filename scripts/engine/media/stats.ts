import { roundTo } from '../../base/numbers.ts';
import type { PerformerStats } from '../protocol.ts';
import type { Pacer } from './pacer.ts';

type Measured = Omit<PerformerStats, 'type' | 'id' | 'at' | 'peers'>;

/** Figures for this process since the last call. */
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
      fps: roundTo((frames * 1000) / elapsedMs, 2),
      frames: this.#video.made,
      frames_skipped: this.#video.skipped,
      cpu_percent: roundTo((cpu.user + cpu.system) / 10 / elapsedMs, 2),
      rss_mb: roundTo(process.memoryUsage.rss() / 1e6, 2),
      audio_underruns: this.#audio.skipped,
    };
  }
}
