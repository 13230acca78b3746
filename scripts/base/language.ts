/** Languages by the names that people and voice lists use, in lower case; everything else is written as BCP 47. */
const tagsByName: Readonly<Record<string, string>> = {
  arabic: 'ar',
  bulgarian: 'bg',
  cantonese: 'yue',
  catalan: 'ca',
  chinese: 'zh',
  croatian: 'hr',
  czech: 'cs',
  danish: 'da',
  dutch: 'nl',
  english: 'en',
  finnish: 'fi',
  french: 'fr',
  german: 'de',
  greek: 'el',
  hebrew: 'he',
  hindi: 'hi',
  hungarian: 'hu',
  indonesian: 'id',
  italian: 'it',
  japanese: 'ja',
  korean: 'ko',
  mandarin: 'zh',
  norwegian: 'nb',
  persian: 'fa',
  polish: 'pl',
  portuguese: 'pt',
  romanian: 'ro',
  russian: 'ru',
  spanish: 'es',
  swedish: 'sv',
  thai: 'th',
  turkish: 'tr',
  ukrainian: 'uk',
  vietnamese: 'vi',
};

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** The BCP 47 tag of a language given as a tag or by its English name; `undefined` when there is no such language. */
export function languageTagOf(given: string): string | undefined {
  const name = given.trim().toLowerCase();
  if (Object.hasOwn(tagsByName, name)) return tagsByName[name];
  try {
    const [tag] = Intl.getCanonicalLocales(given.trim());
    return tag && names.of(mainLanguage(tag)) ? tag : undefined;
  } catch {
    return undefined;
  }
}

/** The language itself, without region and script: `de` of `de-AT`. */
export function mainLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}

/** The English name of a language, for people; the tag where it has none. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Whether two tags are of one language. */
export function isSameLanguage(a: string, b: string): boolean {
  return mainLanguage(a) === mainLanguage(b);
}
