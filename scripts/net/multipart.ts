import { randomBytes } from 'node:crypto';

/** A file to upload. */
export interface Upload {
  bytes: Uint8Array;
  name: string;
  type: string;
}

/** A request body and its headers. */
export interface EncodedForm {
  body: Uint8Array<ArrayBuffer>;
  headers: { 'content-type': string };
}

/** Escapes the characters that would end a name, as browsers do (HTML standard, multipart/form-data encoding). */
function quoted(name: string): string {
  const escapes: Readonly<Record<string, string>> = { '"': '%22', '\r': '%0D', '\n': '%0A' };
  return `"${name.replace(/["\r\n]/g, (sign) => escapes[sign] ?? sign)}"`;
}

function head(field: string, value: string | Upload): string {
  const disposition = `Content-Disposition: form-data; name=${quoted(field)}`;
  if (typeof value === 'string') return `${disposition}\r\n\r\n`;
  return `${disposition}; filename=${quoted(value.name)}\r\nContent-Type: ${value.type}\r\n\r\n`;
}

/**
 * Encodes the fields as multipart/form-data (RFC 7578), without those that have no value. Not with FormData, which turns every line
 * break of a text into CR LF: a briefing must arrive as it was written.
 */
export function multipart(fields: Readonly<Record<string, string | Upload | undefined>>): EncodedForm {
  const boundary = `pika-${randomBytes(16).toString('hex')}`;
  const parts: (string | Uint8Array)[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    parts.push(
      `--${boundary}\r\n${head(field, value)}`,
      typeof value === 'string' ? value : value.bytes,
      '\r\n',
    );
  }
  parts.push(`--${boundary}--\r\n`);
  const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return {
    body: Buffer.concat(bytes),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
