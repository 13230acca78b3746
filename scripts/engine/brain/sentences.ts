const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/** Cuts a text that grows into whole sentences, each as soon as the next has begun. */
export class SentenceStream {
  #rest = '';

  /** Adds a piece. @returns the sentences that are complete now. */
  push(piece: string): string[] {
    this.#rest += piece;
    const segments = [...segmenter.segment(this.#rest)].map(({ segment }) => segment);
    this.#rest = segments.pop() ?? '';
    return segments.map((sentence) => sentence.trim()).filter(Boolean);
  }

  /** The text has ended. @returns what is left of it. */
  end(): string[] {
    const last = this.#rest.trim();
    this.#rest = '';
    return last ? [last] : [];
  }
}
