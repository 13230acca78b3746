import path from 'node:path';
import { isOnPath } from '../speech/program.ts';
import { PocketsphinxDecoder, program } from './pocketsphinx-decoder.ts';
import type { Recognition, Transcriber } from './transcriber.ts';

/**
 * CMU PocketSphinx as packaged by Debian: rough, English, local. The next process is started in advance, since loading the
 * model takes half a second.
 */
export class Pocketsphinx implements Transcriber {
  readonly name = 'pocketsphinx';
  readonly isEager = true;
  readonly #directory: string;
  readonly #running = new Set<PocketsphinxDecoder>();
  #spare: PocketsphinxDecoder | undefined;
  #count = 0;

  static async isInstalled(): Promise<boolean> {
    return (await isOnPath(program)) && (await isOnPath('mkfifo'));
  }

  /** @param directory a private one, for named pipes. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  warmUp(): void {
    this.#spare ??= this.#start();
  }

  open(): Recognition {
    const decoder = this.#spare ?? this.#start();
    this.#spare = this.#start();
    return {
      write: (samples) => decoder.write(samples),
      finish: async () => {
        try {
          return await decoder.finish();
        } finally {
          this.#running.delete(decoder);
        }
      },
      cancel: () => {
        decoder.end();
        this.#running.delete(decoder);
      },
    };
  }

  close(): void {
    for (const decoder of this.#running) decoder.end();
  }

  #start(): PocketsphinxDecoder {
    const decoder = new PocketsphinxDecoder(path.join(this.#directory, `ears-${this.#count++}.raw`));
    this.#running.add(decoder);
    return decoder;
  }
}
