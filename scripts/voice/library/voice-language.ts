import { isSameLanguage, languageName } from '../../base/language.ts';
import type { Runtime } from '../../cli/runtime.ts';
import type { EngineName } from '../../service/endpoint.ts';
import type { VoiceGender } from '../../service/wire.ts';
import type { ResolvedVoice } from './library.ts';
import { findPreset, presetsIn, tagOf } from './presets.ts';

/** A voice, and what the local engine needs to find one like it. */
export interface FittingVoice {
  voice: ResolvedVoice;
  /** BCP 47; null where neither an option nor a chosen voice says. */
  language: string | null;
  gender?: VoiceGender;
}

/**
 * The voice and the language of a meeting, brought together: a chosen preset brings its language with it, and a chosen language brings
 * a preset of the service where no voice was chosen. The local engine finds a voice of the language by itself.
 */
export function fitToLanguage(
  voice: ResolvedVoice,
  language: string | undefined,
  engine: EngineName,
  runtime: Runtime,
): FittingVoice {
  const preset = findPreset(voice.voice_id);
  const gender = preset && { gender: preset.gender };
  if (!language) {
    const isChosen = preset && voice.source !== 'default';
    return { voice, language: isChosen ? tagOf(preset) : null, ...gender };
  }
  if (!preset || isSameLanguage(tagOf(preset), language)) return { voice, language, ...gender };
  if (voice.source === 'default' && engine === 'local') return { voice, language, ...gender };
  const presets = voice.source === 'default' ? presetsIn(language) : [];
  const fitting = presets.find((other) => other.gender === preset.gender) ?? presets[0];
  if (!fitting) {
    runtime.warn(
      'voice_language',
      `the voice ${preset.voice_id} is made for ${preset.language}, not for ${languageName(language)}: choose one with --voice`,
    );
    return { voice, language, ...gender };
  }
  runtime.warn(
    'voice_chosen',
    `${fitting.voice_id} speaks ${languageName(language)}; choose another with --voice`,
  );
  return { voice: { ...voice, voice_id: fitting.voice_id }, language, gender: fitting.gender };
}
