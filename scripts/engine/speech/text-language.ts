/** The languages that a script stands for, to choose from if the wanted language is not written in it. */
const scripts = [
  { code: 'Latn', letters: /\p{Script=Latin}/gu, language: 'en' },
  { code: 'Cyrl', letters: /\p{Script=Cyrillic}/gu, language: 'ru' },
  { code: 'Arab', letters: /\p{Script=Arabic}/gu, language: 'ar' },
  { code: 'Hebr', letters: /\p{Script=Hebrew}/gu, language: 'he' },
  { code: 'Grek', letters: /\p{Script=Greek}/gu, language: 'el' },
  { code: 'Deva', letters: /\p{Script=Devanagari}/gu, language: 'hi' },
  { code: 'Beng', letters: /\p{Script=Bengali}/gu, language: 'bn' },
  { code: 'Taml', letters: /\p{Script=Tamil}/gu, language: 'ta' },
  { code: 'Telu', letters: /\p{Script=Telugu}/gu, language: 'te' },
  { code: 'Thai', letters: /\p{Script=Thai}/gu, language: 'th' },
  { code: 'Hang', letters: /\p{Script=Hangul}/gu, language: 'ko' },
  { code: 'Kana', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, language: 'ja' },
  { code: 'Hani', letters: /\p{Script=Han}/gu, language: 'zh' },
  { code: 'Geor', letters: /\p{Script=Georgian}/gu, language: 'ka' },
  { code: 'Armn', letters: /\p{Script=Armenian}/gu, language: 'hy' },
  { code: 'Ethi', letters: /\p{Script=Ethiopic}/gu, language: 'am' },
] as const;

type ScriptCode = (typeof scripts)[number]['code'];

/** The scripts that a language is written in: Japanese mixes three, and Han alone proves nothing. */
const mixtures: Readonly<Record<string, readonly ScriptCode[]>> = {
  Jpan: ['Kana', 'Hani'],
  Kore: ['Hang', 'Hani'],
  Hans: ['Hani'],
  Hant: ['Hani'],
};

function scriptsOf(language: string): readonly string[] {
  try {
    const { script = 'Latn' } = new Intl.Locale(language).maximize();
    return mixtures[script] ?? [script];
  } catch {
    return ['Latn'];
  }
}

/**
 * The language in which to speak a sentence: the wanted one if the sentence is written in its script, else the one that its own script
 * stands for. A script alone does not tell German from English.
 */
export function languageOfText(text: string, wanted: string): string {
  const counts = scripts
    .map(({ code, letters, language }) => ({ code, language, count: text.match(letters)?.length ?? 0 }))
    .filter(({ count }) => count > 0);
  // Any kana among Han means Japanese.
  const kana = counts.find(({ code }) => code === 'Kana');
  const most = counts.reduce<(typeof counts)[number] | undefined>(
    (best, found) => (best && best.count >= found.count ? best : found),
    undefined,
  );
  const found = kana && most?.code === 'Hani' ? kana : most;
  if (!found || scriptsOf(wanted).includes(found.code)) return wanted;
  return found.language;
}
