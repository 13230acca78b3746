import { median } from '../../base/numbers.ts';
import type { Timing } from '../../service/local/wire.ts';
import type { PerformerStats } from '../protocol.ts';

const maxSamples = 1000;

function wholeMedian(values: readonly number[]): number | null {
  const value = median(values);
  return value === undefined ? null : Math.round(value);
}

/** What is measured during a session. Instants are milliseconds since 1970, as in the performer's protocol. */
export class Measurements {
  readonly #firstAudioMs: number[] = [];
  readonly #replyMs: number[] = [];
  #heardAt: number | undefined;
  #says = 0;
  #interruptions = 0;
  readyMs: number | null = null;
  stats: PerformerStats | undefined;

  /** Someone said something to the bot and waits for the answer. */
  heard(at: number): void {
    this.#heardAt ??= at;
  }

  /** The first sound of a saying went out. */
  spoke(startedAt: number, firstAudioMs: number): void {
    this.#says += 1;
    push(this.#firstAudioMs, firstAudioMs);
    if (this.#heardAt !== undefined) push(this.#replyMs, startedAt - this.#heardAt);
    this.#heardAt = undefined;
  }

  interrupted(): void {
    this.#interruptions += 1;
  }

  timing(): Timing {
    const { stats } = this;
    return {
      ready_ms: this.readyMs,
      first_audio_ms: wholeMedian(this.#firstAudioMs),
      reply_ms: wholeMedian(this.#replyMs),
      says: this.#says,
      interruptions: this.#interruptions,
      frames: stats?.frames ?? null,
      fps: stats?.fps ?? null,
      frames_skipped: stats?.frames_skipped ?? null,
      cpu_percent: stats?.cpu_percent ?? null,
      rss_mb: stats?.rss_mb ?? null,
    };
  }
}

function push(samples: number[], value: number): void {
  samples.push(value);
  if (samples.length > maxSamples) samples.shift();
}
