/** The shortest run of letters and digits of each make that is taken for a key rather than a word. */
const runs: readonly { shape: RegExp; length: number; bitsPerLetter: number }[] = [
  { shape: /^(?:[0-9a-f]+|[0-9A-F]+)$/, length: 32, bitsPerLetter: 2.5 },
  { shape: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]+$/, length: 20, bitsPerLetter: 3.2 },
  { shape: /^(?=(?:\D*\d){4})[A-Za-z0-9]+$/, length: 24, bitsPerLetter: 3.2 },
  { shape: /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z]+$/, length: 40, bitsPerLetter: 3.8 },
];

/** Shannon entropy in bits per letter. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

/** Whether a piece of text without spaces looks made by a machine: no word, path or name, however long, has such runs. */
export function looksRandom(text: string): boolean {
  const pieces = [...text.split(/[/_=-]+/), ...text.split(/[+/=]+/).map((part) => part.replace(/[_-]/g, ''))];
  const whole = text.replace(/[+/=_-]/g, '');
  // Words joined by strokes stay words; base64 is broken by its strokes at random places into pieces of mixed case.
  const mixed =
    /[a-z]\d|\d[a-z]|[a-z][A-Z]{2,}[a-z]/.test(whole) &&
    /\d/.test(whole) &&
    /[A-Z]/.test(whole) &&
    /[a-z]/.test(whole);
  const candidates = mixed ? [...pieces, whole] : text.split(/[+/=_-]+/);
  return candidates.some((piece) =>
    runs.some(
      ({ shape, length, bitsPerLetter }) =>
        piece.length >= length && shape.test(piece) && entropy(piece) >= bitsPerLetter,
    ),
  );
}

/** The checksum of payment cards (ISO/IEC 7812-1, annex B). */
export function passesLuhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length >= 13 && new Set(digits).size > 1 && sum % 10 === 0;
}

/** The checksum of bank account numbers (ISO 13616-1, annex A). */
export function passesMod97(text: string): boolean {
  const account = text.replace(/\s/g, '').toUpperCase();
  const digits = (account.slice(4) + account.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  return /^\d+$/.test(digits) && BigInt(digits) % 97n === 1n;
}

/** Whether Base64 stands for readable text, such as a name and a password: no word does by chance. */
export function isEncodedText(text: string): boolean {
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return decoded.length >= 9 && /^[\t\n\r\x20-\x7e]+$/.test(decoded);
}
