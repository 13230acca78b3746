import { Resampler } from '../speech/resampler.ts';
import { EchoDetector, heardSeconds, SoundMemory } from './echo.ts';
import { earsRate, type Recognition, type Transcriber } from './transcriber.ts';
import { Turn, type TurnEvent } from './turn.ts';
import { activityFrameSamples, VoiceActivity } from './voice-activity.ts';

/** Sound kept before an onset, so that the start of a word is not lost: 400 ms. */
const preRollFrames = 40;
/** Longest sound for one recognition; a longer turn continues in another. */
const longestRecognitionFrames = 3000;

interface ListenerEvents {
  speaking(active: boolean, at: number): void;
  /** The guest has started to speak; called once it is known not to be the bot's echo. */
  began(at: number): void;
  utterance(text: string, startedAt: number, endedAt: number): void;
  problem(error: Error): void;
}

interface ListenerSetup {
  turnSilenceMs: number;
  transcriber: Transcriber | undefined;
  /** What the bot said recently, or `undefined` if it was silent. */
  botSound(): SoundMemory | undefined;
  events: ListenerEvents;
}

/** Listens to one guest: detects when they speak and what they say. */
export class Listener {
  readonly #setup: ListenerSetup;
  readonly #activity = new VoiceActivity();
  readonly #turn: Turn;
  readonly #echo = new EchoDetector();
  readonly #memory = new SoundMemory(earsRate, heardSeconds);
  readonly #frame = new Int16Array(activityFrameSamples);
  #filled = 0;
  #resampler: { rate: number; resampler: Resampler } | undefined;
  #preRoll: Int16Array[] = [];
  #recognition: Recognition | undefined;
  #recognized = 0;
  #parts: Promise<string>[] = [];

  constructor(setup: ListenerSetup) {
    this.#setup = setup;
    this.#turn = new Turn(setup.turnSilenceMs);
  }

  /** Takes mono samples at `rate` Hz, the newest from `at`. */
  hear(samples: Int16Array, rate: number, at: number): void {
    if (this.#resampler?.rate !== rate) {
      this.#resampler = { rate, resampler: new Resampler(rate, earsRate) };
    }
    for (const sample of this.#resampler.resampler.push(samples)) {
      this.#frame[this.#filled++] = sample;
      if (this.#filled < activityFrameSamples) continue;
      this.#filled = 0;
      this.#hearFrame(at);
    }
  }

  /** The guest has left; drops an unfinished turn. */
  close(): void {
    this.#recognition?.cancel();
    this.#recognition = undefined;
    if (this.#turn.isOpen) this.#setup.events.speaking(false, performance.timeOrigin + performance.now());
    this.#turn.forget();
  }

  #hearFrame(at: number): void {
    const frame = this.#frame;
    this.#memory.push(frame);
    const isSpeech = this.#activity.isSpeech(frame);
    if (isSpeech) this.#setup.transcriber?.prepare();
    const event = this.#turn.push(isSpeech, at);
    const copy = frame.slice();
    this.#preRoll.push(copy);
    if (this.#preRoll.length > preRollFrames) this.#preRoll.shift();
    if (this.#recognition) this.#recognize(copy);
    if (event) this.#follow(event, at);
  }

  #follow(event: TurnEvent, at: number): void {
    const { transcriber, events } = this.#setup;
    switch (event.type) {
      case 'began':
        this.#began(event.startedAt, at);
        break;
      case 'paused':
        if (transcriber?.isEager) this.#finishPart();
        break;
      case 'resumed':
        if (!this.#recognition) this.#open();
        break;
      case 'ended':
        events.speaking(false, event.endedAt);
        this.#finishPart();
        void this.#tell(event.startedAt, event.endedAt);
    }
  }

  #began(startedAt: number, at: number): void {
    const { botSound, events } = this.#setup;
    const said = botSound();
    if (said && this.#echo.isEcho(this.#memory, said, at)) {
      this.#turn.forget();
      return;
    }
    events.speaking(true, startedAt);
    events.began(at);
    this.#open();
  }

  #open(): void {
    this.#recognition = this.#setup.transcriber?.open();
    this.#recognized = 0;
    for (const frame of this.#preRoll) this.#recognition?.write(frame);
  }

  #recognize(frame: Int16Array): void {
    this.#recognition?.write(frame);
    this.#recognized += 1;
    if (this.#recognized < longestRecognitionFrames) return;
    this.#finishPart();
    this.#preRoll = [];
    this.#open();
  }

  #finishPart(): void {
    const part = this.#recognition?.finish();
    this.#recognition = undefined;
    if (!part) return;
    // It is awaited later; until then a rejection must not count as unhandled.
    part.catch(() => {});
    this.#parts.push(part);
  }

  async #tell(startedAt: number, endedAt: number): Promise<void> {
    const { events } = this.#setup;
    const texts: string[] = [];
    for (const outcome of await Promise.allSettled(this.#parts.splice(0))) {
      if (outcome.status === 'fulfilled') texts.push(outcome.value);
      else events.problem(outcome.reason as Error);
    }
    const text = texts.join(' ').replace(/\s+/g, ' ').trim();
    if (text) events.utterance(text, startedAt, endedAt);
  }
}
