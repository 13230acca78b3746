const shortestSecret = 6;

/** The query of a URL that is signed: Amazon's, Google's and Azure's storage, and CloudFront, name their parameters so. */
const signedQuery =
  /\?(?=[^\s"'<>]*\b(?:X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|Signature|sig)=)[^\s"'<>]*/gi;

/** Longer ones are looked for in other forms too; of a short one these would be in innocent texts. */
const minEncodedLength = 12;
const spaces = /[\s\p{Cf}\p{Mn}]+/gu;

/** What base64 makes of a secret wherever it begins in what is encoded: the letters at both ends depend on what is beside it. */
function encodedForms(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    return bytes
      .toString('base64')
      .replace(/=*$/, '')
      .slice(offset && offset + 1, -2);
  });
}

function asWord(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u');
}

/** A passcode of digits stands alone: within a longer number, such as the meeting's, it would cut a link in two. */
function asPattern(secret: string): string | RegExp {
  return /^\d{1,64}$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`, 'g') : secret;
}

/** Knows the secrets of this run and takes them out of everything that is printed. */
export class Redaction {
  readonly #secrets = new Set<string>();

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Values under six characters are left alone: they would blank out innocent text. */
  add(secret: string): void {
    if (secret.length < shortestSecret) return;
    this.#secrets.add(secret);
    // As it stands within a line of JSON.
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /**
   * Whether a secret of this run is in a text: as it is, in a URL, in base64, or with spaces, line breaks or invisible letters in it.
   * A short one counts as a word of its own only.
   */
  holds(text: string): boolean {
    const plain = text.normalize('NFKC').replace(spaces, '');
    return [...this.#secrets].some((secret) => {
      if (secret.length < minEncodedLength) return asWord(secret).test(text);
      const forms = [secret, encodeURIComponent(secret), ...encodedForms(secret)];
      return text.includes(secret) || forms.some((form) => plain.includes(form.replace(spaces, '')));
    });
  }

  /** `text` without the known secrets and developer keys of any value. */
  scrub(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(asPattern(secret), '[redacted]');
    return clean.replace(/\bdk_[\w-]{6,}/g, '[redacted]');
  }
  /** The same for what people read and logs keep: there no URL needs the signature that opens it. */
  scrubLog(text: string): string {
    return this.scrub(text).replace(signedQuery, '?[redacted]');
  }
}
