import { sampleRate } from '../media/voice-line.ts';
import type { AudioFrame } from '../media/webrtc.ts';
import type { EarsSettings } from '../protocol.ts';
import { instantNow } from '../protocol.ts';
import { firstChannel } from '../speech/wav.ts';
import { SoundMemory, saidSeconds } from './echo.ts';
import { Listener } from './listener.ts';
import type { Transcriber } from './transcriber.ts';

/** The bot's voice may echo for this long after it ends. */
const echoMs = 1200;

export interface Utterance {
  peer_id: string;
  text: string;
  /** Epoch milliseconds. */
  started_at: number;
  ended_at: number;
}

interface EarEvents {
  speaking(peerId: string, active: boolean, at: number): void;
  utterance(utterance: Utterance): void;
  bargeIn(peerId: string, at: number): void;
  problem(error: Error): void;
}

interface EarsSetup {
  settings: EarsSettings;
  /** Without one the ears only know that someone is speaking. */
  transcriber: Transcriber | undefined;
  events: EarEvents;
}

/** Hears all guests. */
export class Ears {
  /** Silences the bot; returns whether it was speaking. */
  interruptBot: () => boolean = () => false;
  readonly #setup: EarsSetup;
  readonly #listeners = new Map<string, Listener>();
  readonly #said = new SoundMemory(sampleRate, saidSeconds);
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(setup: EarsSetup) {
    this.#setup = setup;
  }

  get name(): string {
    return this.#setup.transcriber?.name ?? 'none';
  }

  /** Takes what the bot sends, including silence: ten milliseconds at 48 kHz. */
  said(samples: Int16Array): void {
    const isSilent = samples.every((sample) => sample === 0);
    if (!isSilent) this.#saidAt = performance.now();
    if (this.#isEchoPossible) this.#said.push(samples);
  }

  /** Takes sound from a guest's microphone. */
  heard(peerId: string, { samples, sampleRate: rate, channelCount }: AudioFrame): void {
    let listener = this.#listeners.get(peerId);
    if (!listener) {
      listener = this.#listen(peerId);
      this.#listeners.set(peerId, listener);
    }
    listener.hear(firstChannel(samples, channelCount), rate, instantNow());
  }

  left(peerId: string): void {
    this.#listeners.get(peerId)?.close();
    this.#listeners.delete(peerId);
  }

  close(): void {
    for (const peerId of [...this.#listeners.keys()]) this.left(peerId);
    this.#setup.transcriber?.close();
  }

  get #isEchoPossible(): boolean {
    return performance.now() - this.#saidAt < echoMs;
  }

  #listen(peerId: string): Listener {
    const { settings, transcriber, events } = this.#setup;
    return new Listener({
      turnSilenceMs: settings.turn_silence_ms,
      transcriber,
      botSound: () => (this.#isEchoPossible ? this.#said : undefined),
      events: {
        speaking: (active, at) => events.speaking(peerId, active, at),
        began: (at) => {
          if (settings.barge_in && this.interruptBot()) events.bargeIn(peerId, at);
        },
        utterance: (text, started_at, ended_at) =>
          events.utterance({ peer_id: peerId, text, started_at, ended_at }),
        problem: (error) => events.problem(error),
      },
    });
  }
}
