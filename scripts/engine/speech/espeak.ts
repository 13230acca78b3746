import type { VoiceProfile } from '../../service/wire.ts';
import type { SpeakOptions, SpeechAdapter, SpeechChunk } from './adapter.ts';
import { speechFrom } from './pcm-stream.ts';
import { plainText } from './plain-text.ts';
import { isOnPath, runProgram } from './program.ts';

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
/** Words a minute for each syllable a second, measured: `-s 175` gives 4.7. */
const wordsPerSyllableRate = 37;

/** eSpeak NG: a hundred languages, at once, without phoneme times. */
export class Espeak implements SpeechAdapter {
  readonly name = 'espeak-ng';
  readonly fidelity = 'pitch-and-pace';

  static isInstalled(): Promise<boolean> {
    return isOnPath('espeak-ng');
  }

  async *speak(sentence: string, { voice, signal }: SpeakOptions): AsyncIterable<SpeechChunk> {
    const args = ['--stdin', '--stdout', '-z', '-b', '1'];
    const input = plainText(sentence);
    const own = espeakArguments(voice.name ?? voice.language.toLowerCase(), voice.profile);
    yield* speechFrom(runProgram('espeak-ng', [...own, ...args], { input, signal }));
  }
}

/** Voice, pitch and pace as espeak-ng's flags. */
export function espeakArguments(voice: string, profile: VoiceProfile | undefined): string[] {
  if (!profile) return ['-v', voice];
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
