import { passesLuhn } from './randomness.ts';
import type { TextPattern } from './text-patterns.ts';

/** A paper or number that a state knows a person by. */
export interface IdentityForm {
  name: string;
  pattern: RegExp;
  /** The checksum or the date in it, where the form alone is too common. */
  accept?: (match: string) => boolean;
  example: string;
}

const digitsOf = (text: string) => [...text.replace(/\D/g, '')].map(Number);
const weighted = (digits: readonly number[], weights: readonly number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);

/** Month and day, as six or eight figures of a birth date have them; days of some papers count from 41 for women. */
const isDate = (month: number, day: number) => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** Real Decreto 1553/2005: the letter is the number modulo 23. */
function passesDni(match: string): boolean {
  const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';
  const plain = match
    .toUpperCase()
    .replace(/[\s.-]/g, '')
    .replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return letters[Number(plain.slice(0, -1)) % 23] === plain.at(-1);
}

/** GB 11643-1999 (ISO 7064, MOD 11-2). */
function passesResidentId(match: string): boolean {
  const digits = [...match.slice(0, 17)].map(Number);
  const sum = weighted(digits, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return '10X98765432'[sum % 11] === match.at(-1)?.toUpperCase();
}

/** INSEE: the last two figures are 97 less the rest modulo 97; Corsica's letters stand for 19 and 18. */
function passesNir(match: string): boolean {
  const plain = match.replace(/\s/g, '').replace(/2A/i, '19').replace(/2B/i, '18');
  return 97n - (BigInt(plain.slice(0, 13)) % 97n) === BigInt(plain.slice(13));
}

/** Receita Federal, for CPF (11 figures) and CNPJ (14). */
function passesCadastro(match: string): boolean {
  const digits = digitsOf(match);
  const top = digits.length === 11 ? 11 : 9;
  const check = (length: number) => {
    const weights = Array.from({ length }, (_, index) => {
      const weight = length + 1 - index;
      return top === 11 || weight <= 9 ? weight : weight - 8;
    });
    const rest = weighted(digits, weights) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  const length = digits.length;
  return (
    new Set(digits).size > 1 &&
    check(length - 2) === digits[length - 2] &&
    check(length - 1) === digits[length - 1]
  );
}

/** Skatteverket: a date, and Luhn's checksum over the last ten figures. */
function passesPersonnummer(match: string): boolean {
  const digits = digitsOf(match).slice(-10);
  const [, , a = 0, b = 0, c = 0, d = 0] = digits;
  return isDate(10 * a + b, (10 * c + d) % 60) && passesLuhn(`000${digits.join('')}`);
}

const isBirth = (match: string) => isDate(Number(match.slice(2, 4)), Number(match.slice(4, 6)));

/** Forms that no other number has, or that their checksum tells. */
export const identityForms: readonly IdentityForm[] = [
  {
    name: 'Italian codice fiscale',
    pattern: /\b[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]\b/gi,
    example: 'RSSMRA85T10A562S',
  },
  {
    name: 'Spanish DNI and NIE',
    pattern: /(?<![\w-])(?:\d{2}\.?\d{3}\.?\d{3}|[XYZ][ -]?\d{7})[ -]?[A-Z]\b/gi,
    accept: passesDni,
    example: '12345678Z',
  },
  {
    name: 'British National Insurance number',
    pattern: /\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b/g,
    example: 'QQ 12 34 56 C'.replace('QQ', 'AB'),
  },
  { name: 'Indian PAN', pattern: /\b[A-Z]{5}\d{4}[A-Z]\b/g, example: 'ABCDE1234F' },
  {
    name: 'Brazilian CPF',
    pattern: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g,
    example: '123.456.789-09',
  },
  {
    name: 'Brazilian CPF in a row',
    pattern: /(?<![\w.-])\d{11}(?![\w.-])/g,
    accept: passesCadastro,
    example: '12345678909',
  },
  {
    name: 'Brazilian CNPJ',
    pattern: /(?<![\w.-])\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}(?![\w-])/g,
    example: '11.222.333/0001-81',
  },
  {
    name: 'French NIR',
    pattern:
      /(?<![\w.-])[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d(?![\w-])/gi,
    accept: passesNir,
    example: '2 55 08 14 168 025 38',
  },
  {
    name: 'Chinese resident ID',
    pattern: /(?<![\w-])\d{6}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dX](?![\w-])/gi,
    accept: passesResidentId,
    example: '11010519491231002X',
  },
  { name: 'Hong Kong identity card', pattern: /\b[A-Z]{1,2}\d{6} ?\([\dA]\)/g, example: 'A123456(3)' },
  { name: 'Singapore NRIC', pattern: /\b[STFGM]\d{7}[A-Z]\b/g, example: 'S1234567D' },
  {
    name: 'Korean resident registration number',
    pattern: /(?<![\w-])\d{6}-[1-8]\d{6}(?![\w-])/g,
    accept: isBirth,
    example: '900101-1234567',
  },
  {
    name: 'Swedish personnummer',
    pattern: /(?<![\w-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])/g,
    accept: passesPersonnummer,
    example: '811218-9876',
  },
  {
    name: 'Danish CPR and Finnish HETU',
    pattern: /(?<![\w-])(?:[0-2]\d|3[01])(?:0[1-9]|1[0-2])\d\d[-+A](?:\d{4}|\d{3}[A-Z])(?![\w-])/g,
    example: '131052-308T',
  },
  {
    name: 'Mexican CURP',
    pattern: /\b[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d\b/g,
    example: 'GOMC900101HDFRRL09',
  },
  {
    name: 'Mexican RFC',
    pattern: /\b[A-ZÑ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z\d]{2}[\dA]\b/g,
    example: 'GOMC900101AB1',
  },
  {
    name: 'Swiss AHV number',
    pattern: /(?<![\w.])756\.?\d{4}\.?\d{4}\.?\d{2}(?![\w.])/g,
    example: '756.9217.0769.85',
  },
  { name: 'Emirates ID', pattern: /(?<![\w-])784-\d{4}-\d{7}-\d(?![\w-])/g, example: '784-1990-1234567-1' },
  { name: 'Pakistani CNIC', pattern: /(?<![\w-])\d{5}-\d{7}-\d(?![\w-])/g, example: '35202-1234567-1' },
  {
    name: 'Indian Aadhaar',
    pattern: /(?<![\w.-])(?!20\d\d-)[2-9]\d{3}([ -])\d{4}\1\d{4}(?![ -]?[\w-])/g,
    example: '2345 6789 0124',
  },
];

/** What people call such numbers, and those of accounts, papers and insurances. */
const names =
  "ssn|social security(?: number| no\\.?| #)?|social insurance|sin number|national insurance|nino|ni number|nhs(?: number)?|passport(?: number| no\\.?)?|driv(?:er|ing)['’]?s? licen[cs]e(?: number)?|licen[cs]e plate|id card|identity card|national id(?:entity)?(?: number| card)?|tax(?:payer)? (?:id|identification)(?: number)?|tin|itin|ein|tfn|medicare|employee id|patient id|date of birth and id|vat(?: id| no\\.?| number| reg(?:istration)?)?|" +
  "codice fiscale|c\\.f\\.|partita iva|p\\.? ?iva|carta d['’]identità|passaporto|patente|tessera sanitaria|" +
  'dni|nie|nif|cif|pasaporte|c[eé]dula|curp|rut|cuit|cuil|seguridad social|carnet|permiso de conducir|' +
  "num[eé]ro de s[eé]curit[eé] sociale|s[eé]curit[eé] sociale|n[°º] ?s[eé]cu|insee|nir|passeport|carte d['’]identit[eé]|permis de conduire|siret|siren|tva|" +
  'steuer-?(?:id|nummer|identifikationsnummer)|steuernr\\.?|sozialversicherungsnummer|sv-nummer|ust-?id(?:nr)?\\.?|personalausweis(?:nummer)?|reisepass(?:nummer)?|ausweisnummer|f[uü]hrerschein(?:nummer)?|ahv(?:-nummer)?|kontonummer|' +
  'bsn|burgerservicenummer|paspoort(?:nummer)?|rijbewijs|btw(?:-nummer)?|rijksregisternummer|' +
  'cpf|cnpj|rg|cnh|passaporte|niss|n[uú]mero de contribuinte|contribuinte|cart[aã]o de cidad[aã]o|' +
  'pesel|nip|regon|dow[oó]d osobisty|numer dowodu|paszport|rodn[eé] [cč][ií]slo|ob[cč]ansk[yý] pr[uů]kaz|pas č|oib|jmbg|emšo|cnp|egn|егн|' +
  'personnummer|samordningsnummer|f[oø]dselsnummer|cpr(?:-nummer)?|henkil[oö]tunnus|hetu|isikukood|asmens kodas|personas kods|kennitala|' +
  'инн|снилс|паспорт(?:а)?|номер паспорта|водительское|іпн|рнокпп|паспорту|αφμ|αμκα|ταυτότητα|διαβατήριο|' +
  't\\.?c\\.?(?: kimlik)?(?: no)?|kimlik(?: no| numarası)?|vergi no|pasaport|teudat zehut|תעודת זהות|ת\\.?ז\\.?|דרכון|' +
  'رقم (?:الهوية|الجواز|جواز السفر|الإقامة|الضمان)|الهوية الوطنية|جواز السفر|کد ملی|شماره (?:ملی|شناسنامه|گذرنامه)|شناختی کارڈ|' +
  'aadha?ar|आधार|पैन|पासपोर्ट|pan(?: card| number)?|voter id|uidai|nid|nik|ktp|npwp|mykad|nric|fin number|cccd|cmnd|hộ chiếu|passport no|บัตรประชาชน|หนังสือเดินทาง|' +
  'hkid|身份证(?:号码|号)?|身分證(?:字號|號碼)?|护照(?:号)?|護照|社保号|税号|統一編號|マイナンバー|個人番号|旅券番号|パスポート番号|運転免許証|my number|주민등록번호|주민번호|여권번호|운전면허';
const value =
  '(?=(?:[A-Z\\d./ -]{0,24}?\\d){5})(?:[A-Z]{0,4}[ -]?\\d(?:[./-]?[A-Z\\d]| (?=[A-Z]{0,3}\\d)[A-Z\\d]){4,19})';
const copulas = 'is|was|lautet|ist|es|est|è|é|jest|to|on|är|er|является|это|是|は|が|은|는|هو|היא|הוא|है';

const isNumber = (match: string) => !/\d{4}-\d{2}-\d{2}(?!\d)/.test(match);

/** Numbers of people and papers: by their form, and by what they are called, in front or behind. */
export const identityPatterns: readonly TextPattern[] = [
  {
    kind: 'identity_number',
    pattern: new RegExp(
      `(?<![\\p{L}\\d])(?:${names})(?![\\p{L}])[^\\n\\d.;A-Z]{0,24}(?:[A-Z][a-z]+[^\\n\\d.;A-Z]{0,12})?${value}(?![\\p{L}\\d])`,
      'giu',
    ),
    accept: isNumber,
  },
  {
    kind: 'identity_number',
    pattern: new RegExp(
      `(?<![\\p{L}\\d.-])${value}(?![\\p{L}\\d])\\s?(?:(?:${copulas})\\s?)(?:[^\\s\\d]{1,12}\\s){0,3}?(?:${names})(?!\\p{L})`,
      'giu',
    ),
    accept: isNumber,
  },
  ...identityForms.map(
    ({ pattern, accept }): TextPattern => ({ kind: 'identity_number', pattern, ...(accept && { accept }) }),
  ),
];
