import { readBounded } from '../../base/bounded-read.ts';
import { isWav, readWavHeader } from '../../base/wav-header.ts';
import { PikaError } from '../../cli/errors.ts';
import { ffmpegInstallHint } from './ffmpeg-install.ts';
import { longestSampleSec, shortestSampleSec } from './findings.ts';
import type { Sample } from './sample.ts';

/** The service accepts up to 20 MB (platform.minimax.io, "Voice clone"). */
const largestSampleBytes = 20_000_000;

/** A recording that is uploaded unchanged. */
export interface UntouchedSample {
  bytes: Uint8Array;
  type: string;
  extension: string;
  /** Seconds, if the header says so. */
  durationSec?: number;
}

interface Kind {
  type: string;
  extension: string;
  matches(bytes: Buffer): boolean;
  durationSec?(bytes: Buffer): number | undefined;
}

const textAt = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('latin1', at, Math.min(bytes.length, at + length));

function wavDurationSec(bytes: Buffer): number | undefined {
  const header = readWavHeader(bytes);
  if (!header?.bytesPerSec) return undefined;
  return Math.min(header.dataBytes, bytes.length - header.dataStart) / header.bytesPerSec;
}

/** A frame header of MPEG audio layer III: 11 set bits, then a valid version and layer (ISO 11172-3, 2.4.1.3). */
function isMp3Frame(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02 && (second & 0x18) !== 0x08;
}

const kinds: readonly Kind[] = [
  {
    type: 'audio/wav',
    extension: '.wav',
    matches: isWav,
    durationSec: wavDurationSec,
  },
  {
    type: 'audio/mp4',
    extension: '.m4a',
    matches: (bytes) => textAt(bytes, 4, 4) === 'ftyp' && /^M4[AB] /.test(textAt(bytes, 8, 4)),
  },
  {
    type: 'audio/mpeg',
    extension: '.mp3',
    matches: (bytes) => textAt(bytes, 0, 3) === 'ID3' || isMp3Frame(bytes),
  },
];

const refuse = (message: string): PikaError =>
  new PikaError('program_missing', message, { hint: ffmpegInstallHint() });

/**
 * A recording that the service accepts unchanged: MP3, M4A or WAV by its first bytes, within the service's limits.
 * @throws {PikaError} `program_missing` with the install command for anything else.
 */
export async function takeUntouched(sample: Sample): Promise<UntouchedSample> {
  if (sample.size > largestSampleBytes) {
    throw refuse('ffmpeg is not installed, and without it recordings may have at most 20 MB');
  }
  const bytes = await readBounded(sample.path, { maxBytes: largestSampleBytes });
  const kind = kinds.find((candidate) => candidate.matches(bytes));
  if (!kind) throw refuse('ffmpeg is not installed, and without it only mp3, m4a and wav are accepted');
  const durationSec = kind.durationSec?.(bytes);
  if (durationSec !== undefined && (durationSec < shortestSampleSec || durationSec > longestSampleSec)) {
    const message = `the recording lasts ${durationSec.toFixed(1)} s; without ffmpeg it must have ${shortestSampleSec} to ${longestSampleSec} s`;
    throw new PikaError('audio_invalid', message, {
      hint: `Record again, or cut it with ffmpeg. ${ffmpegInstallHint()}`,
    });
  }
  return {
    bytes,
    type: kind.type,
    extension: kind.extension,
    ...(durationSec !== undefined && { durationSec }),
  };
}
