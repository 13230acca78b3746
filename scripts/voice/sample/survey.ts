import path from 'node:path';
import { z } from 'zod';
import { roundTo } from '../../base/numbers.ts';
import { PikaError } from '../../cli/errors.ts';
import { ffmpeg } from './ffmpeg.ts';
import { type Frames, framesOf, type Pcm, readFrames, readPcm } from './pcm.ts';
import type { ProbedSound } from './probe.ts';
import type { SoundMeasures } from './report.ts';
import { bandwidthOf } from './spectrum.ts';
import { type FoundSpeech, findSpeech, type Span } from './speech.ts';

/** Enough for pitch, pace and the picture. */
const pcmRateHz = 16_000;
const scanRateHz = 8000;

/** The summary of ebur128 (EBU R 128); the threshold is an input of loudnorm. */
export interface Loudness {
  integratedLufs: number;
  thresholdLufs: number;
  rangeLu: number;
  truePeakDbtp: number;
}

/** Short-term loudness (3 s) at one time. */
export interface LoudnessPoint {
  timeSec: number;
  lufs: number;
}

/** One piece of sound, measured in one pass. */
export interface Survey {
  loudness: Loudness;
  curve: LoudnessPoint[];
  clipping: SoundMeasures['clipping'];
  pcm: Pcm;
  frames: Frames;
  speech: FoundSpeech;
  durationSec: number;
}

/** What to measure, and how. */
export interface Listening {
  file: string;
  /** As in an ffmpeg job. */
  track?: number;
  isIndexed?: boolean;
  /** Filters before the measurement, which turn raw sound into mono speech; empty for a finished sample. */
  filters: readonly string[];
  folder: string;
  startSec: number;
  lengthSec: number;
  limitMs: number;
  signal: AbortSignal;
  onProgress?(seconds: number): void;
}

/** ffmpeg prints -inf and nan if there is nothing to measure. */
const decibel = z
  .string()
  .transform((text) => Number(text.replace(/inf$/, 'Infinity')))
  .pipe(z.union([z.number(), z.literal(Number.NEGATIVE_INFINITY), z.nan()]))
  .transform((value) => (Number.isFinite(value) ? value : -120));

const summary = z.object({ integrated: decibel, threshold: decibel, range: decibel, peak: decibel });

const summaryForm =
  /Integrated loudness:\s+I:\s+(?<integrated>\S+) LUFS\s+Threshold:\s+(?<threshold>\S+) LUFS\s+Loudness range:\s+LRA:\s+(?<range>\S+) LU\s[\s\S]*?True peak:\s+Peak:\s+(?<peak>\S+) dBFS/;

function readSummary(text: string): Loudness {
  const parsed = summary.safeParse(summaryForm.exec(text)?.groups);
  if (!parsed.success) {
    throw new PikaError('audio_invalid', 'the sound could not be measured', {
      hint: 'Check that the recording plays; --start and --end must be within it',
    });
  }
  const { integrated, threshold, range, peak } = parsed.data;
  return {
    integratedLufs: integrated,
    thresholdLufs: threshold,
    rangeLu: Math.max(0, range),
    truePeakDbtp: peak,
  };
}

function readPoint(line: string): LoudnessPoint | undefined {
  const [, time, lufs] = /^\[Parsed_ebur128_\d+ @ \w+\] t:\s*([\d.]+)\s.*? S:\s*(-?[\d.]+)/.exec(line) ?? [];
  return time && lufs ? { timeSec: Number(time), lufs: Number(lufs) } : undefined;
}

const statistics = z.object({
  peak: decibel,
  level: decibel,
  flat: z.coerce.number(),
  peaks: z.coerce.number(),
  samples: z.coerce.number(),
});

const statisticNames: Readonly<Record<string, keyof z.input<typeof statistics>>> = {
  'Peak level dB': 'peak',
  'RMS level dB': 'level',
  'Flat factor': 'flat',
  'Peak count': 'peaks',
  'Number of samples': 'samples',
};

/** Runs of samples at the same extreme: unclipped sound has none. */
const flatWhenClipped = 5;
/** Softer sound is flat at its peaks because it has few steps, not because it was clipped. */
const minClippedPeakDb = -15;
const heavyShare = 0.002;
/** Lossy coding rounds off the flat tops; clipped sound then has peaks above full scale and a low crest factor. */
const codedPeakDb = 0.1;
const heavyCrestDb = 9;

function judgeClipping(found: Record<string, string>): SoundMeasures['clipping'] {
  const parsed = statistics.safeParse(found);
  if (!parsed.success) return 'none';
  const { peak, level, flat, peaks, samples } = parsed.data;
  if (flat >= flatWhenClipped && peak >= minClippedPeakDb) {
    return peaks / Math.max(1, samples) >= heavyShare ? 'heavy' : 'some';
  }
  if (peak < codedPeakDb) return 'none';
  return peak - level < heavyCrestDb ? 'heavy' : 'some';
}

/** Parses what two filters print while the sound runs through them. */
class FilterReports {
  readonly curve: LoudnessPoint[] = [];
  readonly #statistics: Record<string, string> = {};
  #tail = '';

  line(line: string): void {
    const point = readPoint(line);
    if (point) {
      this.curve.push(point);
      return;
    }
    const [, name, value] = /^\[Parsed_astats_\d+ @ \w+\] ([^:]+): (\S+)$/.exec(line) ?? [];
    const key = name && statisticNames[name];
    if (key && value) this.#statistics[key] = value;
    // The summary of ebur128 comes last, without the filter's name on its lines.
    if (/^\[Parsed_ebur128_\d+ @ \w+\] Summary:/.test(line)) this.#tail = '';
    else this.#tail += `${line}\n`.slice(0, 200);
    if (this.#tail.length > 8000) this.#tail = this.#tail.slice(-4000);
  }

  get loudness(): Loudness {
    return readSummary(this.#tail);
  }

  get clipping(): SoundMeasures['clipping'] {
    return judgeClipping(this.#statistics);
  }
}

const measuring = (filters: readonly string[]): string[] => [
  'astats=measure_perchannel=none:measure_overall=Peak_level+RMS_level+Flat_factor+Peak_count+Number_of_samples',
  ...filters,
  'ebur128=peak=true',
  `aresample=${pcmRateHz}`,
];

/** Raw 16-bit samples, with the only extension that ffmpeg has for them. */
const rawExtension = 'sw';

/** The decoded sound decides where a recording ends: a header only estimates it. */
const nothingThere = ({ startSec }: Listening): PikaError =>
  startSec > 0
    ? new PikaError('audio_invalid', '--start is later than the end of the recording', {
        hint: 'Pass a start within the recording',
      })
    : new PikaError('audio_invalid', 'the recording contains no sound that can be decoded', {
        hint: 'Check that it plays; the copy or download may have failed',
      });

/**
 * Measures a piece of sound in one pass of ffmpeg: loudness, true peak and clipping by its filters, speech and noise from the
 * decoded samples.
 * @throws {PikaError} `program_missing`, `audio_invalid`; the signal's reason if aborted.
 */
export async function survey(listening: Listening): Promise<Survey> {
  const reports = new FilterReports();
  const output = path.join(listening.folder, `samples.${rawExtension}`);
  await ffmpeg({
    ...listening,
    input: listening.file,
    filters: measuring(listening.filters),
    output,
    onLine: (line) => reports.line(line),
  });
  const pcm = await readPcm(output, pcmRateHz);
  if (pcm.samples.length === 0) throw nothingThere(listening);
  const frames = framesOf(pcm);
  return {
    loudness: reports.loudness,
    curve: reports.curve,
    clipping: reports.clipping,
    pcm,
    frames,
    speech: findSpeech(frames),
    durationSec: pcm.samples.length / pcmRateHz,
  };
}

/** Finds where people speak in a long recording, without measuring it. */
export async function scan(
  listening: Listening,
): Promise<{ frames: Frames; speech: FoundSpeech; durationSec: number }> {
  const output = path.join(listening.folder, `scan.${rawExtension}`);
  await ffmpeg({
    ...listening,
    input: listening.file,
    filters: [...listening.filters, `aresample=${scanRateHz}`],
    output,
  });
  const frames = await readFrames(output, scanRateHz);
  if (frames.high.length === 0) throw nothingThere(listening);
  return { frames, speech: findSpeech(frames), durationSec: frames.high.length * frames.frameSec };
}

const longest = (spans: readonly Span[]): number =>
  spans.reduce((most, { start, end }) => Math.max(most, end - start), 0);

/** The figures of a survey, for the report. */
export function measuresOf(
  found: Survey,
  { sampleRateHz, channels }: Pick<ProbedSound, 'sampleRateHz' | 'channels'>,
): SoundMeasures {
  const { loudness, speech } = found;
  return {
    duration_sec: roundTo(found.durationSec, 1),
    speech_sec: roundTo(speech.speechSec, 1),
    loudness_lufs: roundTo(loudness.integratedLufs, 1),
    true_peak_dbtp: roundTo(loudness.truePeakDbtp, 1),
    loudness_range_lu: roundTo(loudness.rangeLu, 1),
    snr_db: roundTo(speech.snrDb, 1),
    noise_floor_dbfs: roundTo(speech.noiseFloorDb, 1),
    clipping: found.clipping,
    longest_pause_sec: roundTo(longest(speech.pauses), 1),
    bandwidth_hz: bandwidthOf(found.pcm, speech),
    sample_rate_hz: sampleRateHz,
    channels,
  };
}
