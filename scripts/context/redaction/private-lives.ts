import type { TextPattern } from './text-patterns.ts';

const born =
  'dob|d\\.o\\.b\\.|date of birth|birth ?da(?:te|y)|born(?: on| in)?|geboren(?: am)?|geburtsdatum|geburtstag|née? le|date de naissance|anniversaire|nat[oa] il|data di nascita|compleanno|nacid[oa]|nació|fecha de nacimiento|cumpleaños|nascid[oa]|data de nascimento|nascimento|aniversário|geboortedatum|verjaardag|född|födelsedatum|født|fødselsdato|syntynyt|syntymäaika|urodzon[ya]|data urodzenia|narozen[aý]?|datum narození|született|születési|născut|data nașterii|дата рождения|родил(?:ся|ась)|день рождения|дата народження|γεννήθηκε|ημερομηνία γέννησης|doğum(?: tarihi)?|تاريخ الميلاد|מולד|תאריך לידה|जन्म(?:तिथि| तिथि)?|出生(?:日期)?|生日|生年月日|誕生日|생년월일|생일|วันเกิด|ngày sinh|tanggal lahir';
const day =
  '(?:\\d{4}[-/.年]\\s?\\d{1,2}[-/.月]\\s?\\d{1,2}|\\d{1,2}[-/. ]{1,2}\\d{1,2}[-/. ]{1,2}\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|\\.|º|er)?\\s(?:de\\s|of\\s)?\\p{L}{3,12}\\.?,?\\s(?:de\\s)?\\d{4}|\\p{L}{3,12}\\.?\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4}|(?:19|20)\\d{6})';

/** Dates of birth, and where people are found outside work. */
const lives: readonly TextPattern[] = [
  {
    kind: 'date_of_birth',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${born})(?!\\p{Script=Latin})[^\\n\\d]{0,20}?${day}(?!\\d)`,
      'giu',
    ),
  },
  {
    kind: 'handle',
    pattern:
      /(?<![\w@/.])@\w{2,30}(?=\s(?:on|at|via|in)\s(?:x|twitter|instagram|insta|telegram|tiktok|mastodon|threads|bluesky|snapchat|facebook|linkedin|discord|signal)\b)/gi,
  },
  {
    kind: 'handle',
    pattern:
      /\b(?:twitter|instagram|insta|telegram|tiktok|mastodon|threads|bluesky|snapchat|facebook|skype|discord|wechat|line id)\b\s?(?:handle|id|name|user)?\s?[:=]?\s?@\w[\w.]{1,30}/gi,
  },
  {
    kind: 'position',
    pattern: /(?<![\w.,[(])-?\d{1,2}\.\d{4,10}\s?°?\s?[NS]?\s?,\s?-?\d{1,3}\.\d{4,10}(?![\w.])/g,
  },
  { kind: 'document_link', pattern: /\bhttps?:\/\/(?:docs|drive|sheets|slides)\.google\.com\/\S+/gi },
];

const streets =
  'Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Square|Terrace|Crescent|Highway|Parkway|Close|Mews|Grove|Gardens';
const streetsInFront =
  'via|viale|piazza|piazzale|corso|vicolo|largo|rue|avenue|boulevard|impasse|chemin|allée|quai|calle|avenida|avda|plaza|paseo|carrer|ronda|rua|travessa|praça|estrada|alameda|ul|ulica|aleja|ulice|náměstí|strada|bulevardul|улица|ул|проспект|переулок|вулиця|вул|jalan|jl|οδός|sokak|cadde|mahallesi|شارع|רחוב|đường|ถนน';
const streetEndings =
  'straße|strasse|str\\.|gasse|allee|platz|weg|damm|ufer|straat|laan|plein|gracht|kade|dijk|gatan|gata|vägen|gränd|veien|vegen|gade|gaden|vej|vejen|katu|intie|kuja|utca|út|tér|sokak|caddesi';

/** Where people live. */
const homes: readonly TextPattern[] = [
  {
    kind: 'home_address',
    pattern: new RegExp(
      `(?<![\\p{L}\\d.-])\\d{1,5}[A-Za-z]?,?\\s(?:(?:[NSEW]|North|South|East|West)\\.?\\s)?(?:\\p{Lu}[\\p{L}'’.-]{1,24}\\s){1,3}(?:${streets})(?!\\p{L})\\.?(?:,?\\s(?:[Aa]pt|[Ss]uite|[Uu]nit|[Ff]lat|#)\\.?\\s?[A-Za-z\\d]{1,6})?`,
      'gu',
    ),
  },
  {
    kind: 'home_address',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${streetsInFront})\\.?\\s(?:\\p{L}[\\p{L}'’.-]{0,24}\\s){0,4}?\\p{L}[\\p{L}'’.-]{0,24},?\\s(?:(?:n|no|nr|д|дом)[.°º]?\\s?)?\\d{1,4}[a-z]?(?![\\p{L}\\d%:]|\\.\\d|\\s\\p{L}{3})(?:,\\s?\\d{4,6}\\s\\p{Lu}\\p{L}+)?`,
      'giu',
    ),
    // «via port 8080» is not a street: names of streets are capitalized.
    accept: (match) =>
      /^[\p{L}]+\.?\s(?:(?:de|des|du|della|dei|degli|da|do|dos|la|le|las|los|el|di|del|d')\s)*\p{Lu}/u.test(
        match,
      ) || /^[^a-z]+$/i.test(match),
  },
  {
    kind: 'home_address',
    pattern:
      /(?<![\p{L}\d.-])\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|chemin|allée|impasse|quai|cours|route)\s(?:(?:de|du|des|la|le|les)\s){0,3}(?:d['’]|l['’])?\p{Lu}[\p{L}'’-]{1,24}(?:,?\s\d{5}\s\p{Lu}\p{L}+)?/gu,
  },
  {
    kind: 'home_address',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])\\p{Lu}\\p{L}{1,24}(?:[ -]\\p{L}{2,20}){0,2}?[ -]?(?:${streetEndings})\\s\\d{1,4}\\s?[a-z]?(?![\\p{L}\\d%:]|\\.\\d)(?:,\\s?\\d{4,5}\\s?(?:[A-Z]{2}\\s)?\\p{Lu}\\p{L}+)?`,
      'gu',
    ),
  },
  {
    kind: 'home_address',
    pattern:
      /[\p{Script=Han}]{1,6}[市区區縣県町路街][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\d-]{1,24}?\d{1,5}(?:[号號番弄室楼]|丁目|-\d)/gu,
  },
];

/** When people were born, where they live, and where they are found. */
export const privateLives: readonly TextPattern[] = [...lives, ...homes];
