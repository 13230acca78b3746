import type { SpeechChunk } from './adapter.ts';
import { firstChannel, readSpeechHeader, samplesFrom } from './wav.ts';

/** A longer header is not a WAV header. */
const maxHeaderBytes = 4096;

/** A stream of bytes, WAV or bare 16-bit mono samples of `bareRate`, as speech chunks. @throws {Error} on another WAV. */
export async function* speechFrom(
  bytes: AsyncIterable<Uint8Array>,
  bareRate?: number,
): AsyncIterable<SpeechChunk> {
  let held: Buffer = Buffer.alloc(0);
  let format: { sampleRate: number; channels: number } | undefined;
  for await (const part of bytes) {
    held = held.length ? Buffer.concat([held, part]) : Buffer.from(part);
    if (!format) {
      if (held.length < 12) continue;
      if (bareRate && held.toString('latin1', 0, 4) !== 'RIFF') {
        format = { sampleRate: bareRate, channels: 1 };
      } else {
        const header = readSpeechHeader(held);
        if (!header && held.length > maxHeaderBytes) throw new Error('the WAV has no samples');
        if (!header) continue;
        format = header;
        held = held.subarray(header.dataStart);
      }
    }
    const frameBytes = 2 * format.channels;
    const whole = held.length - (held.length % frameBytes);
    if (whole === 0) continue;
    yield {
      pcm: firstChannel(samplesFrom(held.subarray(0, whole)), format.channels),
      sampleRate: format.sampleRate,
    };
    held = held.subarray(whole);
  }
}
