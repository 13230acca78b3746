// Plain JavaScript, since the guard reads answers with it too (scripts/meeting/guard/guard-requests.mjs).

/**
 * All bytes of a stream, or undefined as soon as there are more than `maxBytes`: an announced length is not trusted. Leaving early
 * destroys the stream, and with it the connection.
 * @param {AsyncIterable<Uint8Array | string>} stream
 * @param {number} maxBytes
 * @returns {Promise<Buffer<ArrayBuffer> | undefined>}
 */
export async function readStream(stream, maxBytes) {
  const parts = [];
  let size = 0;
  for await (const piece of stream) {
    const part = typeof piece === 'string' ? Buffer.from(piece) : piece;
    size += part.byteLength;
    if (size > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}
