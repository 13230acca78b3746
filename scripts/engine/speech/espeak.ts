import { mainLanguage } from '../../base/language.ts';
import type { VoiceGender, VoiceProfile } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk, VoiceChoice } from './adapter.ts';
import { speechFrom } from './pcm-stream.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, programOutput, runProgram } from './program.ts';
import { spokenForm } from './spoken-form.ts';

/**
 * Pitch of espeak-ng 1.51 at `-p` 0, 25, 50, 75 and 99, measured in Hz: the plain voice, and its variant f3, a woman's.
 */
const pitches = [
  { variant: '', hz: [68, 82, 102, 131, 170] },
  { variant: '+f3', hz: [148, 174, 212, 266, 334] },
] as const;
const steps = [0, 25, 50, 75, 99] as const;
/** Above this the variant comes nearer. */
const variantFromHz = 155;
/** The list of its voices comes at once, or the program is broken. */
const listLimitMs = 5000;
/** Words a minute for each syllable a second, measured: `-s 175` gives 4.7. */
const wordsPerSyllableRate = 37;

/** eSpeak NG: a hundred languages, at once, without phoneme times. */
export class Espeak implements SpeechAdapter {
  readonly name = 'espeak-ng';
  readonly fidelity = 'pitch-and-pace';

  readonly #languages: ReadonlySet<string>;

  /** `languages`: those that it has voices of. */
  constructor(languages: ReadonlySet<string>) {
    this.#languages = languages;
  }

  /** Where the program is installed, with the languages that it has. */
  static async open(): Promise<Espeak | undefined> {
    if (!(await isOnPath('espeak-ng'))) return undefined;
    const listed = await programOutput('espeak-ng', ['--voices'], {
      signal: AbortSignal.timeout(listLimitMs),
    });
    return new Espeak(readLanguages(listed.toString()));
  }

  /** It spells Japanese and unknown Chinese signs in English words: that is not speaking them. */
  speaks(language: string, sentence: string): boolean {
    const main = mainLanguage(language);
    if (main === 'ja' && /\p{Script=Han}/u.test(sentence)) return false;
    return this.#languages.has(main);
  }

  voiceFor({ name, language, profile, gender }: VoiceChoice): string {
    return espeakArguments(name ?? espeakVoice(language), profile, gender)[1] ?? '';
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const args = ['--stdin', '--stdout', '-z', '-b', '1'];
    const input = plainText(spokenForm(sentence, voice.language));
    const own = espeakArguments(voice.name ?? espeakVoice(voice.language), voice.profile, voice.gender);
    yield* speechFrom(runProgram('espeak-ng', [...own, ...args], { input, signal }));
  }
}

/** Languages whose voice has another name: plain `cmn` reads Chinese signs as English letters (1.51). */
const voicesByLanguage: Readonly<Record<string, string>> = {
  zh: 'cmn-latn-pinyin',
  cmn: 'cmn-latn-pinyin',
  'zh-hk': 'yue',
  yue: 'yue',
  no: 'nb',
};

function espeakVoice(language: string): string {
  const tag = language.toLowerCase();
  return voicesByLanguage[tag] ?? voicesByLanguage[mainLanguage(tag)] ?? tag;
}

/** `5  de   --/M   German   gmw/de   (…)`: the second column, and what stands in brackets. */
function readLanguages(listed: string): ReadonlySet<string> {
  const languages = new Set<string>();
  for (const line of listed.split('\n').slice(1)) {
    const [, own] = line.trim().split(/\s+/);
    const others = [...line.matchAll(/\(([\w-]+) \d+\)/g)].map(([, tag]) => tag);
    for (const tag of [own, ...others]) if (tag) languages.add(mainLanguage(tag));
  }
  return languages;
}

const genderVariants = { female: '+f3', male: '' } as const;

/** Voice, pitch and pace as espeak-ng's flags. */
export function espeakArguments(
  voice: string,
  profile: VoiceProfile | undefined,
  gender: VoiceGender = 'male',
): string[] {
  if (!profile) return ['-v', voice.includes('+') ? voice : `${voice}${genderVariants[gender]}`];
  const range = pitches[profile.pitch_hz < variantFromHz ? 0 : 1];
  const hasVariant = voice.includes('+');
  const pace = Math.round(profile.syllables_per_sec * wordsPerSyllableRate);
  return [
    ...['-v', hasVariant ? voice : `${voice}${range.variant}`],
    ...['-p', String(stepFor(profile.pitch_hz, range.hz))],
    ...['-s', String(Math.min(360, Math.max(80, pace)))],
  ];
}

function stepFor(hz: number, measured: readonly number[]): number {
  const above = measured.findIndex((value) => value >= hz);
  if (above === 0) return steps[0];
  if (above === -1) return steps[steps.length - 1] as number;
  const [lowHz, highHz] = [measured[above - 1] as number, measured[above] as number];
  const [low, high] = [steps[above - 1] as number, steps[above] as number];
  return Math.round(low + ((hz - lowHz) / (highHz - lowHz)) * (high - low));
}
