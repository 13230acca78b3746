import { isSameLanguage, languageTagOf } from '../../base/language.ts';
import type { VoiceGender } from '../../service/wire.ts';

/** A voice that the service offers to everyone. */
export interface PresetVoice {
  voice_id: string;
  language: string;
  gender: VoiceGender;
}

/** The default voice (reference client, DEFAULT_VOICE). */
export const defaultVoiceId = 'English_radiant_girl';

/**
 * System voices by language (platform.minimax.io, "System voice ID list", a selection). Only the default is confirmed to work with
 * PikaStream. Ids contain spaces and parentheses.
 */
const idsByLanguage: Readonly<Record<string, readonly string[]>> = {
  English: [
    'English_expressive_narrator',
    'English_radiant_girl',
    'English_magnetic_voiced_man',
    'English_compelling_lady1',
    'English_Aussie_Bloke',
    'English_captivating_female1',
    'English_Upbeat_Woman',
    'English_Trustworth_Man',
    'English_CalmWoman',
    'English_UpsetGirl',
    'English_Gentle-voiced_man',
    'English_Whispering_girl_v3',
    'English_Diligent_Man',
    'English_Graceful_Lady',
    'English_ReservedYoungMan',
    'English_PlayfulGirl',
    'English_ManWithDeepVoice',
    'English_GentleTeacher',
    'English_MaturePartner',
    'English_FriendlyPerson',
    'English_MatureBoss',
    'English_Debator',
    'English_Wiselady',
    'English_PatientMan',
  ],
  Chinese: [
    'Chinese (Mandarin)_News_Anchor',
    'Chinese (Mandarin)_Gentleman',
    'Chinese (Mandarin)_Warm_Bestie',
  ],
  Cantonese: ['Cantonese_GentleLady'],
  Japanese: ['Japanese_IntellectualSenior', 'Japanese_KindLady', 'Japanese_GentleButler'],
  Korean: ['Korean_CalmLady', 'Korean_CalmGentleman'],
  Spanish: ['Spanish_SereneWoman', 'Spanish_Narrator'],
  Portuguese: ['Portuguese_CalmLeader'],
  French: ['French_MaleNarrator', 'French_FemaleAnchor'],
  German: ['German_FriendlyMan', 'German_SweetLady'],
  Italian: ['Italian_Narrator'],
  Russian: ['Russian_ReliableMan'],
  Dutch: ['Dutch_kindhearted_girl'],
  Arabic: ['Arabic_CalmWoman'],
  Turkish: ['Turkish_CalmWoman'],
  Ukrainian: ['Ukrainian_CalmWoman'],
  Vietnamese: ['Vietnamese_kindhearted_girl'],
  Indonesian: ['Indonesian_CalmWoman'],
  Hindi: ['hindi_female_1_v2'],
};

/** By the service's own descriptions; the others are women's. */
const mens: ReadonlySet<string> = new Set([
  'English_expressive_narrator',
  'English_magnetic_voiced_man',
  'English_Aussie_Bloke',
  'English_Trustworth_Man',
  'English_Gentle-voiced_man',
  'English_Diligent_Man',
  'English_ReservedYoungMan',
  'English_ManWithDeepVoice',
  'English_MaturePartner',
  'English_FriendlyPerson',
  'English_Debator',
  'English_PatientMan',
  'Chinese (Mandarin)_Gentleman',
  'Japanese_IntellectualSenior',
  'Japanese_GentleButler',
  'Korean_CalmGentleman',
  'Spanish_Narrator',
  'Portuguese_CalmLeader',
  'French_MaleNarrator',
  'German_FriendlyMan',
  'Italian_Narrator',
  'Russian_ReliableMan',
]);

const presetVoices: readonly PresetVoice[] = Object.entries(idsByLanguage).flatMap(([language, ids]) =>
  ids.map((voice_id) => ({ voice_id, language, gender: mens.has(voice_id) ? 'male' : 'female' })),
);

export const presetLanguages: readonly string[] = Object.keys(idsByLanguage);

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The preset with this id, ignoring case. */
export function findPreset(id: string): PresetVoice | undefined {
  return presetVoices.find(({ voice_id }) => sameText(voice_id, id.trim()));
}

/** The presets of a language, by its name or as BCP 47, or all of them. */
export function presetsIn(language: string | undefined): readonly PresetVoice[] {
  if (!language) return presetVoices;
  const wanted = languageTagOf(language);
  if (!wanted) return [];
  return presetVoices.filter((preset) => isSameLanguage(tagOf(preset), wanted));
}

/** The language of a preset as BCP 47. */
export function tagOf({ language }: PresetVoice): string {
  return languageTagOf(language) ?? 'en';
}
