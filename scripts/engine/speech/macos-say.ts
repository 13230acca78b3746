import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { mainLanguage } from '../../base/language.ts';
import type { VoiceGender } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk, VoiceChoice } from './adapter.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, programOutput } from './program.ts';
import { readWav } from './wav.ts';

const sampleRate = 22_050;
/** `say -r` counts words; English has about 1.5 syllables a word, so a syllable a second is 40 words a minute. */
const wordsPerSyllableRate = 40;
/** MIDI's note 69 is 440 Hz; `pbas` takes such notes (Apple, Speech Synthesis Programming Guide). */
const concertPitch = { note: 69, hz: 440 };

/** The list of its voices comes at once, or the program is broken. */
const listLimitMs = 5000;

interface MacosVoice {
  name: string;
  /** BCP 47 with an underscore, such as `de_DE`. */
  locale: string;
}

/** Voices that Apple ships, best first; `say` does not tell which is whose. */
const genders: Readonly<Record<VoiceGender, ReadonlySet<string>>> = {
  female: new Set(
    'Samantha,Kate,Karen,Moira,Tessa,Anna,Amélie,Alice,Mónica,Monica,Paulina,Luciana,Joana,Kyoko,Yuna,Tingting,Ting-Ting,Meijia,Sinji,Milena,Laila,Carmit,Lekha,Ellen,Zosia,Alva,Sara,Nora,Satu,Melina,Kanya,Yelda,Lesya,Damayanti,Linh,Zuzana,Laura,Ioana,Tünde,Montserrat,Lana,Daria'.split(
      ',',
    ),
  ),
  male: new Set(
    'Alex,Daniel,Fred,Rishi,Markus,Thomas,Luca,Jorge,Juan,Felipe,Otoya,Yuri,Maged,Xander'.split(','),
  ),
};

/** `Anna                de_DE    # Hallo! …`, a line for each voice. */
export function readVoices(listed: string): MacosVoice[] {
  return listed.split('\n').flatMap((line) => {
    const [, name, locale] = /^(.+?)\s+([a-z]{2,3}[_-][\w-]+)\s+#/.exec(line) ?? [];
    return name && locale ? [{ name, locale }] : [];
  });
}

/** Those of the region first. */
function voicesOf(voices: readonly MacosVoice[], language: string): MacosVoice[] {
  const region = language.toLowerCase().replaceAll('-', '_');
  const isOfRegion = ({ locale }: MacosVoice) => locale.toLowerCase() === region;
  const spoken = voices.filter(({ locale }) => mainLanguage(locale) === mainLanguage(language));
  return [...spoken.filter(isOfRegion), ...spoken.filter((voice) => !isOfRegion(voice))];
}

/** The voice for a language: one of the gender, else one that is made for speech, else the first. */
export function fittingVoice(
  voices: readonly MacosVoice[],
  language: string,
  gender: VoiceGender = 'female',
): string | undefined {
  const spoken = voicesOf(voices, language);
  const known = (names: ReadonlySet<string>) =>
    spoken.find(({ name }) => names.has(name.split(' ')[0] ?? ''));
  const other = gender === 'female' ? 'male' : 'female';
  return (known(genders[gender]) ?? known(genders[other]) ?? spoken[0])?.name;
}

/** The voice of macOS. */
export class MacosSay implements SpeechAdapter {
  readonly name = 'say';
  readonly fidelity = 'pitch-and-pace';
  readonly isWholeFirst = true;
  readonly #directory: string;
  readonly #voices: readonly MacosVoice[];

  private constructor(directory: string, voices: readonly MacosVoice[]) {
    this.#directory = directory;
    this.#voices = voices;
  }

  /** On macOS, with the voices that are installed. */
  static async open(directory: string): Promise<MacosSay | undefined> {
    if (process.platform !== 'darwin' || !(await isOnPath('say'))) return undefined;
    const listed = await programOutput('say', ['-v', '?'], { signal: AbortSignal.timeout(listLimitMs) });
    return new MacosSay(directory, readVoices(listed.toString()));
  }

  speaks(language: string): boolean {
    return voicesOf(this.#voices, language).length > 0;
  }

  voiceFor({ name, language, gender }: VoiceChoice): string {
    return name ?? fittingVoice(this.#voices, language, gender) ?? '';
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const file = path.join(this.#directory, `${randomUUID()}.wav`);
    const args = ['-f', '-', '-o', file, '--file-format=WAVE', `--data-format=LEI16@${sampleRate}`];
    const name = this.voiceFor(voice);
    if (name) args.push('-v', name);
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
