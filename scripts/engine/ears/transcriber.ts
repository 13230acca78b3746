/** Hz of the sound that transcribers take: mono, 16 bit. */
export const earsRate = 16_000;

/** One stretch of speech on its way to text. */
export interface Recognition {
  write(samples: Int16Array): void;
  /** Nothing follows. @returns the words. @throws when they can't be recognized. */
  finish(): Promise<string>;
  /** The text is not wanted any more. */
  cancel(): void;
}

/** One way to turn speech into text. */
export interface Transcriber {
  readonly name: string;
  /** It costs nothing to ask at every short pause, so that the text is there when the turn turns out to be over. */
  readonly isEager: boolean;
  /** Somebody may be about to speak. */
  prepare(): void;
  open(): Recognition;
  close(): void;
}
