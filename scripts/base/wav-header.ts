/** What the header of a WAV says about its samples; the format's fields are 0 if there is no format. */
export interface WavHeader {
  sampleRate: number;
  channels: number;
  bitsPerSample: number;
  bytesPerSec: number;
  /** Where the samples start, in bytes. */
  dataStart: number;
  /** Bytes of samples; unbounded in a stream whose writer did not know. */
  dataBytes: number;
}

const noFormat = { sampleRate: 0, channels: 0, bitsPerSample: 0, bytesPerSec: 0 };
const formatBytes = 16;

/** Whether it starts as a WAV does. */
export function isWav(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE';
}

/** Reads the chunks of a WAV up to its samples; undefined if they do not come within `bytes`. */
export function readWavHeader(bytes: Buffer): WavHeader | undefined {
  let format = noFormat;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'data') return { ...format, dataStart: at + 8, dataBytes: size };
    if (name === 'fmt ') {
      if (at + 8 + formatBytes > bytes.length) return undefined;
      format = readFormat(bytes.subarray(at + 8));
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function readFormat(bytes: Buffer): typeof noFormat {
  return {
    channels: bytes.readUInt16LE(2),
    sampleRate: bytes.readUInt32LE(4),
    bytesPerSec: bytes.readUInt32LE(8),
    bitsPerSample: bytes.readUInt16LE(14),
  };
}
