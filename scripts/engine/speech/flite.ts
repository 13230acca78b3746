import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { mainLanguage } from '../../base/language.ts';
import { clamp } from '../../base/numbers.ts';
import type { VoiceGender, VoiceProfile } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk, TimedPhone, VoiceChoice } from './adapter.ts';
import { asciiText } from './plain-text.ts';
import { isOnPath, programOutput } from './program.ts';
import { spokenForm } from './spoken-form.ts';
import { readWav } from './wav.ts';

/** Silence that is kept before and after a sentence, seconds. flite's own is about 0.17 and 0.25. */
const silence = { before: 0.01, after: 0.2 };

/**
 * Voices of Debian's flite 2.2 that follow `int_f0_target_mean`, measured on a sentence of 19 syllables: pitch as it is (Hz), and
 * syllables per second of speech without its pauses. (rms, the other male voice, keeps its own pitch.)
 */
const voices = [
  { name: 'awb', pitchHz: 127, pace: 4.9, upToHz: 155 },
  { name: 'slt', pitchHz: 168, pace: 4.6, upToHz: Number.POSITIVE_INFINITY },
] as const;
const stockVoices = { female: 'slt', male: 'rms' } as const;

/** Any other pace sounds broken. */
const slowest = 0.65;
const fastest = 1.6;

/** CMU Flite: English, quick, and it tells when each phoneme ends. */
export class Flite implements SpeechAdapter {
  readonly name = 'flite';
  readonly fidelity = 'pitch-and-pace';
  readonly isWholeFirst = true;
  /** A private directory: flite writes a WAV only to a file that can be rewound. */
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  static isInstalled(): Promise<boolean> {
    return isOnPath('flite');
  }

  speaks(language: string): boolean {
    return mainLanguage(language) === 'en';
  }

  voiceFor({ name, profile, gender }: VoiceChoice): string {
    return voiceArguments(name, profile, gender)[1] ?? '';
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const file = path.join(this.#directory, `${randomUUID()}.wav`);
    const args = [
      ...voiceArguments(voice.name, voice.profile, voice.gender),
      '-psdur',
      '-f',
      '-',
      '-o',
      file,
    ];
    try {
      const printed = await programOutput('flite', args, {
        input: `${asciiText(spokenForm(sentence, 'en'))}\n`,
        signal,
      });
      const { pcm, sampleRate } = readWav(await readFile(file, { signal }));
      yield trim(pcm, sampleRate, readPhones(printed.toString()));
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** Voice, pitch and pace as flite's flags. */
export function voiceArguments(
  name: string | undefined,
  profile: VoiceProfile | undefined,
  gender: VoiceGender = 'female',
): string[] {
  if (!profile) return ['-voice', name ?? stockVoices[gender]];
  const voice =
    voices.find((known) => (name ? known.name === name : profile.pitch_hz < known.upToHz)) ?? voices[1];
  const stretch = clamp(voice.pace / profile.syllables_per_sec, slowest, fastest);
  return [
    ...['-voice', name ?? voice.name],
    ...['--setf', `int_f0_target_mean=${profile.pitch_hz.toFixed(0)}`],
    ...['--setf', `duration_stretch=${stretch.toFixed(2)}`],
  ];
}

/** `pau:0.184 dh:0.228 …`, a line for each utterance that flite saw in the text, each line's times from its own start. */
export function readPhones(printed: string): TimedPhone[] {
  const phones: TimedPhone[] = [];
  let start = 0;
  for (const line of printed.split('\n')) {
    for (const [, phone = '', end = ''] of line.matchAll(/([a-z0-9]+):(\d+\.\d+)/gi)) {
      phones.push({ phone, end: start + Number(end) });
    }
    start = phones.at(-1)?.end ?? start;
  }
  return phones;
}

function trim(pcm: Int16Array, sampleRate: number, phones: TimedPhone[]): SpeechChunk {
  const first = phones[0];
  const last = phones.at(-1);
  const before = first && isPause(first) ? Math.max(0, first.end - silence.before) : 0;
  const speechEnd = last && isPause(last) ? (phones.at(-2)?.end ?? 0) : pcm.length / sampleRate;
  const from = Math.round(before * sampleRate);
  const to = Math.round((speechEnd + silence.after) * sampleRate);
  const phonemes = phones
    .map(({ phone, end }) => ({ phone, end: end - before }))
    .filter(({ end }) => end > 0);
  return { pcm: pcm.subarray(from, to), sampleRate, phonemes };
}

function isPause({ phone }: TimedPhone): boolean {
  return phone === 'pau';
}
