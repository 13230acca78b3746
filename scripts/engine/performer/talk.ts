import type { VisemeTrack } from '../face/motion/visemes.ts';
import { cutShort } from '../heard-words.ts';
import { sampleRate, type VoiceLine } from '../media/voice-line.ts';
import type { SayMessage } from '../protocol.ts';
import type { VoiceChoice } from '../speech/adapter.ts';
import { Resampler } from '../speech/resampler.ts';
import { splitSentences } from '../speech/sentences.ts';
import type { Speech } from '../speech/speech.ts';
import { Mouth } from './mouth.ts';
import { SpokenLine } from './spoken-line.ts';

/** Sentences that are ready to be heard behind the one that is. */
const sentencesAhead = 1;

export interface TalkEvents {
  started(id: string, at: number): void;
  /** A sentence begins to be heard, or to be read where nothing is heard. */
  caption(id: string, text: string, at: number): void;
  /** A sentence that was begun is over: what was heard of it, or read. */
  heard(id: string, text: string, at: number): void;
  /** Nothing of a sentence could be heard. */
  silent(reason: string): void;
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
  /** What was heard, to the last whole word; a mark at its end says that there was more. */
  spoken_text: string;
  /** What was not. */
  unspoken_text: string;
  /** What could only be read, in captions. */
  shown_text: string;
  audible: boolean;
  error?: string;
}

interface Saying {
  id: string;
  lines: SpokenLine[];
  /** Those that are over, all of them heard or read. */
  over: Set<SpokenLine>;
  begun: Set<SpokenLine>;
  /** Why a sentence could not be heard. */
  silentBecause?: string;
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
    const { speech, voice } = this.#setup;
    const sentences = splitSentences(text, voice.language, { isQuick: speech.isWholeFirst(text, voice) });
    this.#queue.push({
      id,
      lines: sentences.map((sentence) => new SpokenLine(sentence)),
      over: new Set(),
      begun: new Set(),
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
    for (const saying of dropped) {
      for (const line of saying.lines)
        if (this.#isBegun(saying, line)) this.#tellHeard(saying, line, epoch(performance.now()));
      this.#end(saying, { interrupted: true, reason });
    }
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
    if (saying.lines.length === 0) this.#finish(saying);
    for (const line of saying.lines) {
      await this.#turnOf(saying, signal);
      if (signal.aborted) return;
      await this.#sentence(saying, line, signal);
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
  async #sentence(saying: Saying, spoken: SpokenLine, signal: AbortSignal): Promise<void> {
    const { line, events } = this.#setup;
    const mouth = new Mouth({ text: spoken.text }, (track, at) => events.track(track, at));
    this.#ahead += 1;
    spoken.stretch = line.open({
      started: (at, position) => {
        if (signal.aborted) return;
        if (position === 0) this.#begins(saying, spoken, epoch(at));
        mouth.begins(epoch(at) - (position / sampleRate) * 1000);
      },
      ended: (at) => {
        if (signal.aborted) return;
        this.#ahead -= 1;
        this.#isOver(saying, spoken, epoch(at));
        this.#roomAhead();
      },
    });
    try {
      await this.#synthesize(spoken, mouth, signal);
      spoken.finish(true);
    } catch (error) {
      if (!signal.aborted) saying.error = (error as Error).message;
      spoken.finish(false);
    }
  }

  #begins(saying: Saying, line: SpokenLine, at: number): void {
    const { events } = this.#setup;
    if (!saying.hasStarted) events.started(saying.id, at);
    saying.hasStarted = true;
    saying.begun.add(line);
    events.caption(saying.id, line.text, at);
  }

  #isOver(saying: Saying, line: SpokenLine, at: number): void {
    const { events, speech, voice } = this.#setup;
    saying.over.add(line);
    if (saying.begun.has(line)) this.#tellHeard(saying, line, at);
    if (!line.isAudible) {
      saying.silentBecause = saying.error ?? speech.whySilent(line.text, voice);
      events.silent(saying.silentBecause);
    }
    if (saying.over.size === saying.lines.length) this.#finish(saying);
  }

  #isBegun({ begun, over }: Saying, line: SpokenLine): boolean {
    return begun.has(line) && !over.has(line);
  }

  /** How far a sentence came that was begun: heard, or read to its end where there is nothing to hear. */
  #tellHeard({ id }: Saying, line: SpokenLine, at: number): void {
    const { heard, rest } = line.heard();
    const text = line.isMute ? line.text : rest ? cutShort(heard) || '…' : heard;
    this.#setup.events.heard(id, text, at);
  }

  async #synthesize(line: SpokenLine, mouth: Mouth, signal: AbortSignal): Promise<void> {
    const { speech, voice } = this.#setup;
    let resampler: Resampler | undefined;
    for await (const chunk of speech.speak(line.text, { voice, signal })) {
      resampler ??= new Resampler(chunk.sampleRate, sampleRate);
      mouth.add(chunk);
      line.note(chunk);
      line.append(resampler.push(chunk.pcm));
    }
    if (resampler) line.append(resampler.end());
  }

  #finish(saying: Saying): void {
    this.#queue.splice(this.#queue.indexOf(saying), 1);
    this.#end(saying, { interrupted: false });
  }

  #end(saying: Saying, how: { interrupted: boolean; reason?: string }): void {
    const { id, lines, begun, error, silentBecause } = saying;
    const parts = lines.map((line) => line.heard());
    const join = (texts: string[]) => texts.filter(Boolean).join(' ');
    const unspoken_text = join(parts.map(({ rest }) => rest));
    const spoken = join(parts.map(({ heard }) => heard));
    this.#setup.events.ended(id, {
      ...(silentBecause !== undefined && { reason: silentBecause }),
      ...how,
      ...(error !== undefined && { error }),
      at: epoch(performance.now()),
      spoken_text: how.interrupted && unspoken_text ? cutShort(spoken) : spoken,
      unspoken_text,
      shown_text: join(lines.filter((line) => begun.has(line) && line.isMute).map(({ text }) => text)),
      audible: lines.some((line) => line.isAudible),
    });
  }
}
