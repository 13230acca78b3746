import { plainApostrophes } from '../apostrophes.ts';

/** The languages that have rules. */
export const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl'] as const;
export type Language = (typeof languages)[number];

const english = new Intl.DisplayNames('en', { type: 'language' });

/** «English, German … and Dutch». */
export const languageNames: string = new Intl.ListFormat('en').format(
  languages.map((language) => english.of(language) ?? language),
);

/** Words that hold sentences together and that languages near by do not share: talk is full of them, whatever it is about. */
const functionWords: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: words(
    "the and that it of to you we is are was be have this for with they will would what so but not just can do don't it's i'm i'll we'll",
  ),
  de: words(
    'der die das und ist nicht ich wir sie es ein eine zu auf mit auch aber für haben sind noch dann wenn dass wie kann den dem',
  ),
  fr: words(
    "le les des est et pas je nous vous il une pour dans on ça mais avec c'est j'ai qu'on du sur plus très donc fait être ce",
  ),
  es: words(
    'el los las y es una por para con pero muy más está esto yo nos hay ya lo como del al tenemos vamos qué sí',
  ),
  it: words(
    "il gli le e è che non una per con ma sono questo anche io abbiamo della di più ci c'è nel alla possiamo dobbiamo del mi",
  ),
  pt: words(
    'os não uma é e um para com mas muito eu você isso ele está também mais nós temos vamos da do na no então já ao foi',
  ),
  nl: words(
    'het een en van ik dat niet je we is zijn met voor maar ook dan nog wel naar kan deze heb hebben moet moeten wat gaan',
  ),
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Of the words of a text in a language, at least so many are among these; of one in another language fewer. */
const minShare = 0.15;
/** Fewer words say nothing about the language. */
const minWords = 8;
const longestSample = 20_000;

/**
 * The language of a text, if it is one of those with rules. Nothing for others; `null` for text that is too short to tell.
 */
export function languageOf(text: string): Language | undefined | null {
  const found =
    plainApostrophes(text.slice(0, longestSample))
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}']*/gu) ?? [];
  const letters = text.slice(0, longestSample).match(/\p{L}/gu)?.length ?? 0;
  const isLatin = (text.slice(0, longestSample).match(/\p{Script=Latin}/gu)?.length ?? 0) > letters / 2;
  if (letters === 0) return null;
  if (!isLatin) return undefined;
  if (found.length < minWords) return null;
  const shares = languages.map((language) => {
    const known = functionWords[language];
    return { language, share: found.filter((word) => known.has(word)).length / found.length };
  });
  const best = shares.reduce((most, one) => (one.share > most.share ? one : most));
  return best.share >= minShare ? best.language : undefined;
}
