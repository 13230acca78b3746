import { z } from 'zod';
import { languageTagOf } from '../base/language.ts';

/** A language as people give it; the same in every command that takes one. */
export const languageOption = z
  .string()
  .refine((given) => languageTagOf(given) !== undefined, 'must be a language such as de, pt-BR or German')
  .optional();

const placeholder = 'LANGUAGE';

/** What it does for an avatar. */
export const spokenLanguage = languageOption.meta({
  description: 'language to speak and hear: de, pt-BR, German … (default: from the voice)',
  placeholder,
});

/** What it does for a briefing. */
export const briefingLanguage = languageOption.meta({
  description: 'tell the avatar to speak this language: de, pt-BR, German …',
  placeholder,
});
