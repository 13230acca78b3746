import { languageName } from '../base/language.ts';

/** The sentence of a briefing that says which language the avatar speaks. */
export function speakLine(language: string): string {
  return `Speak ${languageName(language)}.`;
}
