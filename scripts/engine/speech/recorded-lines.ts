import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { readWav } from './wav.ts';

/** The recordings that come with the package: what the demo says. */
export const recordingsDirectory = new URL('./lines/', import.meta.url);

const recordedLine = z.object({
  text: z.string(),
  /** A WAV beside the list. */
  file: z.string().regex(/^[a-z0-9-]+\.wav$/),
  phonemes: z.array(z.tuple([z.string(), z.number()])),
});
const recordedLines = z.object({ recorded_with: z.string(), lines: z.array(recordedLine) });
type RecordedLine = z.output<typeof recordedLine>;

/** Lines recorded once, for machines without any speech program. It knows no others. */
export class RecordedLines implements SpeechAdapter {
  readonly name = 'recorded';
  readonly fidelity = 'stock';
  readonly #directory: URL;
  readonly #lines: ReadonlyMap<string, RecordedLine>;

  private constructor(directory: URL, lines: readonly RecordedLine[]) {
    this.#directory = directory;
    this.#lines = new Map(lines.map((line) => [keyOf(line.text), line]));
  }

  /** The recordings in `directory`; `undefined` where there are none. */
  static async open(directory: URL = recordingsDirectory): Promise<RecordedLines | undefined> {
    try {
      const list = await readFile(new URL('lines.json', directory), 'utf8');
      return new RecordedLines(directory, recordedLines.parse(JSON.parse(list)).lines);
    } catch {
      return undefined;
    }
  }

  speaks(_language: string, sentence: string): boolean {
    return this.#lines.has(keyOf(sentence));
  }

  async *speak(sentence: string, { signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const line = this.#lines.get(keyOf(sentence));
    if (!line) throw new Error('this sentence was never recorded');
    const { pcm, sampleRate } = readWav(await readFile(new URL(line.file, this.#directory), { signal }));
    yield { pcm, sampleRate, phonemes: line.phonemes.map(([phone, end]) => ({ phone, end })) };
  }
}

/** Case, spaces and punctuation make no difference. */
function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
