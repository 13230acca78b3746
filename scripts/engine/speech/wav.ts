/** What the header of a WAV says, as far as speech needs it. */
interface WavFormat {
  sampleRate: number;
  channels: number;
  /** Where the samples begin, bytes. */
  dataStart: number;
  /** How many bytes of samples there are; unbounded in a stream, whose writer did not know. */
  dataBytes: number;
}

/**
 * Reads the header of a 16-bit PCM WAV; `undefined` while too little of it has come.
 * @throws {Error} on anything else.
 */
export function readWavHeader(bytes: Buffer): WavFormat | undefined {
  if (bytes.length < 12) return undefined;
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('expected a WAV file');
  }
  let format: { sampleRate: number; channels: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'data') {
      if (!format) throw new Error('a WAV without a format');
      return { ...format, dataStart: at + 8, dataBytes: size };
    }
    if (name === 'fmt ') {
      if (at + 24 > bytes.length) return undefined;
      format = readFormat(bytes, at + 8);
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function readFormat(bytes: Buffer, at: number): { sampleRate: number; channels: number } {
  const bits = bytes.readUInt16LE(at + 14);
  if (bits !== 16) throw new Error(`expected 16 bits a sample, found ${bits}`);
  return { channels: bytes.readUInt16LE(at + 2), sampleRate: bytes.readUInt32LE(at + 4) };
}

/** 16-bit samples out of little-endian bytes; an odd byte at the end is left out. */
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

/** A whole WAV file. @throws {Error} when it isn't 16-bit PCM. */
export function readWav(bytes: Buffer): { pcm: Int16Array; sampleRate: number } {
  const format = readWavHeader(bytes);
  if (!format) throw new Error('a WAV without samples');
  const end = Math.min(bytes.length, format.dataStart + format.dataBytes);
  const samples = samplesFrom(bytes.subarray(format.dataStart, end));
  return { pcm: firstChannel(samples, format.channels), sampleRate: format.sampleRate };
}

/** A mono 16-bit WAV file. */
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
