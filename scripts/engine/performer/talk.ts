import type { VisemeTrack } from '../face/motion/visemes.ts';
import { sampleRate, type VoiceLine } from '../media/voice-line.ts';
import type { SayMessage, SayReport } from '../protocol.ts';
import { splitSentences } from '../sentences.ts';
import type { VoiceChoice } from '../speech/adapter.ts';
import { Resampler } from '../speech/resampler.ts';
import type { Speech } from '../speech/speech.ts';
import { Mouth } from './mouth.ts';
import { SpokenLine } from './spoken-line.ts';
import type { SpokenSentence } from './spoken-sentence.ts';

/** Sentences that are ready to be heard behind the one that is. */
const sentencesAhead = 1;

/** Instants are epoch milliseconds. */
export interface TalkEvents {
  /** What becomes of a line, as it happens. */
  report(report: SayReport): void;
  /** Nothing of a sentence could be heard. */
  silent(reason: string): void;
  /** The mouth moves with sound that goes out from `at` on. */
  track(track: VisemeTrack, at: number): void;
  /** The mouth stops. */
  silence(): void;
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
  /** A line stays here until it was heard to its end. */
  readonly #queue: SpokenLine[] = [];
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

  say(message: SayMessage): void {
    if (message.interrupt) this.stop('interrupted by another say');
    const { speech, voice } = this.#setup;
    const isQuick = speech.isWholeFirst(message.text, voice);
    this.#queue.push(new SpokenLine(message, splitSentences(message.text, voice.language, { isQuick })));
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
    for (const spoken of dropped) {
      const cut = spoken.openSentence;
      if (cut) this.#reportHeard(spoken, cut, epoch(performance.now()));
      this.#reportEnd(spoken, { interrupted: true, reason });
    }
    return true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { signal } = this.#abort;
    for (;;) {
      const spoken = this.#queue.find(({ isTaken }) => !isTaken);
      if (!spoken) break;
      await this.#utterFirst(signal);
      if (!signal.aborted && !spoken.isTaken) await this.#utter(spoken, signal);
      if (signal.aborted) return;
    }
    this.#isRunning = false;
  }

  /** What goes before everything else. */
  async #utterFirst(signal: AbortSignal): Promise<void> {
    for (;;) {
      const spoken = this.#queue.find(({ isFirst, isTaken }) => isFirst && !isTaken);
      if (!spoken || signal.aborted) return;
      await this.#utter(spoken, signal);
    }
  }

  async #utter(spoken: SpokenLine, signal: AbortSignal): Promise<void> {
    spoken.isTaken = true;
    if (spoken.isOver) this.#finish(spoken);
    for (const sentence of spoken.sentences) {
      await this.#turnOf(spoken, signal);
      if (signal.aborted) return;
      await this.#utterSentence(spoken, sentence, signal);
    }
  }

  /** Resolves when the next sentence of `spoken` may be synthesized. */
  async #turnOf(spoken: SpokenLine, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (!spoken.isFirst) await this.#utterFirst(signal);
      if (signal.aborted || this.#ahead <= sentencesAhead) return;
      await this.#sentenceEnds();
    }
  }

  #sentenceEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.#roomAhead = resolve;
    });
  }

  /** Resolves when all of its sound is in the line. */
  async #utterSentence(spoken: SpokenLine, sentence: SpokenSentence, signal: AbortSignal): Promise<void> {
    const { line, events } = this.#setup;
    const mouth = new Mouth({ text: sentence.text, mood: spoken.mood }, (track, at) =>
      events.track(track, at),
    );
    this.#ahead += 1;
    sentence.stretch = line.open({
      started: (at, position) => {
        if (signal.aborted) return;
        if (position === 0) this.#begin(spoken, sentence, epoch(at));
        mouth.begins(epoch(at) - (position / sampleRate) * 1000);
      },
      ended: (at) => {
        if (signal.aborted) return;
        this.#ahead -= 1;
        this.#endSentence(spoken, sentence, epoch(at));
        this.#roomAhead();
      },
    });
    try {
      await this.#synthesize(sentence, mouth, signal);
      sentence.finish(true);
    } catch (error) {
      if (!signal.aborted) spoken.error = (error as Error).message;
      sentence.finish(false);
    }
  }

  #begin(spoken: SpokenLine, sentence: SpokenSentence, at: number): void {
    const { events } = this.#setup;
    const { id } = spoken;
    if (!spoken.hasStarted) events.report({ type: 'say_started', id, at });
    spoken.hasStarted = true;
    sentence.isBegun = true;
    events.report({ type: 'caption', id, text: sentence.text, at });
  }

  #endSentence(spoken: SpokenLine, sentence: SpokenSentence, at: number): void {
    const { events, speech, voice } = this.#setup;
    sentence.isOver = true;
    if (sentence.isBegun) this.#reportHeard(spoken, sentence, at);
    if (!sentence.isAudible) {
      spoken.silentBecause = spoken.error ?? speech.whySilent(sentence.text, voice);
      events.silent(spoken.silentBecause);
    }
    if (spoken.isOver) this.#finish(spoken);
  }

  async #synthesize(sentence: SpokenSentence, mouth: Mouth, signal: AbortSignal): Promise<void> {
    const { speech, voice } = this.#setup;
    let resampler: Resampler | undefined;
    for await (const chunk of speech.speak(sentence.text, { voice, signal })) {
      resampler ??= new Resampler(chunk.sampleRate, sampleRate);
      mouth.add(chunk);
      sentence.learnTimes(chunk);
      sentence.append(resampler.push(chunk.pcm));
    }
    if (resampler) sentence.append(resampler.end());
  }

  #finish(spoken: SpokenLine): void {
    this.#queue.splice(this.#queue.indexOf(spoken), 1);
    this.#reportEnd(spoken, { interrupted: false });
  }

  #reportHeard({ id }: SpokenLine, sentence: SpokenSentence, at: number): void {
    this.#setup.events.report({ type: 'heard', id, text: sentence.captionSoFar(), at });
  }

  #reportEnd(spoken: SpokenLine, how: { interrupted: boolean; reason?: string }): void {
    this.#setup.events.report({ ...spoken.ending(how), at: epoch(performance.now()) });
  }
}
