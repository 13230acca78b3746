import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, programOutput } from './program.ts';
import { readWav } from './wav.ts';

const sampleRate = 22_050;
/** `say -r` counts words; English has about 1.5 syllables a word, so a syllable a second is 40 words a minute. */
const wordsPerSyllableRate = 40;
/** MIDI's note 69 is 440 Hz; `pbas` takes such notes (Apple, Speech Synthesis Programming Guide). */
const concertPitch = { note: 69, hz: 440 };

/** The voice of macOS. */
export class MacosSay implements SpeechAdapter {
  readonly name = 'say';
  readonly fidelity = 'pitch-and-pace';
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  static async isInstalled(): Promise<boolean> {
    return process.platform === 'darwin' && (await isOnPath('say'));
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const file = path.join(this.#directory, `${randomUUID()}.wav`);
    const args = ['-f', '-', '-o', file, '--file-format=WAVE', `--data-format=LEI16@${sampleRate}`];
    if (voice.name) args.push('-v', voice.name);
    const { profile } = voice;
    if (profile) args.push('-r', String(Math.round(profile.syllables_per_sec * wordsPerSyllableRate)));
    // What stands in double brackets are commands to the synthesizer: those of the text are none.
    const text = plainText(sentence).replaceAll('[[', '[ [');
    const pitch = profile ? `[[pbas ${midiNote(profile.pitch_hz)}]] ` : '';
    try {
      await programOutput('say', args, { input: `${pitch}${text}`, signal });
      yield readWav(await readFile(file, { signal }));
    } finally {
      await rm(file, { force: true });
    }
  }
}

function midiNote(hz: number): string {
  return (concertPitch.note + 12 * Math.log2(hz / concertPitch.hz)).toFixed(1);
}
