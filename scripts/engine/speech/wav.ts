import { isWav, readWavHeader, type WavHeader } from '../../base/wav-header.ts';

/**
 * Reads the header of a 16-bit PCM WAV; `undefined` while too little of it has come.
 * @throws {Error} on anything else.
 */
export function readSpeechHeader(bytes: Buffer): WavHeader | undefined {
  if (bytes.length < 12) return undefined;
  if (!isWav(bytes)) throw new Error('expected a WAV file');
  const header = readWavHeader(bytes);
  if (header && header.sampleRate === 0) throw new Error('the WAV has no format');
  if (header && header.bitsPerSample !== 16)
    throw new Error(`expected 16 bits a sample, found ${header.bitsPerSample}`);
  return header;
}

/** 16-bit samples from little-endian bytes, without an odd byte at the end. */
export function samplesFrom(bytes: Uint8Array): Int16Array {
  const count = Math.floor(bytes.length / 2);
  const samples = new Int16Array(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, count * 2);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(i * 2, true);
  return samples;
}

/** The first channel of interleaved samples. */
export function firstChannel(samples: Int16Array, channels: number): Int16Array {
  if (channels === 1) return samples;
  const mono = new Int16Array(Math.floor(samples.length / channels));
  for (let i = 0; i < mono.length; i++) mono[i] = samples[i * channels] as number;
  return mono;
}

/** Reads a whole WAV file. @throws {Error} if it is not 16-bit PCM. */
export function readWav(bytes: Buffer): { pcm: Int16Array; sampleRate: number } {
  const format = readSpeechHeader(bytes);
  if (!format) throw new Error('the WAV has no samples');
  const end = Math.min(bytes.length, format.dataStart + format.dataBytes);
  const samples = samplesFrom(bytes.subarray(format.dataStart, end));
  return { pcm: firstChannel(samples, format.channels), sampleRate: format.sampleRate };
}

/** Writes a mono 16-bit WAV file. */
export function writeWav(pcm: Int16Array, sampleRate: number): Buffer {
  const bytes = Buffer.alloc(44 + pcm.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + pcm.length * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(pcm.length * 2, 40);
  for (let i = 0; i < pcm.length; i++) bytes.writeInt16LE(pcm[i] as number, 44 + i * 2);
  return bytes;
}
