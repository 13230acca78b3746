/** Sample rate of the transcribers' input, Hz: mono, 16 bit. */
export const earsRate = 16_000;

/** The recognition of one stretch of speech. */
export interface Recognition {
  write(samples: Int16Array): void;
  /** Ends the input. @returns the words. @throws if they cannot be recognized. */
  finish(): Promise<string>;
  /** Cancels it. */
  cancel(): void;
}

/** One way to turn speech into text. */
export interface Transcriber {
  readonly name: string;
  /** Recognition is free, so it can run at every short pause and have the text ready when the turn is over. */
  readonly isEager: boolean;
  /** Someone may be about to speak. */
  warmUp(): void;
  open(): Recognition;
  close(): void;
}
