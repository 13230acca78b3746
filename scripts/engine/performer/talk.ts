import { trackFromPhonemes, trackFromSound, type VisemeTrack } from '../face/motion/visemes.ts';
import { type Stretch, sampleRate, type VoiceLine } from '../media/voice-line.ts';
import type { SayMessage } from '../protocol.ts';
import type { SpeechChunk, VoiceChoice } from '../speech/adapter.ts';
import { Resampler } from '../speech/resampler.ts';
import { splitSentences } from '../speech/sentences.ts';
import type { Speech } from '../speech/speech.ts';

/** Sentences that are ready to be heard behind the one that is. */
const sentencesAhead = 1;

export interface TalkEvents {
  started(id: string, at: number): void;
  caption(id: string, text: string, at: number): void;
  ended(id: string, end: SayEnd): void;
  /** The mouth moves with sound that goes out from `at` on. */
  track(track: VisemeTrack, at: number): void;
  /** The mouth stops. */
  silence(): void;
}

/** Instants are epoch milliseconds. */
export interface SayEnd {
  at: number;
  interrupted: boolean;
  reason?: string;
  spoken_text: string;
  error?: string;
}

interface Saying {
  id: string;
  sentences: string[];
  /** How many of them were not yet heard to their end. */
  unheard: number;
  spoken: string[];
  error?: string;
  /** Goes before the others, also between their sentences. */
  isFirst: boolean;
  /** Its sentences are being prepared, or were. */
  isTaken: boolean;
  hasStarted: boolean;
}

interface TalkSetup {
  line: VoiceLine;
  speech: Speech;
  voice: VoiceChoice;
  events: TalkEvents;
}

const epoch = (at: number) => performance.timeOrigin + at;

/** What the bot says, in turn: each text sentence by sentence, the next one prepared while one is heard. */
export class Talk {
  readonly #setup: TalkSetup;
  /** A say stays here until it was heard to its end. */
  readonly #queue: Saying[] = [];
  #abort = new AbortController();
  #isRunning = false;
  /** Stretches that were queued in the line and are not yet at their end. */
  #ahead = 0;
  #roomAhead = () => {};

  constructor(setup: TalkSetup) {
    this.#setup = setup;
  }

  /** Whether anything is being said or about to be. */
  get isBusy(): boolean {
    return this.#queue.length > 0;
  }

  say({ id, text, interrupt, first }: SayMessage): void {
    if (interrupt) this.stop('interrupted by another say');
    const sentences = splitSentences(text, this.#setup.voice.language);
    this.#queue.push({
      id,
      sentences,
      unheard: sentences.length,
      spoken: [],
      isFirst: first,
      isTaken: false,
      hasStarted: false,
    });
    if (!this.#isRunning) void this.#run();
  }

  /** Falls silent at once and drops what waits. Returns whether there was anything. */
  stop(reason: string): boolean {
    const dropped = this.#queue.splice(0);
    if (dropped.length === 0) return false;
    this.#abort.abort(new Error(reason));
    this.#abort = new AbortController();
    this.#isRunning = false;
    this.#ahead = 0;
    this.#roomAhead();
    this.#setup.line.clear();
    this.#setup.events.silence();
    for (const saying of dropped) this.#end(saying, { interrupted: true, reason });
    return true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { signal } = this.#abort;
    for (;;) {
      const saying = this.#queue.find(({ isTaken }) => !isTaken);
      if (!saying) break;
      await this.#utterFirst(signal);
      if (!signal.aborted && !saying.isTaken) await this.#utter(saying, signal);
      if (signal.aborted) return;
    }
    this.#isRunning = false;
  }

  /** What goes before everything else. */
  async #utterFirst(signal: AbortSignal): Promise<void> {
    for (;;) {
      const saying = this.#queue.find(({ isFirst, isTaken }) => isFirst && !isTaken);
      if (!saying || signal.aborted) return;
      await this.#utter(saying, signal);
    }
  }

  async #utter(saying: Saying, signal: AbortSignal): Promise<void> {
    saying.isTaken = true;
    if (saying.unheard === 0) this.#finish(saying);
    for (const sentence of saying.sentences) {
      await this.#turnOf(saying, signal);
      if (signal.aborted) return;
      await this.#sentence(saying, sentence, signal);
    }
  }

  /** Resolves when the next sentence of `saying` may be prepared. */
  async #turnOf(saying: Saying, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (!saying.isFirst) await this.#utterFirst(signal);
      if (signal.aborted || this.#ahead <= sentencesAhead) return;
      await this.#someoneEnds();
    }
  }

  #someoneEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomAhead = resolve;
    });
  }

  /** Resolves when all of its sound is in the line. */
  async #sentence(saying: Saying, text: string, signal: AbortSignal): Promise<void> {
    const { line, events } = this.#setup;
    const mouth = new Mouth(events);
    this.#ahead += 1;
    const stretch = line.open({
      started: (at, position) => {
        if (signal.aborted) return;
        if (position === 0) this.#begins(saying, text, epoch(at));
        mouth.begins(epoch(at) - (position / sampleRate) * 1000);
      },
      ended: () => {
        if (signal.aborted) return;
        this.#ahead -= 1;
        saying.unheard -= 1;
        if (saying.unheard === 0) this.#finish(saying);
        this.#roomAhead();
      },
    });
    try {
      await this.#synthesize(text, stretch, mouth, signal);
    } catch (error) {
      if (!signal.aborted) saying.error = (error as Error).message;
    } finally {
      stretch.finish();
    }
  }

  #begins(saying: Saying, text: string, at: number): void {
    const { events } = this.#setup;
    if (!saying.hasStarted) events.started(saying.id, at);
    saying.hasStarted = true;
    saying.spoken.push(text);
    events.caption(saying.id, text, at);
  }

  async #synthesize(text: string, stretch: Stretch, mouth: Mouth, signal: AbortSignal): Promise<void> {
    const { speech, voice } = this.#setup;
    let resampler: Resampler | undefined;
    for await (const chunk of speech.speak(text, { voice, signal })) {
      resampler ??= new Resampler(chunk.sampleRate, sampleRate);
      mouth.add(chunk);
      stretch.append(resampler.push(chunk.pcm));
    }
    if (resampler) stretch.append(resampler.end());
  }

  #finish(saying: Saying): void {
    this.#queue.splice(this.#queue.indexOf(saying), 1);
    this.#end(saying, { interrupted: false });
  }

  #end({ id, spoken, error }: Saying, how: { interrupted: boolean; reason?: string }): void {
    const failure = error === undefined ? {} : { error };
    this.#setup.events.ended(id, {
      ...how,
      ...failure,
      at: epoch(performance.now()),
      spoken_text: spoken.join(' '),
    });
  }
}

/** The mouth of one sentence: by its phonemes, or by its sound as far as that has come. */
class Mouth {
  readonly #events: Pick<TalkEvents, 'track'>;
  #track: VisemeTrack | undefined;
  #sound: Int16Array[] = [];
  #startedAt: number | undefined;

  constructor(events: Pick<TalkEvents, 'track'>) {
    this.#events = events;
  }

  /** The sentence's first sample goes out, or would have gone out, at `at`. */
  begins(at: number): void {
    this.#startedAt = at;
    this.#show();
  }

  add({ pcm, sampleRate: rate, phonemes }: SpeechChunk): void {
    if (phonemes) {
      this.#track = trackFromPhonemes(phonemes);
    } else {
      this.#sound.push(pcm);
      this.#track = trackFromSound(joined(this.#sound), rate);
    }
    this.#show();
  }

  #show(): void {
    if (this.#track && this.#startedAt !== undefined) this.#events.track(this.#track, this.#startedAt);
  }
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
