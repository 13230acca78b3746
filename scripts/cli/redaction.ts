const shortestSecret = 6;

/** The query of a URL that is signed: Amazon's, Google's and Azure's storage, and CloudFront, name their parameters so. */
const signedQuery =
  /\?(?=[^\s"'<>]*\b(?:X-Amz-Signature|X-Amz-Security-Token|X-Goog-Signature|Signature|sig)=)[^\s"'<>]*/gi;

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
