const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Splits a growing text into whole sentences, each as soon as the next one starts. */
export class SentenceStream {
  #rest = '';

  /** Adds a piece. @returns the sentences that are now complete. */
  push(piece: string): string[] {
    this.#rest += piece;
    const segments = [...segmenter.segment(this.#rest)].map(({ segment }) => segment);
    this.#rest = segments.pop() ?? '';
    return segments.map((sentence) => sentence.trim()).filter(Boolean);
  }

  /** Ends the text. @returns the rest of it. */
  end(): string[] {
    const last = this.#rest.trim();
    this.#rest = '';
    return last ? [last] : [];
  }
}
