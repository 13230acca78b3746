import { escapePattern } from '../base/escape.ts';

const shortestSecret = 6;

/** The query of a signed URL, by the parameter names of Amazon, Google and Azure storage and CloudFront. */
const signedQuery =
  /\?(?=[^\s"'<>]*\b(?:X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|Signature|sig)=)[^\s"'<>]*/gi;

/** Secrets of at least this length are also searched for in encoded forms; those of a shorter one would match innocent text. */
const minEncodedLength = 12;
const spaces = /[\s\p{Cf}\p{Mn}]+/gu;

/** The base64 forms of a secret at any offset in the encoded text, without the letters at both ends, which depend on its neighbors. */
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
  const literal = escapePattern(text);
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'u');
}

/** A numeric passcode matches only on its own: inside a longer number, such as the meeting's, it would break a link. */
function asPattern(secret: string): string | RegExp {
  return /^\d{1,64}$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`, 'g') : secret;
}

/** Removes the secrets of this run from all output. */
export class Redaction {
  readonly #secrets = new Set<string>();

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Ignores values under six characters: they would blank out innocent text. */
  add(secret: string): void {
    if (secret.length < shortestSecret) return;
    this.#secrets.add(secret);
    // As written in a line of JSON.
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /**
   * Whether a text contains a secret of this run: plain, URL-encoded, in base64, or interspersed with spaces, line breaks or invisible
   * characters. A short secret counts only as a separate word.
   */
  holds(text: string): boolean {
    const plain = text.normalize('NFKC').replace(spaces, '');
    return [...this.#secrets].some((secret) => {
      if (secret.length < minEncodedLength) return asWord(secret).test(text);
      const forms = [secret, encodeURIComponent(secret), ...encodedForms(secret)];
      return text.includes(secret) || forms.some((form) => plain.includes(form.replace(spaces, '')));
    });
  }

  /** `text` without the known secrets and without any developer key. */
  scrub(text: string): string {
    let clean = text;
    for (const secret of this.#secrets) clean = clean.replaceAll(asPattern(secret), '[redacted]');
    return clean.replace(/\bdk_[\w-]{6,}/g, '[redacted]');
  }
  /** The same for progress and logs, where signed URLs lose their signature too. */
  scrubLog(text: string): string {
    return this.scrub(text).replace(signedQuery, '?[redacted]');
  }
}
