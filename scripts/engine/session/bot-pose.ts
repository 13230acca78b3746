import type { Pose } from '../protocol.ts';

/** An answer that takes longer than this is not being thought about any more. */
const thinkingShownMs = 15_000;

/** What the bot does while it is silent: it listens while a guest speaks, and thinks between a question and its answer. */
export class BotPose {
  readonly #changed: (pose: Pose) => void;
  readonly #speakingGuests = new Set<string>();
  #thinking: NodeJS.Timeout | undefined;
  #pose: Pose = 'idle';

  constructor(changed: (pose: Pose) => void) {
    this.#changed = changed;
  }

  guestSpeaks(id: string, active: boolean): void {
    if (active) this.#speakingGuests.add(id);
    else this.#speakingGuests.delete(id);
    this.#show();
  }

  /** The bot was asked something. */
  think(): void {
    clearTimeout(this.#thinking);
    this.#thinking = setTimeout(() => this.stopThinking(), thinkingShownMs);
    this.#thinking.unref();
    this.#show();
  }

  stopThinking(): void {
    this.close();
    this.#show();
  }

  close(): void {
    clearTimeout(this.#thinking);
    this.#thinking = undefined;
  }

  #show(): void {
    const pose: Pose = this.#speakingGuests.size > 0 ? 'listening' : this.#thinking ? 'thinking' : 'idle';
    if (pose === this.#pose) return;
    this.#pose = pose;
    this.#changed(pose);
  }
}
